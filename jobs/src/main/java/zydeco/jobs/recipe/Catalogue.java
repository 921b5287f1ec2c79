package zydeco.jobs.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zydeco.classifiers.fasttext.LanguageStage;
import zydeco.classifiers.onnx.ScoreStage;
import zydeco.dedup.ExactDedupStage;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.MinHashColumnsStage;
import zydeco.dedup.PassageDedupStage;
import zydeco.dedup.decontamination.DecontaminateStage;
import zydeco.filters.language.GivenLanguageStage;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.stage.CheckStage;
import zydeco.filters.stage.FieldsStage;
import zydeco.filters.stage.PiiStage;
import zydeco.filters.stage.QualitySignalsStage;
import zydeco.filters.stage.RewriteStage;
import zydeco.filters.stage.SignalsStage;
import zydeco.filters.url.UrlFilterStage;
import zydeco.jobs.share.KeepShareStage;
import zydeco.jobs.share.ShareSettings;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Stage;
import zydeco.tokenize.CountTokensStage;

/** Every stage that a recipe can name. To know what exists, read it. */
final class Catalogue {

  /** The stages by their key in a recipe. */
  static final Map<String, Factory> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put(
        "signals",
        line ->
            SignalsStage.of(
                line.entry().holder(), line.lists(), line.languages(), line.byLanguage()));
    STAGES.put("url-filter", line -> UrlFilterStage.of(line.settings(), line.number()));
    STAGES.put("pii", line -> PiiStage.of(line.settings()));
    STAGES.put("rewrite", line -> RewriteStage.of(line.settings()));
    STAGES.put(
        "quality-signals",
        line ->
            QualitySignalsStage.of(
                line.settings(), line.lists(), line.languages(), line.byLanguage()));
    STAGES.put(
        "language",
        line ->
            GivenLanguageStage.isAskedBy(line.settings())
                ? GivenLanguageStage.of(line.settings())
                : LanguageStage.of(line.settings()));
    STAGES.put("fields", line -> FieldsStage.of(line.entry().settings(null)));
    STAGES.put(
        "check",
        line ->
            KeepShareStage.isAskedBy(line.settings())
                ? ShareSettings.ofCheck(line.settings(), line.number(), line.columns())
                : CheckStage.of(
                    line.settings(),
                    line.columns()::contains,
                    line.written().scores(),
                    line.written().labels(),
                    line.languages()));
    STAGES.put(
        "ensemble",
        line -> ShareSettings.ofEnsemble(line.settings(), line.number(), line.columns()));
    STAGES.put(
        "exact-dedup",
        line -> ExactDedupStage.of(line.settings(), line.number(), line.columns(), line.sources()));
    STAGES.put(
        "fuzzy-dedup",
        line ->
            FuzzyDedupStage.of(
                line.settings(),
                line.number(),
                line.columns(),
                file -> FileTokens.read(line.settings(), file),
                line.sources()));
    STAGES.put(
        "passage-dedup",
        line ->
            PassageDedupStage.of(line.settings(), line.number(), line.columns(), line.sources()));
    STAGES.put("count-tokens", line -> CountTokensStage.of(line.settings()));
    STAGES.put("minhash", line -> MinHashColumnsStage.of(line.settings()));
    STAGES.put("decontaminate", line -> DecontaminateStage.of(line.settings(), line.number()));
    STAGES.put("score", line -> ScoreStage.of(line.settings(), line.sources()));
  }

  private Catalogue() {}

  /** Makes a stage of its line in a recipe; throws RecipeException where the line is wrong. */
  interface Factory {
    Stage make(Line line);
  }

  /**
   * A line of a recipe's stages.
   *
   * @param entry as the recipe has it
   * @param defaults the same stage in reference.yaml
   * @param number 1 for the first of its name, 2 for the second
   * @param sources the recipe's sources, best first
   * @param written what earlier stages write
   * @param lists the files of words that the recipe names
   * @param languages the languages that the recipe names
   */
  record Line(
      Settings.Entry entry,
      Settings.Entry defaults,
      int number,
      List<String> sources,
      Written written,
      Lists lists,
      Languages languages) {
    /** Whether an earlier stage names each document's language. */
    boolean byLanguage() {
      return columns().contains("language-score");
    }

    /** The numbers that earlier stages write. */
    Set<String> columns() {
      return written.numbers();
    }

    Settings settings() {
      return entry.settings(defaults.settings(null));
    }
  }
}
