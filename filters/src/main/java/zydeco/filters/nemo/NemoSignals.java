package zydeco.filters.nemo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import zydeco.filters.bytes.Search;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Fraction;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.GramFacts;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SplitWords;
import zydeco.filters.text.Tokens;
import zydeco.pipeline.stage.Bound;

/** The scores of NeMo Curator's heuristic filters, and the bounds of its two chains. */
public final class NemoSignals {
  private static final String ORIGIN = "NeMo Curator ";
  private static final double[] TOP = {0.20, 0.18, 0.16};
  private static final double[] DUPLICATE = {0.15, 0.14, 0.13, 0.12, 0.11, 0.10};

  /** The signals. */
  public static final List<Signal> ROWS = rows();

  /** The rules, in the order of the chain. */
  public static final RuleSet RULES =
      new RuleSet(
          "nemo-english",
          "NeMo Curator 1.4.0 heuristic_filter_english_pipeline.yaml",
          rules(Set.of()));

  /**
   * The rules for texts of any language with blanks between words: those for English without the
   * ones that ask for ASCII or for English words. The origin cuts words at blanks here, too.
   */
  public static final RuleSet NON_ENGLISH =
      new RuleSet(
          RuleSets.NEMO_NON_ENGLISH,
          "NeMo Curator 1.3.0 (1e2e4275) heuristic_filter_non_english_pipeline.yaml",
          rules(
              Set.of(
                  "non-alphanumeric-fraction", "alphabetic-word-fraction", "common-word-count")));

  private NemoSignals() {}

  private static List<Signal> rows() {
    List<Signal> rows = new ArrayList<>();
    characters(rows);
    lines(rows);
    words(rows);
    grams(rows);
    return List.copyOf(rows);
  }

  private static void characters(List<Signal> rows) {
    rows.add(
        character(
            "non-alphanumeric-fraction",
            "NonAlphaNumericFilter",
            "Characters that are no ASCII letter or digit, newline, question or exclamation mark,"
                + " comma or full stop; blanks are among them.",
            c -> c.all() - c.alphanumeric()));
    rows.add(character("digit-fraction", "NumbersFilter", "Digits.", CharacterCounts::digits));
    rows.add(
        character(
            "url-fraction",
            "UrlsFilter",
            "Characters of addresses that begin with http:// or https://.",
            CharacterCounts::ofUrls));
    rows.add(
        character(
            "white-space-fraction",
            "WhiteSpaceFilter",
            "Tabs, newlines, carriage returns, backspaces and spaces.",
            CharacterCounts::blanks));
    rows.add(
        character(
            "bracket-fraction",
            "ParenthesesFilter",
            "Round, square, curly and mathematical angle brackets.",
            CharacterCounts::brackets));
  }

  private static Signal character(
      String name, String origin, String meaning, ToDoubleFunction<CharacterCounts> count) {
    return fraction(
        name,
        origin,
        "0..1",
        meaning + " Per code point; 1 for an empty text.",
        s -> {
          CharacterCounts characters = NemoText.of(s).characters();
          return characters.all() == 0 ? 1 : count.applyAsDouble(characters) / characters.all();
        });
  }

  private static void lines(List<Signal> rows) {
    rows.add(
        fraction(
            "boilerplate-fraction",
            "BoilerPlateStringFilter",
            "0..1",
            "Paragraphs that have a phrase of a policy or of a cookie notice; 1 where one has lorem"
                + " ipsum.",
            s -> NemoText.of(s).paragraphs().boilerplate()));
    rows.add(
        line(
            "unique-line-fraction",
            "RepeatedLinesFilter",
            "Different lines",
            t -> t.lines().distinct()));
    rows.add(
        fraction(
            "unique-line-character-fraction",
            "RepeatedLinesByCharFilter",
            "0..1",
            "Code points of different lines per code point of lines; undefined without any.",
            s ->
                Fraction.of(
                    NemoText.of(s).lines().distinctCharacters(),
                    NemoText.of(s).lines().characters())));
    rows.add(
        fraction(
            "unique-paragraph-fraction",
            "RepeatedParagraphsFilter",
            "0..1",
            "Different paragraphs among all; a paragraph ends at two newlines and may be empty.",
            s ->
                Fraction.of(
                    NemoText.of(s).paragraphs().copies().distinct(),
                    NemoText.of(s).paragraphs().copies().count())));
    rows.add(
        fraction(
            "unique-paragraph-character-fraction",
            "RepeatedParagraphsByCharFilter",
            "0..1",
            "Code points of different paragraphs per code point of paragraphs; undefined without.",
            s ->
                Fraction.of(
                    NemoText.of(s).paragraphs().copies().distinctCharacters(),
                    NemoText.of(s).paragraphs().copies().characters())));
    rows.add(
        line(
            "unpunctuated-line-fraction",
            "PunctuationFilter",
            "Lines that do not end in a full stop, question or exclamation mark or ASCII quote,",
            NemoText::unpunctuatedLines));
    rows.add(
        line(
            "ellipsis-line-fraction",
            "EllipsisFilter",
            "Lines that end in an ellipsis of several forms, or in 'read more',",
            NemoText::ellipsisLines));
    rows.add(
        line(
            "bullet-line-fraction",
            "BulletsFilter",
            "Lines that begin with one of twelve round or triangular bullets,",
            NemoText::bulletLines));
  }

  private static Signal line(
      String name, String origin, String meaning, ToDoubleFunction<NemoText> count) {
    return fraction(
        name,
        origin,
        "0..1",
        meaning + " among lines with more than blanks; undefined without any.",
        s -> Fraction.of(count.applyAsDouble(NemoText.of(s)), NemoText.of(s).lines().count()));
  }

  private static void words(List<Signal> rows) {
    rows.add(
        word(
            "symbol-word-fraction",
            "fraction",
            "SymbolsToWordsFilter",
            "Words that are an ellipsis or mostly number signs",
            NemoText::symbolWords));
    rows.add(
        new Signal(
            "nemo-word-count",
            "words",
            "0..",
            ORIGIN + "WordCountFilter",
            "Words between blanks.",
            s -> NemoText.of(s).words().count()));
    rows.add(
        word(
            "alphabetic-word-fraction",
            "fraction",
            "WordsWithoutAlphabetsFilter",
            "Words that have a letter",
            NemoText::alphabeticWords));
    rows.add(
        new Signal(
            "nemo-common-word-count",
            "words",
            "0..2",
            ORIGIN + "CommonEnglishWordsFilter",
            "How often the, be, to, of, and, that, have, with occur; counting ends at 2.",
            s -> NemoText.of(s).commonWords()));
    rows.add(
        word(
            "mean-word-length",
            "characters",
            "MeanWordLengthFilter",
            "Code points of words",
            t -> t.words().characters()));
    rows.add(
        new Signal(
            "nemo-longest-word-length",
            "characters",
            "1..",
            ORIGIN + "LongWordFilter",
            "Code points of the longest word; undefined without words.",
            s -> NemoText.of(s).words().count() == 0 ? Double.NaN : NemoText.of(s).longestWord()));
  }

  private static Signal word(
      String name, String unit, String origin, String meaning, ToDoubleFunction<NemoText> count) {
    return new Signal(
        "nemo-" + name,
        unit,
        unit.equals("fraction") ? "0..1" : "1..",
        ORIGIN + origin,
        meaning + " per word; undefined without words.",
        s -> Fraction.of(count.applyAsDouble(NemoText.of(s)), NemoText.of(s).words().count()));
  }

  private static void grams(List<Signal> rows) {
    for (int n = 2; n <= 4; n++) {
      int size = n;
      rows.add(
          fraction(
              "top-" + n + "-gram-fraction",
              "RepeatingTopNGramsFilter",
              "0..1",
              "Code points that go when the most frequent run of "
                  + n
                  + " words, joined by blanks, is deleted from the text wherever it stands; of"
                  + " equally frequent runs the first; 1 with fewer words.",
              s -> top(s, size)));
    }
    for (int n = 5; n <= 10; n++) {
      int size = n;
      rows.add(
          fraction(
              "duplicate-" + n + "-gram-fraction",
              "RepeatingDuplicateNGramsFilter",
              "0..1",
              "Code points in runs of "
                  + n
                  + " words met before, blanks between the words counted once each, per code point"
                  + " of the text; 1 with fewer words.",
              s -> duplicate(s, size)));
    }
  }

  private static double top(Segments s, int n) {
    SplitWords words = SplitWords.of(s);
    Tokens tokens = words.tokens();
    if (tokens.count() < n) {
      return 1;
    }
    GramFacts grams = words.grams();
    byte[] run = joined(s.bytes(), tokens, grams.topPlace(n), n);
    double characters = tokens.characters(grams.topPlace(n), grams.topPlace(n) + n) + n - 1;
    return Search.count(s.bytes(), 0, s.length(), run) * characters / s.characters();
  }

  private static byte[] joined(byte[] bytes, Tokens tokens, int place, int n) {
    int length = n - 1;
    for (int word = place; word < place + n; word++) {
      length += tokens.end(word) - tokens.start(word);
    }
    byte[] run = new byte[length];
    int at = 0;
    for (int word = place; word < place + n; word++) {
      int size = tokens.end(word) - tokens.start(word);
      System.arraycopy(bytes, tokens.start(word), run, at, size);
      at += size;
      if (at < length) {
        run[at++] = ' ';
      }
    }
    return run;
  }

  private static double duplicate(Segments s, int n) {
    SplitWords words = SplitWords.of(s);
    return words.tokens().count() < n ? 1 : (double) words.grams().later(n) / s.characters();
  }

  private static Signal fraction(
      String name,
      String origin,
      String range,
      String meaning,
      ToDoubleFunction<Segments> function) {
    return new Signal("nemo-" + name, "fraction", range, ORIGIN + origin, meaning, function);
  }

  private static List<Rule> rules(Set<String> without) {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule("non-alphanumeric-fraction", Bound.atMost(0.25)));
    rules.add(rule("symbol-word-fraction", Bound.atMost(0.1)));
    rules.add(rule("digit-fraction", Bound.atMost(0.15)));
    rules.add(rule("url-fraction", Bound.atMost(0.2)));
    rules.add(rule("white-space-fraction", Bound.atMost(0.25)));
    rules.add(rule("bracket-fraction", Bound.atMost(0.1)));
    rules.add(rule("boilerplate-fraction", Bound.atMost(0.4)));
    rules.add(rule("unique-line-fraction", Bound.atLeast(0.7)));
    rules.add(rule("unique-paragraph-fraction", Bound.atLeast(0.7)));
    rules.add(rule("unique-line-character-fraction", Bound.atLeast(0.8)));
    rules.add(rule("unique-paragraph-character-fraction", Bound.atLeast(0.8)));
    rules.add(rule("word-count", new Bound(50, 100_000)));
    rules.add(rule("unpunctuated-line-fraction", Bound.atMost(0.85)));
    rules.add(rule("alphabetic-word-fraction", Bound.atLeast(0.8)));
    rules.add(rule("common-word-count", Bound.atLeast(2)));
    rules.add(rule("mean-word-length", new Bound(3, 10)));
    rules.add(rule("longest-word-length", Bound.atMost(1000)));
    rules.add(rule("ellipsis-line-fraction", Bound.atMost(0.3)));
    for (int n = 2; n <= 4; n++) {
      rules.add(rule("top-" + n + "-gram-fraction", Bound.atMost(TOP[n - 2])));
    }
    for (int n = 5; n <= 10; n++) {
      rules.add(rule("duplicate-" + n + "-gram-fraction", Bound.atMost(DUPLICATE[n - 5])));
    }
    rules.add(rule("bullet-line-fraction", Bound.atMost(0.9)));
    rules.removeIf(rule -> without.contains(rule.name()));
    return rules;
  }

  private static Rule rule(String name, Bound bound) {
    return new Rule(name, "nemo-" + name, bound);
  }
}
