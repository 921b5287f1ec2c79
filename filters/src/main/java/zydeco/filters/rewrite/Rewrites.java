package zydeco.filters.rewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import zydeco.filters.dclm.LineRules.Step;
import zydeco.filters.ftfy.Ftfy;

/** Every rewrite that a recipe can name, with its origin. */
public final class Rewrites {

  /**
   * A named rewrite.
   *
   * @param name kebab-case
   * @param origin whose it is, or the standard that it follows
   * @param does one sentence
   * @param maker makes its working part
   */
  public record Rewrite(String name, String origin, String does, Supplier<Rewriter> maker) {}

  private static final String DATATROVE = "datatrove 0.10.1 C4QualityFilter";
  private static final String DCLM = "DCLM baseline (RefinedWeb's line corrections)";
  private static final Map<String, Rewrite> BY_NAME = new LinkedHashMap<>();

  static {
    add(
        "mojibake",
        "after ftfy's fix_encoding, fewer cases",
        "Reads UTF-8 that was taken for Windows-1252, 1250, 1251, MacRoman or code page 437.",
        Mojibake::new);
    add(
        "ftfy",
        "ftfy 6.3.1 as datatrove's FTFYFormatter and NeMo's UnicodeReformatter set it",
        "Mends what was read by a wrong charset, decodes HTML entities, removes controls.",
        () -> new Ftfy()::mended);
    add("nfc", "Unicode Standard Annex 15", "Composes: normalization form C.", Nfc::new);
    add(
        "zyda1-runs",
        "Zyda-1 CHARS_FOR_TRANSFORM",
        "Makes one of 10 or more equal -_/\\.,:?, newlines, returns, no-break spaces, 20 tabs, 40"
            + " spaces.",
        CharacterRuns::new);
    add(
        "citations",
        "C4; datatrove, DCLM",
        "Removes [1], [], [edit] and [citation needed].",
        () -> zydeco.filters.text.Citations::without);
    add("c4", DATATROVE, "Keeps the lines that C4 keeps.", () -> new C4Lines(true));
    add(
        "c4-any-ending",
        DATATROVE + "(filter_no_terminal_punct=False)",
        "The same without the rule on how a line ends, as FineWeb ran it.",
        () -> new C4Lines(false));
    add(
        "symbol-lines",
        "datatrove 0.10.1 SymbolLinesFormatter",
        "Removes lines of marks, signs and spaces alone; line ends become \\n.",
        SymbolLines::ofSigns);
    add(
        "bar-lines",
        "datatrove 0.10.1 SymbolLinesFormatter, as FineWeb-2 set it",
        "Makes an empty line of lines of | and spaces alone; line ends become \\n.",
        SymbolLines::ofBars);
    add(
        "refinedweb-newlines",
        DCLM,
        "Makes two of three or more newlines.",
        () -> new NewlineRuns(2));
    add(
        "refinedweb-uppercase",
        DCLM,
        "Removes lines of which more than half of the characters are upper case.",
        () -> RefinedWebLines.of(Step.CAPITALS));
    add(
        "refinedweb-numeric",
        DCLM,
        "Removes lines of digits alone.",
        () -> RefinedWebLines.of(Step.DIGITS));
    add(
        "refinedweb-counters",
        DCLM,
        "Removes lines that count likes, shares, views and the like.",
        () -> RefinedWebLines.of(Step.COUNTERS));
    add(
        "refinedweb-short-lines",
        DCLM,
        "Removes lines of one word, and of blanks.",
        () -> RefinedWebLines.of(Step.SHORT_LINES));
    add(
        "refinedweb-phrases",
        DCLM,
        "Removes 'items in cart', 'Read more...' and 'Sign-in' from lines of at most ten words.",
        () -> RefinedWebLines.of(Step.PHRASES));
    add(
        "refinedweb-lines",
        DCLM,
        "All of RefinedWeb's line rules in DCLM's order, newlines first.",
        () -> new Chain(new NewlineRuns(2), new RefinedWebLines(List.of(Step.values()))));
    add(
        "refinedweb-dclm",
        DCLM,
        "Addresses out of the text, then all of RefinedWeb's line rules: DCLM's chain.",
        () -> new SetText("refinedweb-dclm"));
  }

  private Rewrites() {}

  private static void add(String name, String origin, String does, Supplier<Rewriter> maker) {
    BY_NAME.put(name, new Rewrite(name, origin, does, maker));
  }

  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Throws IllegalArgumentException where there is none of that name. */
  public static Rewrite named(String name) {
    Rewrite rewrite = BY_NAME.get(name);
    if (rewrite == null) {
      throw new IllegalArgumentException("there is no rewrite '" + name + "'");
    }
    return rewrite;
  }

  /** Two rewrites, one after the other. */
  private record Chain(Rewriter first, Rewriter then) implements Rewriter {
    @Override
    public byte[] rewrite(byte[] text) {
      return then.rewrite(first.rewrite(text));
    }
  }
}
