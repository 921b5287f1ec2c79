package zydeco.filters.signal;

import java.util.List;

/** The numbers behind datatrove's FineWebQualityFilter. */
final class FinewebSignals {
  private static final String ORIGIN = "datatrove FineWebQualityFilter";

  static final List<Signal> ROWS =
      List.of(
          new Signal(
              "punctuated-line-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Lines that end in terminal punctuation of any script, blanks counted, among lines"
                  + " with more than blanks; undefined without any.",
              s -> Fraction.of(s.newlineLines().punctuatedLines(), s.newlineLines().filledLines())),
          new Signal(
              "short-line-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Lines of at most 30 code points among lines with more than blanks.",
              s -> Fraction.of(s.newlineLines().shortLines(), s.newlineLines().filledLines())),
          new Signal(
              "fineweb-duplicate-line-character-fraction",
              "fraction",
              "0..1",
              ORIGIN,
              "Code points of lines with more than blanks that an earlier one equals, per code"
                  + " point that is no newline.",
              s ->
                  Fraction.of(
                      s.newlineLines().repeatedFilledCharacters(),
                      s.characters() - s.newlineLines().newlines())),
          new Signal(
              "newline-to-word-ratio",
              "per word",
              "0..",
              ORIGIN,
              "Newlines per word, marks counted as words.",
              s -> Fraction.of(s.newlineLines().newlines(), s.words().count())));

  private FinewebSignals() {}
}
