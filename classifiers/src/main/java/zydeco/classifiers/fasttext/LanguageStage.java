package zydeco.classifiers.fasttext;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
import zydeco.pipeline.text.TextUnits;

/**
 * Identifies the language of each text with a fastText model: {@code language: {model: lid.176.ftz,
 * keep: [en], threshold: 0.65}}.
 *
 * <p>The whole text is one line to the model, as if each newline were a space (see {@link
 * FastTextPredictor}). Writes the most probable label as {@code language} and its probability as
 * {@code language-score}; a text in which the model knows nothing has no language (null) and score
 * 0. With {@code keep}, a document whose language is not listed is dropped (rule {@code language});
 * with {@code threshold}, or its language's own in {@code thresholds}, one whose score is below it
 * (rule {@code language-score}). Without them every document is kept.
 *
 * <p>With {@code unit: paragraph} or {@code sentence} the bounds hold for each unit by itself:
 * those that break them are cut out of the text, and a document of which nothing is left is
 * dropped. Label and score are then those of the text that is left, and {@code
 * language-removed-bytes} says how many bytes went.
 */
public final class LanguageStage implements ModelStage {
  private static final long serialVersionUID = 1L;
  private static final String LABEL = "language";
  private static final String SCORE = "language-score";
  private static final String REMOVED = "language-removed-bytes";

  private final ModelFile model;
  private final List<String> keep;
  private final LanguageBounds bounds;
  private final TextUnits unit;
  private final String place;

  private LanguageStage(
      ModelFile model, List<String> keep, LanguageBounds bounds, TextUnits unit, String place) {
    this.model = model;
    this.keep = keep;
    this.bounds = bounds;
    this.unit = unit;
    this.place = place;
  }

  /**
   * Reads {@code model} (a file beside the recipe), {@code keep} (labels of the model; optional),
   * {@code threshold} (0 to 1; optional), {@code thresholds} (by label, or a file of such lines;
   * optional) and {@code unit} (document where absent).
   */
  public static LanguageStage of(Settings settings) {
    Path path = settings.existingFile("model");
    List<String> keep = settings.has("keep") ? List.copyOf(settings.texts("keep")) : List.of();
    LanguageBounds bounds = LanguageBounds.of(settings);
    TextUnits unit =
        settings.has("unit")
            ? TextUnits.named(settings.choice("unit", TextUnits.NAMES))
            : TextUnits.DOCUMENT;
    settings.finish();
    LanguageStage stage =
        new LanguageStage(
            ModelFile.of(path), keep, bounds, unit, settings.error("model", "", "").getMessage());
    stage.checkLabels(settings);
    return stage;
  }

  private void checkLabels(Settings settings) {
    if (keep.isEmpty() && bounds.labels().isEmpty()) {
      return;
    }
    List<String> labels = load().labels();
    if (!bounds.labels().isEmpty() && bounds.labels().stream().noneMatch(labels::contains)) {
      throw settings.error(
          "thresholds",
          "Cannot use the thresholds: the model has none of their labels.",
          "Its labels begin with " + FastTextSource.first(labels) + ".");
    }
    for (String label : keep) {
      if (!labels.contains(label)) {
        throw settings.error(
            "keep",
            "Cannot keep '" + label + "': the model has no such label.",
            RecipeException.hint(
                label, labels, "Its labels begin with " + FastTextSource.first(labels) + "."));
      }
    }
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public List<Column> writes() {
    Stream<Column> removed = removedBytes().stream().map(Column::number);
    return Stream.concat(Stream.of(Column.label(LABEL), Column.number(SCORE)), removed).toList();
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
  public boolean rewrites() {
    return unit != TextUnits.DOCUMENT;
  }

  @Override
  public List<String> removedBytes() {
    return rewrites() ? List.of(REMOVED) : List.of();
  }

  @Override
  public boolean onlyMeasures() {
    return !rewrites() && keep.isEmpty() && bounds.any();
  }

  @Override
  public Judge open(Columns columns) {
    FastTextPredictor predictor = FastTextSource.shared(model).predictor();
    int removed = rewrites() ? columns.slot(REMOVED) : -1;
    return new LanguageJudge(
        predictor, columns.slot(LABEL), columns.slot(SCORE), removed, keep, bounds, unit);
  }

  private record LanguageJudge(
      FastTextPredictor predictor,
      int labelSlot,
      int scoreSlot,
      int removedSlot,
      List<String> keep,
      LanguageBounds bounds,
      TextUnits unit)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      Document left = unit == TextUnits.DOCUMENT ? document : withoutOthers(document);
      Prediction best = predictor.best(left.text());
      measures.label(labelSlot, best == null ? null : best.label());
      measures.number(scoreSlot, score(best));
      if (unit != TextUnits.DOCUMENT) {
        measures.number(removedSlot, document.text().length - left.text().length);
        return left.text().length > 0
            ? new Verdict.Keep(left)
            : new Verdict.Drop(new Reason("language", LABEL, score(best), wanted()));
      }
      Reason reason = broken(best);
      return reason == null ? new Verdict.Keep(left) : new Verdict.Drop(reason);
    }

    /** The bound that a judgement breaks, or null. */
    private Reason broken(Prediction best) {
      String label = best == null ? null : best.label();
      if (!keep.isEmpty() && (label == null || !keep.contains(label))) {
        return new Reason("language", LABEL, score(best), String.join(", ", keep));
      }
      Bound bound = bounds.of(label);
      return bound == null || bound.allows(score(best))
          ? null
          : new Reason("language", SCORE, score(best), bound.toString());
    }

    private String wanted() {
      return keep.isEmpty() ? "a unit that reaches its threshold" : String.join(", ", keep);
    }

    private static double score(Prediction best) {
      return best == null ? 0 : FastTextSource.rounded(best.probability());
    }

    /** The document without the units that break a bound. */
    private Document withoutOthers(Document document) {
      byte[] text = document.text();
      byte[] left = new byte[text.length];
      int length = 0;
      for (TextUnits.Span span : unit.of(text)) {
        byte[] one = Arrays.copyOfRange(text, span.from(), span.to());
        if (broken(predictor.best(one)) == null) {
          System.arraycopy(one, 0, left, length, one.length);
          length += one.length;
        }
      }
      return length == text.length ? document : document.withText(Arrays.copyOf(left, length));
    }
  }
}
