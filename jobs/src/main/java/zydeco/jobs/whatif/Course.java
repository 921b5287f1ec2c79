package zydeco.jobs.whatif;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zydeco.filters.language.Languages;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.jobs.recipe.Written;
import zydeco.jobs.share.KeepShareStage;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Stage;
import zydeco.tokenize.CountTokensStage;

/**
 * The stages of a recipe as a document goes through them: the steps, and the checks in the gaps
 * before, between and behind them.
 *
 * @param sources best first
 * @param sourceSettings one line that is equal for equal sources
 * @param steps all stages but the checks
 * @param gaps the checks before step 0, before step 1, ..., behind the last: one more than steps
 * @param tokenizer of the shards, and how it takes special tokens; null where there are no shards
 * @param tokens the column that has, of every document that came there, the tokens of the text that
 *     would be written of it; null where no stage counted them
 */
record Course(
    List<String> sources,
    String sourceSettings,
    List<Step> steps,
    List<List<DocumentStage>> gaps,
    String tokenizer,
    String tokens) {

  Course {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
    gaps = gaps.stream().map(List::copyOf).toList();
  }

  /**
   * Reads a recipe's stages.
   *
   * @param stages what the manifest says of the stages of the build, checks included
   */
  static Course of(RecipeReader reader, Settings root, JsonNode stages) {
    List<String> sources = root.entries("sources").stream().map(Settings.Entry::name).toList();
    Maker maker = new Maker(reader, sources, reader.languages(root), told(stages));
    if (root.has("stages")) {
      root.entries("stages").forEach(maker::add);
    }
    return new Course(
        sources,
        root.integer("seed", 0, 1L << 53) + root.canonical("sources", "lists", "languages"),
        maker.steps,
        maker.gaps,
        tokenizer(root),
        counted(root, stages));
  }

  /**
   * Tokens are the shards' where the same tokenizer counted them and nothing rewrote the text then.
   */
  private static String counted(Settings root, JsonNode stages) {
    Settings shards = shards(root);
    if (shards == null) {
      return null;
    }
    String column = null;
    int at = 0;
    for (Settings.Entry entry : root.entries("stages")) {
      JsonNode said = stages.path(at++);
      if (entry.name().equals(CountTokensStage.NAME)) {
        Settings counted = entry.holder().map(entry.name());
        column = sameTokens(counted, shards) ? CountTokensStage.COLUMN : null;
      } else if (said.path("rewrites").asBoolean()) {
        column = null;
      }
    }
    return column;
  }

  private static Settings shards(Settings root) {
    boolean written =
        root.keys().contains("output") && root.map("output").keys().contains("shards");
    return written ? root.map("output").map("shards") : null;
  }

  private static String tokenizer(Settings root) {
    Settings shards = shards(root);
    return shards == null ? null : shards.text("tokenizer") + " " + specialTokens(shards);
  }

  private static boolean sameTokens(Settings counted, Settings shards) {
    return counted
            .resolve(counted.text("tokenizer"))
            .equals(shards.resolve(shards.text("tokenizer")))
        && specialTokens(counted).equals(specialTokens(shards));
  }

  private static String specialTokens(Settings settings) {
    String given = settings.textOrNull("special-tokens");
    return given == null ? "text" : given;
  }

  /** What the manifest says of the steps. */
  private static List<JsonNode> told(JsonNode stages) {
    List<JsonNode> told = new ArrayList<>();
    stages.forEach(
        stage -> {
          if (!stage.path("stage").asText().equals(Step.CHECK)) {
            told.add(stage);
          }
        });
    return told;
  }

  /** Whether another course has the same sources, steps and tokens, so that only checks differ. */
  boolean differsInChecksOnly(Course other) {
    return readsAs(other) && settings(steps.stream()).equals(settings(other.steps.stream()));
  }

  private boolean readsAs(Course other) {
    return sourceSettings.equals(other.sourceSettings)
        && Objects.equals(tokenizer, other.tokenizer);
  }

  private static List<String> settings(Stream<Step> steps) {
    return steps.map(Step::settings).toList();
  }

  /** Complains of a recipe whose course differs in more than its checks. */
  RecipeException more(Course other, String recipe) {
    Stream<Step> own = steps.stream().filter(step -> !step.name().equals(Step.CHECK));
    Stream<Step> others = other.steps.stream().filter(step -> !step.name().equals(Step.CHECK));
    boolean shares = readsAs(other) && settings(own).equals(settings(others));
    return new RecipeException(
        recipe
            + ":1: Cannot answer from the build: "
            + (shares
                ? "a check that keeps a share is new, gone or in another place, and only its share"
                    + " can be asked."
                : "the recipe differs from the build's in more than its checks.")
            + " Run it to see.");
  }

  /** Every column of words that its steps wrote. */
  Set<String> labels() {
    return steps.stream().flatMap(step -> step.labels().stream()).collect(Collectors.toSet());
  }

  /** Every column that its checks look at. */
  Set<String> reads() {
    Set<String> reads = new LinkedHashSet<>();
    gaps.forEach(gap -> gap.forEach(check -> reads.addAll(check.reads())));
    return reads;
  }

  private static final class Maker {
    private final RecipeReader reader;
    private final List<String> sources;
    private final Languages languages;
    private final List<JsonNode> told;
    private final List<Step> steps = new ArrayList<>();
    private final List<List<DocumentStage>> gaps = new ArrayList<>(List.of(new ArrayList<>()));
    private final Written written = new Written();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int next;
    private int phase;
    private boolean phaseEnds;
    private boolean rewritten;

    Maker(RecipeReader reader, List<String> sources, Languages languages, List<JsonNode> told) {
      this.reader = reader;
      this.sources = sources;
      this.languages = languages;
      this.told = told;
    }

    void add(Settings.Entry entry) {
      if (entry.name().equals(Step.CHECK)) {
        check(reader.stage(entry, number(entry), sources, written, languages));
        return;
      }
      if (next == told.size() || !told.get(next).path("stage").asText().equals(entry.name())) {
        throw entry
            .holder()
            .error(
                entry.name(),
                "Cannot answer for '" + entry.name() + "': the build has no such stage there.",
                "Only checks can be asked again; run the recipe for the rest.");
      }
      step(entry, told.get(next++));
    }

    /** A check of bounds stands in a gap; one of a share is a step, whose settings may differ. */
    private void check(Stage check) {
      if (check instanceof DocumentStage bounds) {
        measures();
        gaps.get(steps.size()).add(bounds);
      } else {
        step(Step.share((KeepShareStage) check, phase));
      }
    }

    private void step(Settings.Entry entry, JsonNode said) {
      CorpusStage decision = null;
      if (said.path("corpus").asBoolean()) {
        decision = (CorpusStage) reader.stage(entry, number(entry), sources, written, languages);
        if (rewritten) {
          measures();
        }
        rewritten = decision.rewrite() != null;
      } else {
        measures();
      }
      Step step = Step.of(said, entry.holder().canonical(), on(entry), phase, decision);
      step(step);
      written.add(step.numbers(), step.labels(), said.path("scores").asBoolean());
    }

    /** The place of a stage among those of its name, from 1. */
    private int number(Settings.Entry entry) {
      return numbers.merge(entry.name(), 1, Integer::sum);
    }

    private void step(Step step) {
      phaseEnds |= step.comparesDocuments();
      steps.add(step);
      gaps.add(new ArrayList<>());
    }

    /**
     * A stage that looks at one document at a time begins a phase behind those that compare, and so
     * does what comes behind one of these that rewrites.
     */
    private void measures() {
      phase += phaseEnds ? 1 : 0;
      phaseEnds = false;
      rewritten = false;
    }

    private static Set<String> on(Settings.Entry entry) {
      Settings holder = entry.holder();
      boolean named = entry.name().equals("score") && holder.isMap(entry.name());
      Settings settings = named ? holder.map(entry.name()) : null;
      return settings != null && settings.keys().contains("on")
          ? new HashSet<>(settings.texts("on"))
          : Set.of();
    }
  }
}
