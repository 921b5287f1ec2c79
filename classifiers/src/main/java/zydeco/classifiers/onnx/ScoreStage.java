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
import zydeco.classifiers.fasttext.FastTextCard;
import zydeco.classifiers.fasttext.FastTextSource;
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
 * Scores each text with a trained classifier: {@code score: {model: models/quality.onnx, as:
 * quality, on: [zyda, dolma-cc]}}; a fastText model ({@code .bin}, {@code .ftz}) wants the {@code
 * label} whose probability is the score.
 *
 * <p>Writes the score as a number under the name of {@code as}, and where the model has labels, the
 * label as {@code NAME-label}. A later {@code check} drops by the score. A document of a source
 * that is not in {@code on} is not scored: its score is NaN, which here means "not asked", and its
 * label null; a check with a bound on the score must let such a document pass. A document that was
 * asked and goes on has a finite score: one for which the tokenizer or the model gives none is
 * dropped by the rule {@code NAME.no-score}.
 *
 * <p>With {@code first}, a cheap model trained on the larger one's scores decides what it is sure
 * of and the larger one is asked for the rest; the stage then drops by itself, at the bound that
 * the cheap one was trained for: rule {@code NAME} by the larger model, {@code NAME-first} by the
 * cheap one. {@code NAME-first} is the cheap one's score, {@code NAME-by} the file name of the
 * model that decided; {@code NAME} is NaN where that is the cheap one.
 */
public final class ScoreStage implements ModelStage {
  private static final long serialVersionUID = 1L;

  private final ScorerSource scorer;
  private final FirstScorer first;
  private final String column;
  private final List<String> on;
  private final List<ModelFile> cards;
  private final String place;

  private ScoreStage(
      ScorerSource scorer,
      FirstScorer first,
      String column,
      List<String> on,
      List<ModelFile> cards,
      String place) {
    this.scorer = scorer;
    this.first = first;
    this.cards = cards;
    this.column = column;
    this.on = on;
    this.place = place;
  }

  /**
   * Reads {@code model}, {@code as} (the column) and {@code on} (sources; all where absent). For an
   * ONNX file, which has its card beside it: {@code tokenizer} and {@code max-tokens} (the card's
   * where absent), {@code device} ({@code cpu} or {@code cuda}), {@code preset} (a card that comes
   * with the program, instead of one beside the model). For a fastText file: {@code label}, and
   * {@code preset: dclm} for DCLM's way to make a line of a text.
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
        throw settings.error(
            "on",
            "Cannot score '" + source + "': no source has that name.",
            RecipeException.hint(source, sources, "Sources: " + String.join(", ", sources) + "."));
      }
    }
    try {
      boolean fastText = path.toString().matches(".*\\.(bin|ftz)");
      ScorerSource scorer = fastText ? fastText(settings, path) : onnx(settings, path);
      FirstScorer first =
          settings.textOrNull("first") == null
              ? null
              : FirstScorer.of(settings.existingFile("first"), scorer.files().get(0));
      settings.finish();
      String place = settings.error("model", "", "").getMessage().strip();
      return new ScoreStage(scorer, first, column, List.copyOf(on), cards(path, first), place);
    } catch (ModelException e) {
      throw new RecipeException(settings.error("model", e.getMessage(), "").getMessage().strip());
    }
  }

  /** The cards beside the models: they, too, decide what comes out. */
  private static List<ModelFile> cards(Path model, FirstScorer first) {
    List<ModelFile> cards = new ArrayList<>();
    if (Files.isRegularFile(FastTextCard.pathFor(model))) {
      cards.add(ModelFile.of(FastTextCard.pathFor(model)));
    }
    if (first != null) {
      cards.add(ModelFile.of(FastTextCard.pathFor(first.path())));
    }
    return List.copyOf(cards);
  }

  private static FastTextSource fastText(Settings settings, Path path) {
    boolean dclm = settings.has("preset") && settings.choice("preset", "dclm").equals("dclm");
    FastTextCard card = FastTextCard.beside(path);
    ModelFile file = ModelFile.of(path);
    if (card != null) {
      OnnxScorer.checkHash(file, card.sha256());
    }
    return new FastTextSource(
        file,
        label(settings, dclm, card),
        lines(dclm, card),
        card == null ? 0 : card.maxChars(),
        settings.has("unit")
            ? TextUnits.named(settings.choice("unit", TextUnits.NAMES))
            : TextUnits.DOCUMENT);
  }

  private static FastTextSource.Lines lines(boolean dclm, FastTextCard card) {
    if (dclm) {
      return FastTextSource.Lines.DCLM;
    }
    return card == null ? FastTextSource.Lines.BLANKS : card.lines();
  }

  private static String label(Settings settings, boolean dclm, FastTextCard card) {
    if (settings.has("label")) {
      return settings.text("label");
    }
    if (dclm) {
      return "hq";
    }
    return card != null && card.label() != null ? card.label() : settings.text("label");
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
    boolean cuda =
        settings.has("device") && settings.choice("device", "cpu", "cuda").equals("cuda");
    return new OnnxSource(model, tokenizer, card, cuda ? Device.CUDA : Device.CPU);
  }

  private static Path tokenizerPath(Settings settings, Path model, ModelCard card) {
    if (settings.textOrNull("tokenizer") != null) {
      return settings.existingFile("tokenizer");
    }
    Path path = model.resolveSibling(card.tokenizer());
    if (!Files.isRegularFile(path)) {
      throw settings.error(
          "model",
          Settings.whyNoFile(path),
          "Put the tokenizer beside the model, or name it with 'tokenizer: FILE'.");
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
    if (first != null) {
      columns.add(Column.number(column + "-first"));
      columns.add(Column.label(column + "-by"));
    }
    return columns;
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public String plan() {
    return first == null ? "" : first.plan();
  }

  /** The column whose documents this stage has kept or dropped already, or null. */
  public String decided() {
    return first == null ? null : column;
  }

  /**
   * What scoring costs on this machine: documents a second of one core, and core-hours a million
   * documents, with and without the cheap model; a line each. Takes a few seconds.
   *
   * @param sample texts of the sources that are scored
   */
  public String cost(List<byte[]> sample) {
    return ScoringCost.of(scorer, first, sample);
  }

  /** Whether documents of a source are scored. */
  public boolean asks(String source) {
    return on.contains(source);
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(scorer.files());
    if (first != null) {
      files.addAll(first.source().files());
    }
    files.addAll(cards);
    return files;
  }

  @Override
  public void check() {
    try {
      scorer.check();
      if (first != null) {
        first.source().check();
      }
    } catch (ModelException e) {
      throw new RecipeException(place + " " + e.getMessage());
    }
  }

  @Override
  public Judge open(Columns columns) {
    int labelSlot = scorer.labelled() ? columns.slot(column + "-label") : -1;
    Judge larger = new ScoreJudge(scorer.open(), column, columns.slot(column), labelSlot, on);
    return first == null
        ? larger
        : new CascadeJudge(
            first,
            first.source().open(),
            larger,
            column,
            modelName(),
            on,
            columns.slot(column),
            columns.slot(column + "-first"),
            columns.slot(column + "-by"));
  }

  private String modelName() {
    return Path.of(scorer.files().get(0).path()).getFileName().toString();
  }

  private record ScoreJudge(
      TextScorer scorer, String column, int slot, int labelSlot, List<String> on) implements Judge {

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
        String rule = column + ".no-score";
        return new Verdict.Drop(new Reason("score", rule, Double.NaN, e.getMessage()));
      }
    }
  }

  /** The cheap model decides where it is sure, the larger one otherwise. */
  private record CascadeJudge(
      FirstScorer first,
      TextScorer cheap,
      Judge larger,
      String column,
      String model,
      List<String> on,
      int slot,
      int firstSlot,
      int bySlot)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      if (!on.contains(document.source())) {
        return new Verdict.Keep(document);
      }
      double score = cheap.valueOrNaN(document.text()); // NaN: it is sure of nothing
      measures.number(firstSlot, score);
      boolean drops = first.cascade().sure().drops(score);
      if (drops || first.cascade().sure().keeps(score)) {
        measures.label(bySlot, first.name());
        return drops
            ? drop(column + "-first", score, first.sureBound())
            : new Verdict.Keep(document);
      }
      measures.label(bySlot, model);
      Verdict verdict = larger.judge(document, measures);
      double asked = measures.number(slot);
      return verdict instanceof Verdict.Keep && !first.bound().allows(asked)
          ? drop(column, asked, first.bound())
          : verdict;
    }

    private static Verdict drop(String rule, double value, Bound bound) {
      return new Verdict.Drop(new Reason("score", rule, value, bound.toString()));
    }
  }
}
