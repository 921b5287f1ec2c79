package zydeco.filters.signal;

import java.util.List;

/** The numbers behind datatrove's GopherQualityFilter. */
final class GopherSignals {
  private static final String ORIGIN = "datatrove GopherQualityFilter";

  static final List<Signal> ROWS =
      List.of(
          new Signal(
              "word-count",
              "words",
              "0..",
              ORIGIN,
              "Words that are not made of punctuation alone.",
              s -> s.wordFacts().properWords()),
          new Signal(
              "mean-word-length",
              "characters",
              "1..",
              ORIGIN,
              "Mean code points of those words; undefined without any.",
              s -> Fraction.of(s.wordFacts().properCharacters(), s.wordFacts().properWords())),
          new Signal(
              "hash-to-word-ratio",
              "per word",
              "0..",
              ORIGIN,
              "Number signs per word, marks counted as words.",
              s -> Fraction.of(s.words().hashes(), s.words().count())),
          new Signal(
              "ellipsis-to-word-ratio",
              "per word",
              "0..",
              ORIGIN,
              "Ellipses (three dots or U+2026) per word, marks counted as words.",
              s -> Fraction.of(s.words().ellipses(), s.words().count())),
          new Signal(
              "bullet-line-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Lines whose first character that is not blank is a hyphen or U+2022.",
              s -> Fraction.of(s.lineEdges().bulletLines(), s.lineEdges().lines())),
          new Signal(
              "ellipsis-line-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Lines that end in three dots or U+2026, blanks aside.",
              s -> Fraction.of(s.lineEdges().ellipsisLines(), s.lineEdges().lines())),
          new Signal(
              "alphabetic-word-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Words with at least one letter among all words and marks.",
              s -> Fraction.of(s.wordFacts().alphabeticWords(), s.words().count())),
          new Signal(
              "stop-word-count",
              "words",
              "0..",
              ORIGIN,
              "How many of the language's stop words occur, each once, as they are written; in"
                  + " English of the, be, to, of, and, that, have, with. Undefined where the recipe"
                  + " gives the language none.",
              s -> s.wordFacts().stopWords() < 0 ? Double.NaN : s.wordFacts().stopWords()));

  private GopherSignals() {}
}
