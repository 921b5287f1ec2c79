package zydeco.classifiers.fasttext;

import java.nio.file.Path;
import java.util.List;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Score;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.Shared;
import zydeco.classifiers.TextScorer;
import zydeco.pipeline.recipe.RecipeException;

/**
 * A fastText model as a scorer: the score is the probability of one label.
 *
 * @param file the model, {@code .bin} or {@code .ftz}
 * @param label whose probability is the score, without {@code __label__}
 * @param lines how the text becomes one line
 */
public record FastTextSource(ModelFile file, String label, Lines lines) implements ScorerSource {
  private static final Shared<FastTextModel> MODELS = new Shared<>();

  /** How a text becomes the one line that fastText judges. */
  public enum Lines {
    /** Newlines count as blanks, nothing else is changed. */
    BLANKS,
    /**
     * As DCLM does before its quality model: white space goes from both ends, and whatever Python's
     * splitlines splits at counts as a blank. Source: mlfoundations/dclm 361714bd, {@code " "
     * .join(text.strip().splitlines())}.
     */
    DCLM
  }

  /** The model of a file, loaded once a JVM. Throws ModelException where it cannot be used. */
  static FastTextModel shared(ModelFile file) {
    return MODELS.get(
        file.sha256(),
        () -> {
          file.verify();
          return FastTextModel.read(Path.of(file.path()));
        });
  }

  @Override
  public List<ModelFile> files() {
    return List.of(file);
  }

  @Override
  public boolean labelled() {
    return true;
  }

  @Override
  public void check() {
    open();
  }

  @Override
  public TextScorer open() {
    FastTextModel model = shared(file);
    int place = model.labels().indexOf(label);
    if (place < 0) {
      String near = RecipeException.nearest(label, model.labels());
      throw new ModelException(
          file.path(),
          "it has no label '" + label + "'",
          near == null
              ? "Its labels: " + first(model.labels()) + "."
              : "Did you mean " + near + "?");
    }
    FastTextPredictor predictor = model.predictor();
    return text -> score(predictor, lines == Lines.DCLM ? DclmLine.of(text) : text, place);
  }

  private static Score score(FastTextPredictor predictor, byte[] line, int place) {
    double probability = predictor.probability(line, place);
    Prediction best = predictor.bestOfLast();
    return new Score(Math.rint(probability * 1e6) / 1e6, best == null ? null : best.label());
  }

  static String first(List<String> labels) {
    return String.join(", ", labels.subList(0, Math.min(20, labels.size())));
  }
}
