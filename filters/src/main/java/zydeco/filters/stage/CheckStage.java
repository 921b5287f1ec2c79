package zydeco.filters.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import zydeco.filters.language.Language;
import zydeco.filters.language.Languages;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signal;
import zydeco.filters.signal.Signals;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Drops documents that break a rule. It looks at numbers that earlier stages wrote, never at text.
 * In a recipe:
 *
 * <pre>
 * check: {rules: [gopher-quality, c4], bounds: {quality: {min: 2.0}},
 *         gopher-quality: {word-count: {min: 80}}, labels: {quality-label: [High]},
 *         report: first-failure}
 * </pre>
 *
 * {@code rules} names published sets, tried in the order given; a key named as one of them changes
 * bounds of its rules; {@code bounds} gives bounds on any columns, tried after the sets in the
 * order given; {@code labels} gives the words that may stand in columns of words, tried last: a
 * document that has none was not asked. The first broken rule is the reason. An undefined value
 * (NaN) breaks its rule, but for a model's score, where it means that the document was not asked.
 *
 * <p>Where a stage before it names each document's language, a set that does not know that language
 * ({@link RuleSet#knows}) judges nothing: {@code unknown-language: keep} lets its rules hold,
 * {@code drop} drops the document (rule {@code gopher-quality.language}), {@code error} stops the
 * build. Where no stage does, texts are taken to be of the set's language.
 *
 * @param rules named as reasons name them: {@code gopher-quality.word-count}, or the column's name
 * @param asked columns of models' scores: only documents that have one are held to a bound on it
 * @param language the column of languages, or null; where a table of numbers alone is judged again
 *     it is not asked
 * @param unknown what becomes of a language that a set does not know
 * @param languages the languages that the recipe names
 * @param own by label and rule, the bounds that a set has for that language
 * @param labels by column, the words that may stand there
 */
public record CheckStage(
    List<Rule> rules,
    Set<String> asked,
    String language,
    Unknown unknown,
    Languages languages,
    Map<String, Map<String, Bound>> own,
    Map<String, List<String>> labels)
    implements DocumentStage {
  private static final String NAME = "check";
  private static final String UNKNOWN = "unknown-language";
  private static final String LANGUAGE = "language";
  private static final String LANGUAGE_SCORE = "language-score";

  /** What becomes of a document whose language a rule set does not know. */
  public enum Unknown {
    ERROR,
    KEEP,
    DROP
  }

  public CheckStage {
    rules = List.copyOf(rules);
    asked = Set.copyOf(asked);
    own = new TreeMap<>(own);
    labels = new LinkedHashMap<>(labels);
  }

  /**
   * Reads the stage.
   *
   * @param settings what stands under {@code check}
   * @param isWritten whether an earlier stage writes a column of numbers of that name
   */
  public static CheckStage of(Settings settings, Predicate<String> isWritten) {
    return of(settings, isWritten, Set.of(), Set.of(), Languages.NONE);
  }

  /**
   * Reads the stage.
   *
   * @param settings what stands under {@code check}
   * @param isWritten whether an earlier stage writes a column of numbers of that name
   * @param scores columns of models' scores
   * @param words columns of words that earlier stages write
   * @param languages the languages that the recipe names
   */
  public static CheckStage of(
      Settings settings,
      Predicate<String> isWritten,
      Set<String> scores,
      Set<String> words,
      Languages languages) {
    List<Rule> rules = new ArrayList<>();
    Map<String, Map<String, Bound>> own = Map.of();
    if (isGiven(settings, "rules")) {
      Set<String> sets = new LinkedHashSet<>(settings.texts("rules"));
      for (String set : sets) {
        rules.addAll(ofSet(settings, set, isWritten));
      }
      own = sets.contains(RuleSets.FINEWEB_2) ? own(settings, isWritten, languages) : own;
    }
    if (isGiven(settings, "bounds")) {
      rules.addAll(ofBounds(settings.map("bounds"), isWritten));
    }
    Map<String, List<String>> labels =
        isGiven(settings, "labels") ? ofLabels(settings.map("labels"), words) : Map.of();
    if (isGiven(settings, "report")) {
      settings.choice("report", "first-failure");
    }
    isGiven(settings, UNKNOWN);
    settings.finish();
    if (rules.isEmpty() && labels.isEmpty()) {
      throw settings.error(
          "", "Cannot check anything: there are no rules.", "Give 'rules', 'bounds' or 'labels'.");
    }
    Unknown unknown =
        isGiven(settings, UNKNOWN)
            ? Unknown.valueOf(
                settings.choice(UNKNOWN, "error", "keep", "drop").toUpperCase(Locale.ROOT))
            : Unknown.ERROR;
    settings.finish();
    String language = isWritten.test(LANGUAGE_SCORE) ? LANGUAGE : null;
    return new CheckStage(rules, scores, language, unknown, languages, own, labels);
  }

  /** The bounds of FineWeb-2's configurations, by label and full name of the rule. */
  private static Map<String, Map<String, Bound>> own(
      Settings settings, Predicate<String> isWritten, Languages languages) {
    Map<String, Map<String, Bound>> own = new TreeMap<>();
    String set = RuleSets.FINEWEB_2;
    Settings changes = settings.has(set) ? settings.map(set) : null;
    for (Language language : languages.named().values()) {
      if (language.configuration() != null) {
        Map<String, Bound> bounds = new TreeMap<>();
        language
            .configuration()
            .bounds()
            .forEach((rule, bound) -> bounds.put(set + "." + rule, changed(changes, rule, bound)));
        own.put(language.label(), bounds);
      }
    }
    if (own.isEmpty() || !isWritten.test(LANGUAGE_SCORE)) {
      throw settings.error(
          "rules",
          own.isEmpty()
              ? "Cannot check '" + set + "': the recipe names no language's configuration of it."
              : "Cannot check '" + set + "': no stage before it names each document's language.",
          own.isEmpty()
              ? "Add 'languages: {LABEL: {fineweb-2: FILE}}' to the recipe."
              : "Put 'language: ...' before it.");
    }
    return own;
  }

  private static Bound changed(Settings changes, String rule, Bound bound) {
    return changes != null && changes.has(rule) ? bound(changes.map(rule), bound) : bound;
  }

  /** Whether a key is there; a key that is not becomes known to {@link Settings#finish}. */
  private static boolean isGiven(Settings settings, String key) {
    return settings.has(key) || settings.textOrNull(key) != null;
  }

  private static List<Rule> ofSet(Settings settings, String name, Predicate<String> isWritten) {
    if (!RuleSets.names().contains(name)) {
      throw settings.error(
          "rules",
          "Cannot use the rule set '" + name + "': there is no such set.",
          RecipeException.hint(
              name, RuleSets.names(), "Known sets: " + String.join(", ", RuleSets.names()) + "."));
    }
    RuleSet set = RuleSets.named(name);
    Settings changes = settings.has(name) ? settings.map(name) : null;
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : set.rules()) {
      requireWritten(settings, "rules", rule.signal(), name + "." + rule.name(), isWritten);
      Bound bound = changed(changes, rule.name(), rule.bound());
      rules.add(new Rule(name + "." + rule.name(), rule.signal(), bound));
    }
    if (changes != null) {
      requireKnown(changes, set.rules().stream().map(Rule::name).toList());
    }
    return rules;
  }

  private static void requireKnown(Settings changes, List<String> names) {
    for (String key : changes.keys()) {
      if (!names.contains(key)) {
        throw changes.error(
            key,
            "Cannot change '" + key + "': the set has no such rule.",
            RecipeException.hint(key, names, "Its rules: " + String.join(", ", names) + "."));
      }
    }
  }

  private static List<Rule> ofBounds(Settings bounds, Predicate<String> isWritten) {
    List<Rule> rules = new ArrayList<>();
    for (String column : bounds.keys()) {
      requireWritten(bounds, column, column, column, isWritten);
      Bound open = new Bound(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      Bound bound = bound(bounds.map(column), open);
      if (bound.equals(open)) {
        throw bounds.error(
            column, "Cannot bound '" + column + "': neither min nor max is given.", "Give one.");
      }
      rules.add(Rule.on(column, bound));
    }
    return rules;
  }

  private static Map<String, List<String>> ofLabels(Settings labels, Set<String> words) {
    Map<String, List<String>> allowed = new LinkedHashMap<>();
    for (String column : labels.keys()) {
      if (!words.contains(column)) {
        throw labels.error(
            column,
            "Cannot check '" + column + "': no stage before it writes words of that name.",
            RecipeException.hint(column, words, "Put the stage that writes them before this one."));
      }
      allowed.put(column, labels.texts(column));
    }
    return allowed;
  }

  private static Bound bound(Settings settings, Bound otherwise) {
    double min = limit(settings, "min", otherwise.min());
    double max = limit(settings, "max", otherwise.max());
    settings.finish();
    if (min > max) {
      throw settings.error(
          "",
          "Cannot bound from " + min + " to " + max + ": min exceeds max.",
          "Give both, the lesser as min.");
    }
    return new Bound(min, max);
  }

  private static double limit(Settings settings, String key, double otherwise) {
    return isGiven(settings, key)
        ? settings.number(key, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
        : otherwise;
  }

  private static void requireWritten(
      Settings settings, String key, String column, String rule, Predicate<String> isWritten) {
    if (isWritten.test(column)) {
      return;
    }
    String mend = Signals.has(column) ? ofSignal(Signals.named(column)) : nearestSignal(column);
    throw settings.error(
        key,
        "Cannot check '" + rule + "': no stage before it writes the number '" + column + "'.",
        mend);
  }

  private static String ofSignal(Signal signal) {
    return signal.needs().isEmpty()
        ? "Put 'signals: all', or a list with '" + signal.name() + "', before this stage."
        : "It is measured by 'signals: all' where the recipe has 'lists: {"
            + signal.needs().get(0)
            + ": FILE}'.";
  }

  private static String nearestSignal(String column) {
    return RecipeException.hint(
        column, Signals.names(), "Put the stage that writes it before this one.");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inputs() {
    return languages.inputs();
  }

  @Override
  public List<String> reads() {
    Stream<String> columns = rules.stream().map(Rule::signal);
    Stream<String> words = Stream.concat(labels.keySet().stream(), Stream.ofNullable(language));
    return Stream.concat(columns, words).distinct().toList();
  }

  @Override
  public boolean judgesMeasures() {
    return true;
  }

  @Override
  public Judge open(Columns columns) {
    int[] slots = rules.stream().mapToInt(rule -> columns.slot(rule.signal())).toArray();
    boolean[] optional = new boolean[slots.length];
    for (int i = 0; i < slots.length; i++) {
      optional[i] = asked.contains(rules.get(i).signal());
    }
    boolean known = language != null && columns.has(language);
    int languageSlot = known ? columns.slot(language) : -1;
    int[] words = labels.keySet().stream().mapToInt(columns::slot).toArray();
    return new Checking(this, slots, optional, words, languageSlot, new HashMap<>());
  }

  /**
   * The bounds of the rules for texts of one language; null where a rule's set does not know it.
   */
  private Bound[] bounds(String label) {
    Map<String, Bound> others = label == null ? Map.of() : own.getOrDefault(label, Map.of());
    Bound[] bounds = new Bound[rules.size()];
    for (int i = 0; i < bounds.length; i++) {
      Rule rule = rules.get(i);
      RuleSet set = setOf(rule);
      if (set == null || set.knows(label, languages)) {
        bounds[i] = others.getOrDefault(rule.name(), rule.bound());
      }
    }
    return bounds;
  }

  /** The set that a rule is of, or null. */
  private static RuleSet setOf(Rule rule) {
    int dot = rule.name().indexOf('.');
    String set = dot < 0 ? "" : rule.name().substring(0, dot);
    return RuleSets.names().contains(set) ? RuleSets.named(set) : null;
  }

  private record Checking(
      CheckStage stage,
      int[] slots,
      boolean[] optional,
      int[] words,
      int language,
      Map<String, Bound[]> byLanguage)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      String label = language < 0 ? null : measures.label(language);
      Bound[] bounds =
          language < 0 ? null : byLanguage.computeIfAbsent(key(label), k -> stage.bounds(label));
      for (int i = 0; i < slots.length; i++) {
        Rule rule = stage.rules.get(i);
        Bound bound = bounds == null ? rule.bound() : bounds[i];
        if (bound == null && stage.unknown == Unknown.KEEP) {
          continue;
        }
        if (bound == null) {
          return unknown(setOf(rule), label);
        }
        double value = measures.number(slots[i]);
        if (optional[i] && Double.isNaN(value)) {
          continue;
        }
        if (!bound.allows(value)) {
          return new Verdict.Drop(new Reason(NAME, rule.name(), value, bound.toString()));
        }
      }
      int word = 0;
      for (Map.Entry<String, List<String>> allowed : stage.labels.entrySet()) {
        String found = measures.label(words[word++]);
        if (found != null && !allowed.getValue().contains(found)) {
          String bound = String.join(", ", allowed.getValue());
          return new Verdict.Drop(new Reason(NAME, allowed.getKey(), Double.NaN, bound));
        }
      }
      return new Verdict.Keep(document);
    }

    private static String key(String label) {
      return label == null ? "" : label;
    }

    private Verdict unknown(RuleSet set, String label) {
      String known = set.known(stage.languages);
      if (stage.unknown == Unknown.DROP) {
        return new Verdict.Drop(new Reason(NAME, set.name() + ".language", Double.NaN, known));
      }
      throw new BuildException(
          "check: Cannot judge a text "
              + (label == null ? "without a language" : "of language '" + label + "'")
              + " by '"
              + set.name()
              + "': it knows "
              + known
              + " only. Say 'unknown-language: keep' or 'drop' under check, name the language under"
              + " 'languages', or keep other languages out before.");
    }
  }
}
