package zydeco.filters.redpajama;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.signal.Fraction;
import zydeco.filters.signal.Signal;

/** RedPajama-V2's document signals under their published names, rounded to eight decimals. */
public final class RedpajamaSignals {
  private static final String ORIGIN = "RedPajama-V2";

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  private RedpajamaSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>(CcnetSignals.ROWS);
    content(rows);
    naturalLanguage(rows);
    repetitions(rows);
    rows.addAll(ImportanceSignals.ROWS);
    return List.copyOf(rows);
  }

  private static void content(List<Signal> rows) {
    rows.add(
        row(
            "curly_bracket",
            "per character",
            "Curly brackets per code point; 0 for an empty text.",
            t -> t.raw().curlyBrackets() / Math.max(1.0, t.raw().characters())));
    rows.add(
        new Signal(
                "rps_doc_ldnoobw_words",
                "words",
                "0..",
                ORIGIN,
                "Runs of words in normal form (ASCII punctuation out, lower case, NFD) that are"
                    + " entries of the list.",
                RedpajamaText::badWords)
            .needing(RedpajamaText.BAD_WORDS));
    rows.add(
        row(
            "lorem_ipsum",
            "per character",
            "Occurrences of 'lorem ipsum' per code point of the normal form; 0 where that is"
                + " empty.",
            t -> t.loremIpsum() / Math.max(1.0, t.normal().characters())));
    rows.add(
        row(
                "stop_word_fraction",
                "fraction",
                "Words as they came (runs of word characters or of marks) that are in the list; 0"
                    + " without words in normal form.",
                t -> t.words().count() == 0 ? 0 : rawFraction(t, t.raw().stopWords()))
            .needing(RedpajamaText.STOP_WORDS));
    rows.addAll(UrlSignals.ROWS);
  }

  private static double rawFraction(RedpajamaText text, int count) {
    return Fraction.of(count, text.raw().words());
  }

  private static void naturalLanguage(List<Signal> rows) {
    rows.add(
        row(
            "frac_all_caps_words",
            "fraction",
            "Words as they came that are of capitals; undefined without words.",
            t -> rawFraction(t, t.raw().capitalWords())));
    rows.add(
        row(
            "frac_lines_end_with_ellipsis",
            "fraction",
            "Lines that end in three dots or U+2026, blanks aside; undefined without lines.",
            t -> Fraction.of(t.raw().ellipsisLines(), t.raw().lines())));
    rows.add(
        row(
            "frac_no_alph_words",
            "fraction",
            "Words as they came without an ASCII letter; undefined without words.",
            t -> 1 - rawFraction(t, t.raw().letteredWords())));
    rows.add(
        row(
            "frac_unique_words",
            "fraction",
            "Different words in normal form among all; undefined without words.",
            t -> Fraction.of(t.words().distinct(), t.words().count())));
    rows.add(
        row(
            "mean_word_length",
            "characters",
            "Mean code points of words in normal form; undefined without words.",
            t -> Fraction.of(t.words().characters(), t.words().count())));
    rows.add(
        row(
            "num_sentences",
            "sentences",
            "Parts that begin with a word and end at a run of full stops, question or exclamation"
                + " marks.",
            t -> t.raw().sentences()));
    rows.add(
        row(
            "symbol_to_word_ratio",
            "per word",
            "Number signs and ellipses per word as it came; undefined without words.",
            t -> rawFraction(t, t.raw().symbols())));
    rows.add(
        row(
            "unigram_entropy",
            "nats",
            "Entropy of the words in normal form; undefined without words.",
            t -> t.words().count() == 0 ? Double.NaN : t.entropy()));
    rows.add(row("word_count", "words", "Words in normal form.", t -> t.words().count()));
  }

  private static void repetitions(List<Signal> rows) {
    for (int n = 5; n <= 10; n++) {
      int size = n;
      rows.add(
          row(
              "frac_chars_dupe_" + n + "grams",
              "fraction",
              "Code points of words in normal form that lie in a run of "
                  + n
                  + " that occurs more than once, per code point of words; 0 without words.",
              t -> t.grams().covered(size) / Math.max(1.0, t.words().characters())));
    }
    for (int n = 2; n <= 4; n++) {
      int size = n;
      rows.add(
          row(
              "frac_chars_top_" + n + "gram",
              "fraction",
              "Code points of the most frequent run of "
                  + n
                  + " words in normal form, the first of equals, times its count, per code point of"
                  + " words; 0 where none repeats.",
              t -> top(t, size)));
    }
  }

  private static double top(RedpajamaText t, int n) {
    int count = t.grams().topCount(n);
    int place = t.grams().topPlace(n);
    return count <= 1
        ? 0
        : (double) t.words().characters(place, place + n) * count / t.words().characters();
  }

  private static Signal row(
      String name, String unit, String meaning, ToDoubleFunction<RedpajamaText> function) {
    return new Signal(
        "rps_doc_" + name,
        unit,
        unit.equals("fraction") && !name.contains("top_") ? "0..1" : "0..",
        ORIGIN,
        meaning,
        s -> Rounded.of(function.applyAsDouble(RedpajamaText.of(s))));
  }
}
