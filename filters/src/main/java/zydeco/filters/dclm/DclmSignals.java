package zydeco.filters.dclm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.signal.Fraction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.LineCopies;
import zydeco.pipeline.stage.Bound;

/** The numbers behind DCLM's reproduction of RefinedWeb's filters, and their bounds. */
public final class DclmSignals {
  private static final String ORIGIN = "DCLM ";
  private static final double[] TOP = {0.20, 0.18, 0.16};
  private static final double[] DUPLICATE = {0.15, 0.14, 0.13, 0.12, 0.11, 0.10};

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  /** The rules, in the order of the configuration. */
  public static final RuleSet RULES = rules();

  private DclmSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    rows.add(
        row(
            "word-count",
            "words",
            "0..",
            "page_length_filter",
            "Words as fastText cuts them that begin with a letter or a digit, on the page without"
                + " addresses.",
            DclmText::wordCount));
    words(rows);
    lines(rows);
    copies(rows, "line", DclmText::lines);
    copies(rows, "paragraph", DclmText::paragraphs);
    grams(rows);
    rows.add(
        row(
            "removed-word-fraction",
            "fraction",
            "0..1",
            "word_removal_ratio_filter",
            "Words (as in dclm-word-count) that the line rules take away; undefined without words.",
            t -> Fraction.of(t.wordCount() - t.keptWordCount(), t.wordCount())));
    return List.copyOf(rows);
  }

  private static void words(List<Signal> rows) {
    rows.add(
        row(
            "mean-word-length",
            "characters",
            "1..",
            "word_length_filter",
            "Mean code points of words between blanks; undefined without any.",
            t -> Fraction.of(t.splitCharacters(), t.splitWordCount())));
    rows.add(
        row(
            "symbol-to-word-ratio",
            "per word",
            "0..",
            "symbol_ratio_filter",
            "Number signs and ellipses of three forms per word between blanks; undefined without.",
            t -> Fraction.of(t.symbols(), t.splitWordCount())));
    rows.add(
        row(
            "non-alphabetic-word-fraction",
            "fraction",
            "0..1",
            "alphabetic_word_ratio_filter",
            "Words between blanks that have no letter; undefined without words.",
            t -> Fraction.of(t.splitWordCount() - t.letteredWords(), t.splitWordCount())));
    rows.add(
        row(
            "stop-word-count",
            "words",
            "0..",
            "stop_word_filter",
            "How often the, be, to, of, and, that, have, with occur, in any case.",
            DclmText::stopWords));
  }

  private static void lines(List<Signal> rows) {
    rows.add(
        row(
            "bullet-line-fraction",
            "fraction",
            "0..1",
            "bullet_count_filter",
            "Lines that begin with one of four bullets, blanks aside; 0 without lines.",
            t -> t.bulletLines() / Math.max(1.0, t.lines().count())));
    rows.add(
        row(
            "ellipsis-line-fraction",
            "fraction",
            "0..1",
            "ellipsis_count_filter",
            "Lines that end in an ellipsis of three forms, blanks aside; 0 without lines.",
            t -> t.ellipsisLines() / Math.max(1.0, t.lines().count())));
  }

  private static void copies(List<Signal> rows, String part, Function<DclmText, LineCopies> parts) {
    rows.add(
        row(
            "duplicate-" + part + "-fraction",
            "fraction",
            "0..1",
            "repetition_filter",
            "Stripped " + part + "s that another one equals; undefined without any.",
            t -> Fraction.of(parts.apply(t).repeated(), parts.apply(t).count())));
    rows.add(
        row(
            "duplicate-" + part + "-character-fraction",
            "fraction",
            "0..1",
            "repetition_filter",
            "Code points of those among all; undefined without any.",
            t -> Fraction.of(parts.apply(t).repeatedCharacters(), parts.apply(t).characters())));
  }

  private static void grams(List<Signal> rows) {
    for (int n = 2; n <= 4; n++) {
      int size = n;
      rows.add(
          row(
              "top-" + n + "-gram-fraction",
              "fraction",
              "0..",
              "repetition_filter",
              "Code points of the most frequent run of "
                  + n
                  + " words (by Unicode's boundaries), the longest of equals, times its count, per"
                  + " code point of words; 0 where none repeats.",
              t -> top(t, size)));
    }
    for (int n = 5; n <= 10; n++) {
      int size = n;
      rows.add(
          row(
              "duplicate-" + n + "-gram-fraction",
              "fraction",
              "0..1",
              "repetition_filter",
              "Code points of words in runs of "
                  + n
                  + " that occur more than once, per code point of words; 0 where none repeats.",
              t -> t.grams().covered(size) / Math.max(1.0, t.words().characters())));
    }
  }

  private static double top(DclmText t, int n) {
    double characters = (double) t.grams().topLongest(n) * t.grams().topCount(n);
    return characters / Math.max(1, t.words().characters());
  }

  private static Signal row(
      String name,
      String unit,
      String range,
      String origin,
      String meaning,
      ToDoubleFunction<DclmText> function) {
    return new Signal(
        "dclm-" + name,
        unit,
        range,
        ORIGIN + origin,
        meaning,
        s -> function.applyAsDouble(DclmText.of(s)));
  }

  private static RuleSet rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule("word-count", new Bound(50, 100_000)));
    rules.add(rule("mean-word-length", new Bound(3, 10)));
    rules.add(rule("symbol-to-word-ratio", Bound.atMost(0.1)));
    rules.add(rule("bullet-line-fraction", Bound.atMost(0.9)));
    rules.add(rule("ellipsis-line-fraction", Bound.atMost(0.3)));
    rules.add(rule("non-alphabetic-word-fraction", Bound.atMost(0.2)));
    rules.add(rule("stop-word-count", Bound.atLeast(2)));
    rules.add(rule("duplicate-line-fraction", Bound.atMost(0.3)));
    rules.add(rule("duplicate-paragraph-fraction", Bound.atMost(0.3)));
    rules.add(rule("duplicate-line-character-fraction", Bound.atMost(0.2)));
    rules.add(rule("duplicate-paragraph-character-fraction", Bound.atMost(0.2)));
    for (int n = 2; n <= 4; n++) {
      rules.add(rule("top-" + n + "-gram-fraction", Bound.atMost(TOP[n - 2])));
    }
    for (int n = 5; n <= 10; n++) {
      rules.add(rule("duplicate-" + n + "-gram-fraction", Bound.atMost(DUPLICATE[n - 5])));
    }
    rules.add(rule("removed-word-fraction", Bound.atMost(0.05)));
    return new RuleSet(
            "refinedweb-dclm",
            "DCLM 361714bd dclm_baseline_refinedweb.yaml, without its URL and language filters",
            rules)
        .rewriting(s -> DclmText.of(s).kept());
  }

  private static Rule rule(String name, Bound bound) {
    return new Rule(name, "dclm-" + name, bound);
  }
}
