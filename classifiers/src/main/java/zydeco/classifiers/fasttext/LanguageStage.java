package zydeco.classifiers.fasttext;

import java.nio.file.Path;
import java.util.List;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.ModelStage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Identifies the language of each text with a fastText model: {@code language: {model: lid.176.ftz,
 * keep: [en], threshold: 0.65}}.
 *
 * <p>The whole text is one line to the model, as if each newline were a space (see {@link
 * FastTextPredictor}). Writes the most probable label as {@code language} and its probability as
 * {@code language-score}; a text in which the model knows nothing has no language (null) and score
 * 0. With {@code keep}, a document whose language is not listed is dropped (rule {@code language});
 * with {@code threshold}, one whose score is below it (rule {@code language-score}). Without either
 * every document is kept.
 */
public final class LanguageStage implements ModelStage {
  private static final long serialVersionUID = 1L;
  private static final String LABEL = "language";
  private static final String SCORE = "language-score";

  private final ModelFile model;
  private final List<String> keep;
  private final Bound threshold;
  private final String place;

  private LanguageStage(ModelFile model, List<String> keep, Bound threshold, String place) {
    this.model = model;
    this.keep = keep;
    this.threshold = threshold;
    this.place = place;
  }

  /**
   * Reads {@code model} (a file beside the recipe), {@code keep} (labels of the model; optional)
   * and {@code threshold} (0 to 1; optional).
   */
  public static LanguageStage of(Settings settings) {
    Path path = settings.existingFile("model");
    List<String> keep = settings.has("keep") ? List.copyOf(settings.texts("keep")) : List.of();
    Bound threshold =
        settings.has("threshold") ? Bound.atLeast(settings.number("threshold", 0, 1)) : null;
    settings.finish();
    LanguageStage stage =
        new LanguageStage(
            ModelFile.of(path), keep, threshold, settings.error("model", "", "").getMessage());
    stage.checkLabels(settings);
    return stage;
  }

  private void checkLabels(Settings settings) {
    if (keep.isEmpty()) {
      return;
    }
    List<String> labels = load().labels();
    for (String label : keep) {
      if (!labels.contains(label)) {
        String near = RecipeException.nearest(label, labels);
        throw settings.error(
            "keep",
            "Cannot keep '" + label + "': the model has no such label.",
            near == null
                ? "Its labels begin with " + FastTextSource.first(labels) + "."
                : "Did you mean '" + near + "'?");
      }
    }
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public List<Column> writes() {
    return List.of(Column.label(LABEL), Column.number(SCORE));
  }

  @Override
  public List<ModelFile> files() {
    return List.of(model);
  }

  @Override
  public void check() {
    load();
  }

  private FastTextModel load() {
    try {
      return FastTextSource.shared(model);
    } catch (ModelException e) {
      throw new RecipeException(place.strip() + " " + e.getMessage());
    }
  }

  @Override
  public Judge open(Columns columns) {
    return new LanguageJudge(
        FastTextSource.shared(model).predictor(),
        columns.slot(LABEL),
        columns.slot(SCORE),
        keep,
        threshold);
  }

  private record LanguageJudge(
      FastTextPredictor predictor, int labelSlot, int scoreSlot, List<String> keep, Bound threshold)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      Prediction best = predictor.best(document.text());
      String label = best == null ? null : best.label();
      double score = best == null ? 0 : rounded(best.probability());
      measures.label(labelSlot, label);
      measures.number(scoreSlot, score);
      if (!keep.isEmpty() && !keep.contains(label)) {
        return new Verdict.Drop(new Reason("language", LABEL, score, String.join(", ", keep)));
      }
      if (threshold != null && !threshold.allows(score)) {
        return new Verdict.Drop(new Reason("language", SCORE, score, threshold.toString()));
      }
      return new Verdict.Keep(document);
    }

    /** To six decimals, so that a difference in the last bits of exp and log is not seen. */
    private static double rounded(float probability) {
      return Math.rint(probability * 1e6) / 1e6;
    }
  }
}
