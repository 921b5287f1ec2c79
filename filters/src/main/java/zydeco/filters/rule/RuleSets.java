package zydeco.filters.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.badwords.BadWords;
import zydeco.filters.dclm.DclmSignals;
import zydeco.filters.dolma.DolmaSignals;
import zydeco.filters.nemo.NemoSignals;
import zydeco.filters.zyda.ZydaSignals;
import zydeco.pipeline.stage.Bound;

/** Every published rule set, by name. */
public final class RuleSets {
  /** FineWeb-2's rules, whose bounds are each language's own. */
  public static final String FINEWEB_2 = "fineweb-2";

  /** NeMo Curator's rules for languages beside English. */
  public static final String NEMO_NON_ENGLISH = "nemo-non-english";

  private static final String DATATROVE = "datatrove 0.10.1 ";
  private static final double[] TOP = {0.20, 0.18, 0.16};
  private static final double[] DUPLICATE = {0.15, 0.14, 0.13, 0.12, 0.11, 0.10};

  private static final Map<String, RuleSet> BY_NAME = register();

  private RuleSets() {}

  private static Map<String, RuleSet> register() {
    Map<String, RuleSet> byName = new LinkedHashMap<>();
    for (RuleSet set :
        List.of(
            gopherQuality(),
            gopherRepetition(),
            c4("c4", "", DATATROVE + "C4QualityFilter").rewriting(s -> s.c4().keptText()),
            c4(
                    "c4-any-ending",
                    "-any-ending",
                    DATATROVE + "C4QualityFilter(filter_no_terminal_punct=False)")
                .rewriting(s -> s.c4AnyEnding().keptText()),
            fineweb(),
            finewebTwo(),
            DolmaSignals.RULES,
            DclmSignals.RULES,
            NemoSignals.RULES,
            NemoSignals.NON_ENGLISH,
            ZydaSignals.RULES,
            BadWords.RULES)) {
      byName.put(set.name(), set);
    }
    return byName;
  }

  private static RuleSet gopherQuality() {
    return new RuleSet(
        "gopher-quality",
        DATATROVE + "GopherQualityFilter (Rae et al. 2021, table A1)",
        List.of(
            Rule.on("word-count", new Bound(50, 100_000)),
            Rule.on("mean-word-length", new Bound(3, 10)),
            Rule.on("hash-to-word-ratio", Bound.atMost(0.1)),
            Rule.on("ellipsis-to-word-ratio", Bound.atMost(0.1)),
            Rule.on("bullet-line-fraction", Bound.atMost(0.9)),
            Rule.on("ellipsis-line-fraction", Bound.atMost(0.3)),
            Rule.on("alphabetic-word-fraction", Bound.atLeast(0.8)),
            Rule.on("stop-word-count", Bound.atLeast(2))));
  }

  private static RuleSet gopherRepetition() {
    List<Rule> rules = new ArrayList<>();
    rules.add(Rule.on("duplicate-paragraph-fraction", Bound.atMost(0.3)));
    rules.add(Rule.on("duplicate-paragraph-character-fraction", Bound.atMost(0.2)));
    rules.add(Rule.on("duplicate-line-fraction", Bound.atMost(0.3)));
    rules.add(Rule.on("duplicate-line-character-fraction", Bound.atMost(0.2)));
    for (int n = 2; n <= 4; n++) {
      rules.add(Rule.on("top-" + n + "-gram-fraction", Bound.atMost(TOP[n - 2])));
    }
    for (int n = 5; n <= 10; n++) {
      rules.add(Rule.on("duplicate-" + n + "-gram-fraction", Bound.atMost(DUPLICATE[n - 5])));
    }
    return new RuleSet(
        "gopher-repetition",
        DATATROVE + "GopherRepetitionFilter (Rae et al. 2021, table A1)",
        rules);
  }

  private static RuleSet c4(String name, String variant, String origin) {
    return new RuleSet(
        name,
        origin + " (Raffel et al. 2020), the verdict on the page",
        List.of(
            new Rule("lorem-ipsum", "c4" + variant + "-lorem-ipsum", Bound.atMost(0)),
            new Rule("curly-bracket", "c4" + variant + "-curly-bracket", Bound.atMost(0)),
            new Rule("sentence-count", "c4" + variant + "-sentence-count", Bound.atLeast(5))));
  }

  private static RuleSet fineweb() {
    return new RuleSet(
        "fineweb",
        DATATROVE + "FineWebQualityFilter (Penedo et al. 2024)",
        List.of(
            Rule.on("punctuated-line-fraction", Bound.atLeast(0.12)),
            Rule.on("short-line-fraction", Bound.atMost(0.67)),
            new Rule(
                "duplicate-line-character-fraction",
                "fineweb-duplicate-line-character-fraction",
                Bound.atMost(0.01)),
            Rule.on("newline-to-word-ratio", Bound.atMost(0.3))));
  }

  /** The bounds of FineWeb-2's configurations stand in for those that hold any number here. */
  private static RuleSet finewebTwo() {
    Bound own = new Bound(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    List<Rule> rules = new ArrayList<>();
    rules.add(Rule.on("duplicate-line-fraction", own));
    for (int n = 2; n <= 10; n++) {
      rules.add(Rule.on((n < 5 ? "top-" : "duplicate-") + n + "-gram-fraction", own));
    }
    rules.add(Rule.on("punctuated-line-fraction", own));
    rules.add(
        new Rule(
            "duplicate-line-character-fraction",
            "fineweb-duplicate-line-character-fraction",
            Bound.atMost(0.1)));
    rules.add(Rule.on("newline-to-word-ratio", own));
    for (Rule rule : gopherQuality().rules()) {
      boolean varies =
          List.of("mean-word-length", "alphabetic-word-fraction").contains(rule.name());
      rules.add(varies ? rule.withBound(own) : rule);
    }
    return new RuleSet(
        FINEWEB_2, "fineweb-2 d0defb2, on " + DATATROVE + "(Penedo et al. 2025)", rules);
  }

  /** All sets. */
  public static List<RuleSet> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** The names of all sets. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The set of a name. Throws IllegalArgumentException where there is none. */
  public static RuleSet named(String name) {
    RuleSet set = BY_NAME.get(name);
    if (set == null) {
      throw new IllegalArgumentException("there is no rule set '" + name + "'");
    }
    return set;
  }
}
