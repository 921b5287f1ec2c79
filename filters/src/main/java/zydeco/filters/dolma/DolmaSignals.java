package zydeco.filters.dolma;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.GramFacts;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SplitWords;
import zydeco.pipeline.stage.Bound;

/** The numbers of dolma's tagger gopher_v1, and the bounds of its mixer. */
public final class DolmaSignals {
  private static final String ORIGIN = "dolma gopher_v1";
  private static final double[] TOP = {0.20, 0.18, 0.16};
  private static final double[] DUPLICATE = {0.15, 0.14, 0.13, 0.12, 0.11, 0.10};

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  /** The rules, in the order of the mixer's configuration. */
  public static final RuleSet RULES = rules();

  private DolmaSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    rows.add(
        count(
            "word-count", "words", "Words between blanks.", s -> DolmaText.of(s).words().count()));
    rows.add(
        count(
            "median-word-length",
            "characters",
            "The median of the words' code points; 0 without words.",
            s -> DolmaText.of(s).medianLength()));
    rows.add(
        word(
            "symbol-word-fraction",
            "Words that have a number sign or U+2026; 0 without words.",
            s -> DolmaText.of(s).symbolWords()));
    rows.add(
        word(
            "alphabetic-word-fraction",
            "Words that have a letter; 0 without words.",
            s -> DolmaText.of(s).alphabeticWords()));
    rows.add(
        count(
            "required-word-count",
            "words",
            "How often the, be, to, of, and, that, have, with occur, repeats counted.",
            s -> DolmaText.of(s).requiredWords()));
    lines(rows);
    grams(rows);
    return List.copyOf(rows);
  }

  private static void lines(List<Signal> rows) {
    rows.add(
        line(
            "bullet-line-fraction",
            "Lines that begin with an asterisk or a hyphen.",
            s -> DolmaText.of(s).bulletLines()));
    rows.add(
        line(
            "ellipsis-line-fraction",
            "Lines that end in U+2026.",
            s -> DolmaText.of(s).ellipsisLines()));
    rows.add(
        line(
            "duplicate-line-fraction",
            "Lines that another one equals, all copies counted.",
            s -> DolmaText.of(s).lines().repeated()));
    rows.add(
        fraction(
            "duplicate-line-character-fraction",
            "0..",
            "Code points of those, per code point of the words.",
            s ->
                DolmaText.of(s).lines().repeatedCharacters()
                    / atLeastOne(DolmaText.of(s).words().characters())));
  }

  private static void grams(List<Signal> rows) {
    for (int n = 2; n <= 4; n++) {
      int size = n;
      rows.add(
          fraction(
              "top-" + n + "-gram-fraction",
              "0..",
              "Code points of the most frequent run of "
                  + n
                  + " words times its count, per code point of the words; 0 with fewer words.",
              s -> top(s, size)));
    }
    for (int n = 5; n <= 10; n++) {
      int size = n;
      rows.add(
          fraction(
              "duplicate-" + n + "-gram-fraction",
              "0..1",
              "Code points of the runs of "
                  + n
                  + " words that occur more than once among those of all such runs; 0 with fewer"
                  + " words.",
              s -> duplicate(s, size)));
    }
  }

  private static double top(Segments s, int n) {
    SplitWords words = SplitWords.of(s);
    if (words.tokens().count() < n) {
      return 0;
    }
    GramFacts grams = words.grams();
    int place = grams.topPlace(n);
    double characters = words.tokens().characters(place, place + n);
    return grams.topCount(n) * characters / atLeastOne(words.tokens().characters());
  }

  private static double duplicate(Segments s, int n) {
    SplitWords words = SplitWords.of(s);
    return words.grams().repeated(n) / atLeastOne(words.grams().all(n));
  }

  private static double atLeastOne(double count) {
    return Math.max(1, count);
  }

  private static Signal count(
      String name, String unit, String meaning, ToDoubleFunction<Segments> function) {
    return new Signal("dolma-" + name, unit, "0..", ORIGIN, meaning, function);
  }

  private static Signal word(String name, String meaning, ToDoubleFunction<Segments> function) {
    return fraction(
        name,
        "0..1",
        meaning,
        s -> function.applyAsDouble(s) / atLeastOne(DolmaText.of(s).words().count()));
  }

  private static Signal line(String name, String meaning, ToDoubleFunction<Segments> function) {
    return fraction(
        name, "0..1", meaning, s -> function.applyAsDouble(s) / DolmaText.of(s).lines().count());
  }

  private static Signal fraction(
      String name, String range, String meaning, ToDoubleFunction<Segments> function) {
    return new Signal("dolma-" + name, "fraction", range, ORIGIN, meaning, function);
  }

  private static RuleSet rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule("word-count", new Bound(50, 100_000)));
    rules.add(rule("median-word-length", new Bound(3, 10)));
    rules.add(rule("symbol-word-fraction", Bound.atMost(0.1)));
    rules.add(rule("alphabetic-word-fraction", Bound.atLeast(0.8)));
    rules.add(rule("required-word-count", Bound.atLeast(2)));
    rules.add(rule("bullet-line-fraction", Bound.atMost(0.9)));
    rules.add(rule("ellipsis-line-fraction", Bound.atMost(0.3)));
    rules.add(rule("duplicate-line-fraction", Bound.atMost(0.3)));
    rules.add(rule("duplicate-line-character-fraction", Bound.atMost(0.3)));
    for (int n = 2; n <= 4; n++) {
      rules.add(rule("top-" + n + "-gram-fraction", Bound.atMost(TOP[n - 2])));
    }
    for (int n = 5; n <= 10; n++) {
      rules.add(rule("duplicate-" + n + "-gram-fraction", Bound.atMost(DUPLICATE[n - 5])));
    }
    return new RuleSet(
        "gopher-dolma",
        "dolma 1.2.1 gopher_v1 with the bounds of its mixer for Dolma 1.5, all of which take effect"
            + " here",
        rules);
  }

  private static Rule rule(String name, Bound bound) {
    return new Rule(name, "dolma-" + name, bound);
  }
}
