package zydeco.filters.zyda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.list.ListFile;
import zydeco.filters.list.PatternList;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.signal.Fraction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;
import zydeco.pipeline.stage.Bound;

/** The numbers behind Zyda-1's filter, and its bounds. */
public final class ZydaSignals {
  private static final String ORIGIN = "Zyda-1";

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  /** The rules, in the order of the origin's filter. */
  public static final RuleSet RULES = rules();

  private ZydaSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    rows.add(
        row(
            "length",
            "characters",
            "0..",
            "Code points once runs of 10 or more of - _ / \\ . , : ? newline, carriage return or"
                + " no-break space, of 20 tabs, of 40 spaces are cut to one.",
            s -> ZydaText.of(s).transformed()));
    rows.add(
        row(
            "mean-word-length",
            "characters",
            "0..",
            "Mean code points of the parts between blanks, hyphens, slashes, backslashes and full"
                + " stops, empty parts counted; 0 for an empty text.",
            s -> ZydaText.of(s).meanWordLength()));
    rows.add(
        row(
            "non-alphanumeric-fraction",
            "fraction",
            "0..1",
            "Code points that are neither word characters nor blanks, per code point.",
            s -> ZydaText.of(s).nonAlphanumeric()));
    rows.add(
        row(
            "digit-fraction",
            "fraction",
            "0..1",
            "Decimal digits of any script per code point.",
            s -> ZydaText.of(s).digits()));
    rows.add(
        row(
            "repeated-run-count",
            "runs",
            "0..",
            "Runs of seven or more of one word character, long runs cut as in zyda1-length.",
            s -> ZydaText.of(s).repeatedRuns()));
    patterns(rows);
    lists(rows);
    return List.copyOf(rows);
  }

  private static void patterns(List<Signal> rows) {
    pattern(rows, "xml", "'xml'", Patterns::xml);
    pattern(rows, "xml-version", "'xml version='", Patterns::xmlVersion);
    pattern(rows, "lorem-ipsum", "'lorem ipsum', in lower case", Patterns::loremIpsum);
    pattern(rows, "https", "'https://'", Patterns::https);
    pattern(rows, "less-than", "'<'", Patterns::less);
    pattern(rows, "greater-than", "'>'", Patterns::greater);
    pattern(rows, "quote-colon", "a double quote and a colon", Patterns::quoteColon);
    pattern(rows, "www", "'www' and any character but a newline", Patterns::www);
    fraction(rows, "https");
    fraction(rows, "less-than");
    fraction(rows, "quote-colon");
    fraction(rows, "www");
  }

  private static void pattern(
      List<Signal> rows, String name, String what, ToDoubleFunction<Patterns> count) {
    rows.add(
        row(
            name + "-count",
            "matches",
            "0..",
            "Occurrences of " + what + ".",
            s -> count.applyAsDouble(ZydaText.of(s).patterns())));
  }

  private static void fraction(List<Signal> rows, String name) {
    Signal count =
        rows.stream().filter(row -> row.name().equals("zyda1-" + name + "-count")).findAny().get();
    rows.add(
        row(
                name + "-fraction",
                "per character",
                "0..",
                "zyda1-" + name + "-count per zyda1-length; undefined for an empty text.",
                s -> Fraction.of(count.of(s), ZydaText.of(s).transformed()))
            .needing(count.needs().toArray(new String[0])));
  }

  private static void lists(List<Signal> rows) {
    list(rows, "zh-pornsignals");
    list(rows, "sexual");
    list(rows, "profanity");
    list(rows, "cursed");
    fraction(rows, "sexual");
    fraction(rows, "profanity");
    fraction(rows, "cursed");
  }

  private static void list(List<Signal> rows, String name) {
    String list = "zyda1-" + name;
    rows.add(
        row(
                name + "-count",
                "matches",
                "0..",
                "Matches of the list's entries, each a pattern, no word boundary asked for.",
                s -> patternsOf(s, list).count(s.bytes(), s.length()))
            .needing(list));
  }

  private static PatternList patternsOf(Segments s, String list) {
    return ListFile.once("patterns", s.lists().path(list), ZydaSignals::patterns);
  }

  private static PatternList patterns(Path file) {
    try {
      return new PatternList(ListFile.entries(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Signal row(
      String name, String unit, String range, String meaning, ToDoubleFunction<Segments> function) {
    return new Signal("zyda1-" + name, unit, range, ORIGIN, meaning, function);
  }

  private static RuleSet rules() {
    return new RuleSet(
            "zyda1",
            "Zyda_processing 6ed3c545 filtering.py (Tokpanov et al. 2024)",
            List.of(
                rule("length", Bound.atLeast(100)),
                rule("mean-word-length", new Bound(3, 12)),
                rule("non-alphanumeric-fraction", Bound.atMost(0.3)),
                rule("digit-fraction", Bound.atMost(0.2)),
                rule("repeated-run-count", Bound.atMost(50)),
                rule("xml-count", Bound.atMost(10)),
                rule("xml-version-count", Bound.atMost(1)),
                rule("lorem-ipsum-count", Bound.atMost(2)),
                rule("https-fraction", Bound.atMost(0.002)),
                rule("less-than-fraction", Bound.atMost(0.03)),
                rule("quote-colon-fraction", Bound.atMost(0.002)),
                rule("www-fraction", Bound.atMost(0.01)),
                rule("zh-pornsignals-count", Bound.atMost(1)),
                rule("sexual-count", Bound.atMost(10)),
                rule("sexual-fraction", Bound.atMost(0.001)),
                rule("profanity-fraction", Bound.atMost(0.0025)),
                rule("cursed-fraction", Bound.atMost(0.01))))
        .rewriting(ZydaText::transformedText);
  }

  private static Rule rule(String name, Bound bound) {
    return new Rule(name, "zyda1-" + name, bound);
  }
}
