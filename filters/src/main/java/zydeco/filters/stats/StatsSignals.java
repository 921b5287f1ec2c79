package zydeco.filters.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.filters.text.WordShapes;

/**
 * datatrove's statistics blocks for documents, lines, paragraphs, words and sentences with their
 * default settings; a quotient of nothing is 0, as there.
 */
public final class StatsSignals {
  private static final String[] ORIGINS = {
    "DocStats", "LineStats", "ParagraphStats", "WordStats", "SentenceStats"
  };

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  private StatsSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    document(rows);
    lines(rows);
    paragraphs(rows);
    words(rows);
    sentences(rows);
    return List.copyOf(rows);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private static void document(List<Signal> rows) {
    rows.add(row(0, "doc-stats-length", "characters", "Code points.", s -> s.characters()));
    character(rows, "white-space-ratio", "Blanks", t -> t.blanks);
    character(
        rows, "non-alpha-digit-ratio", "Code points that are no letter or digit", t -> t.others);
    character(rows, "digit-ratio", "Digits", t -> t.digits);
    character(rows, "uppercase-ratio", "Capitals", t -> t.capitals);
    character(rows, "elipsis-ratio", "Code points of ellipses", t -> t.ellipsisCharacters);
    character(rows, "punctuation-ratio", "Punctuation by datatrove's list", t -> t.marks);
  }

  private static void character(
      List<Signal> rows, String name, String what, ToDoubleFunction<CharacterStats> count) {
    rows.add(
        row(
            0,
            "doc-stats-" + name,
            "fraction",
            what + " per code point; 0 for an empty text.",
            s -> ratio(count.applyAsDouble(CharacterStats.of(s)), s.characters())));
  }

  private static void lines(List<Signal> rows) {
    rows.add(
        row(
            1,
            "line-stats-n-lines",
            "lines",
            "Lines between newlines.",
            s -> PartStats.of(s).lines));
    line(rows, "avg-line-length", "Code points", t -> t.lineCharacters);
    line(
        rows, "short-line-ratio-chars-10", "Lines of at most 10 code points", t -> t.shortLines[0]);
    line(
        rows, "short-line-ratio-chars-30", "Lines of at most 30 code points", t -> t.shortLines[1]);
    line(
        rows,
        "long-line-ratio-chars-2000",
        "Lines of 2,000 code points or more",
        t -> t.longLines[0]);
    line(
        rows,
        "long-line-ratio-chars-10000",
        "Lines of 10,000 code points or more",
        t -> t.longLines[1]);
    line(
        rows,
        "lines-ending-with-terminal-mark-ratio",
        "Lines whose last character is . ? ! or an ASCII quote",
        t -> t.punctuatedLines);
    line(
        rows,
        "bullet-point-lines-ratio",
        "Lines that begin with - * or U+2022",
        t -> t.bulletLines);
    line(rows, "line-duplicates", "Lines that an earlier one equals", t -> t.repeatedLines);
    rows.add(
        row(
            1,
            "line-stats-line-char-duplicates",
            "fraction",
            "Code points of those per code point of lines; 0 without any.",
            s -> ratio(PartStats.of(s).repeatedLineCharacters, PartStats.of(s).lineCharacters)));
  }

  private static void line(
      List<Signal> rows, String name, String what, ToDoubleFunction<PartStats> count) {
    rows.add(
        row(
            1,
            "line-stats-" + name,
            name.startsWith("avg") ? "characters" : "fraction",
            what + " per line.",
            s -> ratio(count.applyAsDouble(PartStats.of(s)), PartStats.of(s).lines)));
  }

  private static void paragraphs(List<Signal> rows) {
    rows.add(
        row(
            2,
            "paragraph-stats-n-paragraphs",
            "paragraphs",
            "Parts between two newlines that have more than blanks.",
            s -> PartStats.of(s).paragraphs));
    paragraph(rows, "avg-paragraph-length", "Code points", t -> t.paragraphCharacters);
    paragraph(
        rows,
        "short-paragraph-ratio-100",
        "Those of at most 100 code points",
        t -> t.shortParagraphs);
    paragraph(
        rows,
        "long-paragraph-ratio-1000",
        "Those of 1,000 code points or more",
        t -> t.longParagraphs);
    paragraph(
        rows,
        "paragraph-duplicates",
        "Those that an earlier one equals",
        t -> t.repeatedParagraphs);
    rows.add(
        row(
            2,
            "paragraph-stats-paragraph-char-duplicates",
            "fraction",
            "Code points of those per code point of paragraphs; 0 without any.",
            s ->
                ratio(
                    PartStats.of(s).repeatedParagraphCharacters,
                    PartStats.of(s).paragraphCharacters)));
  }

  private static void paragraph(
      List<Signal> rows, String name, String what, ToDoubleFunction<PartStats> count) {
    rows.add(
        row(
            2,
            "paragraph-stats-" + name,
            name.startsWith("avg") ? "characters" : "fraction",
            what + " per paragraph; 0 without any.",
            s -> ratio(count.applyAsDouble(PartStats.of(s)), PartStats.of(s).paragraphs)));
  }

  private static void words(List<Signal> rows) {
    rows.add(
        row(
            3,
            "word-stats-n-words",
            "words",
            "Words and marks by spaCy's rules.",
            s -> s.words().count()));
    word(rows, "avg-word-length", "Code points", t -> t.characters());
    rows.add(
        row(
            3,
            "word-stats-avg-words-per-line",
            "words",
            "Words per line of str.splitlines; 0 without lines.",
            s -> ratio(s.words().count(), s.words().lines())));
    word(rows, "short-word-ratio-3", "Words of at most 3 code points", t -> t.shortWords());
    word(rows, "long-word-ratio-7", "Words of 7 code points or more", t -> t.longWords());
    word(rows, "type-token-ratio", "Different words", t -> t.distinct());
    word(rows, "uppercase-word-ratio", "Words of capitals", t -> t.upperWords());
    word(rows, "capitalized-word-ratio", "Words in title case", t -> t.titleWords());
    word(
        rows,
        "stop-word-ratio",
        "Stop words of the language, in English Gopher's eight,",
        t -> t.stopWords());
  }

  private static void word(
      List<Signal> rows, String name, String what, ToDoubleFunction<WordShapes> count) {
    rows.add(
        row(
            3,
            "word-stats-" + name,
            name.startsWith("avg") ? "characters" : "fraction",
            what + " per word; 0 without words.",
            s -> ratio(count.applyAsDouble(WordShapes.of(s)), s.words().count())));
  }

  private static void sentences(List<Signal> rows) {
    rows.add(
        row(
            4,
            "sentence-stats-n-sentences",
            "sentences",
            "Sentences by spaCy's sentencizer.",
            s -> SentenceLengths.of(s).count()));
    sentence(rows, "avg-sentence-length", "Code points", t -> t.characters());
    sentence(
        rows,
        "short-sentence-ratio-20",
        "Sentences of at most 20 code points",
        t -> t.shortSentences());
    sentence(
        rows,
        "long-sentence-ratio-75",
        "Sentences of 75 code points or more",
        t -> t.longSentences());
  }

  private static void sentence(
      List<Signal> rows, String name, String what, ToDoubleFunction<SentenceLengths> count) {
    rows.add(
        row(
            4,
            "sentence-stats-" + name,
            name.startsWith("avg") ? "characters" : "fraction",
            what + " per sentence; 0 without sentences.",
            s -> {
              SentenceLengths lengths = SentenceLengths.of(s);
              return ratio(count.applyAsDouble(lengths), lengths.count());
            }));
  }

  private static Signal row(
      int block, String name, String unit, String meaning, ToDoubleFunction<Segments> function) {
    String range = unit.equals("fraction") ? "0..1" : "0..";
    return new Signal(name, unit, range, "datatrove " + ORIGINS[block], meaning, function);
  }
}
