package zydeco.classifiers.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.ModelStage;
import zydeco.classifiers.Score;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.TextScorer;
import zydeco.classifiers.UnscorableException;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Scores each text with a trained classifier: {@code score: {model: models/quality.onnx, as:
 * quality, on: [zyda, dolma-cc]}}; a fastText model ({@code .bin}, {@code .ftz}) wants the {@code
 * label} whose probability is the score.
 *
 * <p>Writes the score as a number under the name of {@code as}, and where the model has labels, the
 * label as {@code NAME-label}. A later {@code check} drops by the score. A document of a source
 * that is not in {@code on} is not scored: its score is NaN, which here means "not asked", and its
 * label null; a check with a bound on the score must let such a document pass. A document that was
 * asked and goes on has a finite score: one for which the tokenizer or the model gives none is
 * dropped by the rule {@code no-score}.
 */
public final class ScoreStage implements ModelStage {
  private static final long serialVersionUID = 1L;

  private final ScorerSource scorer;
  private final String column;
  private final List<String> on;
  private final String place;

  private ScoreStage(ScorerSource scorer, String column, List<String> on, String place) {
    this.scorer = scorer;
    this.column = column;
    this.on = on;
    this.place = place;
  }

  /**
   * Reads {@code model}, {@code as} (the column) and {@code on} (sources; all where absent). For an
   * ONNX file, which has its card beside it: {@code tokenizer} and {@code max-tokens} (the card's
   * where absent), {@code preset} (a card that comes with the program, instead of one beside the
   * model). For a fastText file: {@code label}, and {@code preset: dclm} for DCLM's way to make a
   * line of a text.
   *
   * @param sources the names of the recipe's sources
   */
  public static ScoreStage of(Settings settings, List<String> sources) {
    Path path = settings.existingFile("model");
    String column = settings.text("as");
    if (!column.matches("[a-z][a-z0-9-]*")) {
      throw settings.error(
          "as", "Cannot name a column '" + column + "': it is not kebab-case.", "Say 'quality'.");
    }
    List<String> on = settings.has("on") ? settings.texts("on") : sources;
    for (String source : on) {
      if (!sources.contains(source)) {
        String near = RecipeException.nearest(source, sources);
        throw settings.error(
            "on",
            "Cannot score '" + source + "': no source has that name.",
            near == null
                ? "Sources: " + String.join(", ", sources) + "."
                : "Did you mean '" + near + "'?");
      }
    }
    try {
      boolean fastText = path.toString().matches(".*\\.(bin|ftz)");
      ScorerSource scorer = fastText ? fastText(settings, path) : onnx(settings, path);
      settings.finish();
      String place = settings.error("model", "", "").getMessage().strip();
      return new ScoreStage(scorer, column, List.copyOf(on), place);
    } catch (ModelException e) {
      throw new RecipeException(settings.error("model", e.getMessage(), "").getMessage().strip());
    }
  }

  private static FastTextSource fastText(Settings settings, Path path) {
    boolean dclm = settings.has("preset") && settings.choice("preset", "dclm").equals("dclm");
    String label = dclm && !settings.has("label") ? "hq" : settings.text("label");
    return new FastTextSource(
        ModelFile.of(path), label, dclm ? FastTextSource.Lines.DCLM : FastTextSource.Lines.BLANKS);
  }

  private static OnnxSource onnx(Settings settings, Path path) {
    ModelCard card =
        settings.has("preset")
            ? ModelCard.preset(settings.choice("preset", ModelCard.PRESETS.toArray(String[]::new)))
            : ModelCard.read(ModelCard.pathFor(path));
    if (settings.has("max-tokens")) {
      card = card.withMaxTokens((int) settings.integer("max-tokens", 1, 1 << 20));
    }
    ModelFile model = ModelFile.of(path);
    ModelFile tokenizer = ModelFile.of(tokenizerPath(settings, path, card));
    OnnxScorer.checkHash(model, card.sha256());
    OnnxScorer.checkHash(tokenizer, card.tokenizerSha256());
    return new OnnxSource(model, tokenizer, card);
  }

  private static Path tokenizerPath(Settings settings, Path model, ModelCard card) {
    if (settings.textOrNull("tokenizer") != null) {
      return settings.existingFile("tokenizer");
    }
    Path path = model.resolveSibling(card.tokenizer());
    if (!Files.isRegularFile(path)) {
      throw settings.error(
          "model",
          "Cannot find the tokenizer " + path + ": no such file.",
          "Put it beside the model, or name it with 'tokenizer: FILE'.");
    }
    return path;
  }

  @Override
  public String name() {
    return "score";
  }

  @Override
  public List<Column> writes() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number(column));
    if (scorer.labelled()) {
      columns.add(Column.label(column + "-label"));
    }
    return columns;
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public List<ModelFile> files() {
    return scorer.files();
  }

  @Override
  public void check() {
    try {
      scorer.check();
    } catch (ModelException e) {
      throw new RecipeException(place + " " + e.getMessage());
    }
  }

  @Override
  public Judge open(Columns columns) {
    int labelSlot = scorer.labelled() ? columns.slot(column + "-label") : -1;
    return new ScoreJudge(scorer.open(), columns.slot(column), labelSlot, on);
  }

  private record ScoreJudge(TextScorer scorer, int slot, int labelSlot, List<String> on)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      if (!on.contains(document.source())) {
        return new Verdict.Keep(document);
      }
      try {
        Score score = scorer.score(document.text());
        measures.number(slot, score.value());
        if (labelSlot >= 0) {
          measures.label(labelSlot, score.label());
        }
        return new Verdict.Keep(document);
      } catch (UnscorableException e) {
        return new Verdict.Drop(new Reason("score", "no-score", Double.NaN, e.getMessage()));
      }
    }
  }
}
