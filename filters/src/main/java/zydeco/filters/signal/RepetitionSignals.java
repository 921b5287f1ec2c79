package zydeco.filters.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.text.Segments;

/** The numbers behind datatrove's GopherRepetitionFilter. */
final class RepetitionSignals {
  private static final String ORIGIN = "datatrove GopherRepetitionFilter";

  static final List<Signal> ROWS = rows();

  private RepetitionSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    rows.add(
        row(
            "duplicate-paragraph-fraction",
            "Paragraphs that an earlier one equals.",
            s -> Fraction.of(s.paragraphs().repeated(), s.paragraphs().count())));
    rows.add(
        row(
            "duplicate-paragraph-character-fraction",
            "Code points of those among all.",
            s -> Fraction.of(s.paragraphs().repeatedCharacters(), s.characters())));
    rows.add(
        row(
            "duplicate-line-fraction",
            "Lines, cut at runs of newlines, that an earlier one equals.",
            s -> Fraction.of(s.newlineLines().repeatedLines(), s.newlineLines().lines())));
    rows.add(
        row(
            "duplicate-line-character-fraction",
            "Code points of those among all.",
            s -> Fraction.of(s.newlineLines().repeatedCharacters(), s.characters())));
    for (int n = 2; n <= 4; n++) {
      int size = n;
      rows.add(
          new Signal(
              "top-" + n + "-gram-fraction",
              "fraction",
              "0..",
              ORIGIN,
              "Code points of the most frequent run of "
                  + n
                  + " words, joined by blanks, times its count, per code point of the text.",
              s -> Fraction.of(s.repeats().topCharacters(size), s.characters())));
    }
    for (int n = 5; n <= 10; n++) {
      int size = n;
      rows.add(
          row(
              "duplicate-" + n + "-gram-fraction",
              "Code points of runs of " + n + " words met before, per code point of the text.",
              s -> Fraction.of(s.repeats().repeatedCharacters(size), s.characters())));
    }
    return List.copyOf(rows);
  }

  private static Signal row(String name, String meaning, ToDoubleFunction<Segments> function) {
    return new Signal(name, "fraction", "0..1", ORIGIN, meaning, function);
  }
}
