package zydeco.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.Evaluation;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SoftBound;
import zydeco.classifiers.SureBounds;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.classifiers.fasttext.ScorerReport;
import zydeco.classifiers.fasttext.ScorerTraining;
import zydeco.classifiers.fasttext.Training;
import zydeco.classifiers.onnx.FirstEncoder;
import zydeco.classifiers.onnx.Reach;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;

@Command(
    name = "train-scorer",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a fastText-format model from good and bad texts, or from documents that a larger"
          + " model has scored.",
      "Beside the model stand its card, NAME.report.md and NAME.report.json: ROC-AUC, curve,"
          + " calibration and thresholds on a fifth of the texts that training does not see.",
      "FILES are .jsonl, .parquet, .txt or .warc, plain or packed (.gz, .zst, .bz2, .xz);"
          + " folders and globs too."
    })
final class TrainScorerCommand implements Callable<Integer> {
  @Option(names = "--positive", arity = "1..*", paramLabel = "FILES", description = "Good texts.")
  private List<String> positive = new ArrayList<>();

  @Option(names = "--negative", arity = "1..*", paramLabel = "FILES", description = "Bad texts.")
  private List<String> negative = new ArrayList<>();

  @Option(
      names = "--scored",
      arity = "1..*",
      paramLabel = "FILES",
      description =
          "Instead of the two: documents with a larger model's score, such as DIR/documents of a"
              + " build. The trained model can stand before the larger one: score: {first: MODEL}.")
  private List<String> scored = new ArrayList<>();

  @Option(
      names = "--score",
      paramLabel = "FIELD",
      description = "The field of the larger model's score (default: ${DEFAULT-VALUE}).")
  private String score = "quality";

  @Option(
      names = "--bound",
      paramLabel = "X",
      description = "The least score of the larger model that is kept.")
  private Double bound;

  @Option(
      names = "--agreement",
      paramLabel = "SHARE",
      description =
          "Wanted share of kept/dropped bits as the larger model has them (default: 99%%).")
  private String agreement = "99%";

  @Option(
      names = "--of",
      paramLabel = "FILE",
      description = "The larger model's file; a recipe with another one is then refused.")
  private Path larger;

  @Option(
      names = "--held-out",
      arity = "1..*",
      paramLabel = "FILES",
      description =
          "Scored, too: choose bounds by these and measure on them, instead of a fifth of the"
              + " documents, where those are parts or versions of one another.")
  private List<String> heldOut = new ArrayList<>();

  @Option(
      names = "--encoder",
      paramLabel = "FILE",
      description =
          "Instead of training: an .onnx file of train-encoder --scored that is to stand before the"
              + " larger model. Of documents that it did not learn from, --scored chooses where it"
              + " is sure; its card is told.")
  private Path encoder;

  @Option(names = "--out", paramLabel = "MODEL", description = "A .bin file.")
  private Path out;

  @Option(
      names = "--keep",
      paramLabel = "SHARE",
      description =
          "The wanted keep rate, such as 10%% (default) or 0.1; the report has its bound.")
  private String keep = "10%";

  @Option(
      names = "--text",
      paramLabel = "FIELD",
      description = "The field of the text (default: ${DEFAULT-VALUE}).")
  private String text = "text";

  @Option(
      names = "--at-most",
      paramLabel = "N",
      description = "Of more texts a side, those with the smallest hashes (default: all).")
  private int atMost = Integer.MAX_VALUE;

  @Option(names = "--json", description = "The report as JSON on stdout.")
  private boolean json;

  @Mixin private TrainingOptions options;

  @Override
  public Integer call() throws IOException {
    if (encoder != null) {
      return choose();
    }
    check();
    double share = Shares.parse("--keep", keep);
    List<String> inputs = new ArrayList<>();
    Cascade.Stead stead = scored.isEmpty() ? null : stead();
    ScorerTraining run = scored.isEmpty() ? labelled(inputs) : scored(inputs);
    Training training = options.training();
    ScorerTraining.Result result = train(run, training, stead);
    ScorerReport report = new ScorerReport(out, training, result, share, inputs);
    report.write();
    if (json) {
      System.out.println(report.json());
    } else {
      say(result, report, share);
    }
    return 0;
  }

  /** Where an encoder is sure. */
  private int choose() throws IOException {
    if (scored.isEmpty() || bound == null || out != null || !heldOut.isEmpty()) {
      throw new RecipeException(
          "--encoder: Cannot choose its bounds: that takes --scored and --bound, and neither --out"
              + " nor --held-out.");
    }
    if (!encoder.toString().endsWith(".onnx")) {
      throw new RecipeException(
          "--encoder: Cannot use " + encoder + ": it is no .onnx file. Name one.");
    }
    if (!Files.isRegularFile(encoder)) {
      throw new RecipeException("--encoder: " + Settings.whyNoFile(encoder) + " Check the path.");
    }
    ScoredTexts texts = read("--scored", scored, atMost, new ArrayList<>());
    double[] scores = texts.scores();
    boolean[] kept = new boolean[scores.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = scores[i] >= bound;
    }
    try {
      sayCascade(FirstEncoder.choose(encoder, texts.texts(), kept, stead()));
    } catch (ModelException e) {
      throw new RecipeException("--encoder: " + e.getMessage());
    }
    return 0;
  }

  private void check() throws IOException {
    boolean pair = !positive.isEmpty() && !negative.isEmpty();
    boolean either = !positive.isEmpty() || !negative.isEmpty();
    if (scored.isEmpty() ? !pair : either) {
      throw new RecipeException(
          "train-scorer: Cannot train: "
              + (scored.isEmpty() ? "one kind of texts is missing" : "both ways are given")
              + ". Give --positive and --negative, or --scored with --bound.");
    }
    if (scored.isEmpty() && !heldOut.isEmpty()) {
      throw new RecipeException(
          "--held-out: Cannot measure on scored documents without --scored. Leave it out.");
    }
    if (!scored.isEmpty() && bound == null) {
      throw new RecipeException(
          "--scored: Cannot tell good from bad: no bound is given. Say --bound X.");
    }
    if (out == null) {
      throw new RecipeException("--out: Cannot train: no file is named. Say --out NAME.bin.");
    }
    if (!out.toString().endsWith(".bin")) {
      throw new RecipeException(
          "--out: Cannot write " + out + ": the model is a .bin file. Name it NAME.bin.");
    }
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
  }

  private Cascade.Stead stead() {
    double wanted = Shares.parse("--agreement", agreement);
    if (wanted < 0.5) {
      throw new RecipeException(
          "--agreement: Cannot agree on " + agreement + ": it is below a half. Say 99%.");
    }
    if (larger != null && !Files.isRegularFile(larger)) {
      throw new RecipeException(
          "--of: Cannot find " + larger + ": no such file. Name the larger model.");
    }
    String sha256 = larger == null ? null : ModelFile.of(larger).sha256();
    return new Cascade.Stead(sha256, bound, wanted);
  }

  private ScorerTraining labelled(List<String> inputs) throws IOException {
    ScorerTraining run =
        new ScorerTraining(options.lines(FastTextSource.Lines.BLANKS), options.maxChars(() -> 0));
    add(run, inputs, "--positive", positive, true);
    add(run, inputs, "--negative", negative, false);
    return run;
  }

  private void add(
      ScorerTraining run, List<String> inputs, String option, List<String> paths, boolean good)
      throws IOException {
    LabelledFiles files = new LabelledFiles(option, paths, text, System.err);
    TextSample sample = new TextSample(atMost);
    files.forEach((document, place) -> sample.add(document.text()));
    sample.texts().forEach(one -> run.add(one, good));
    inputs.add(ScoredTexts.input(option, files, sample));
  }

  /** A training on documents that a larger model has scored. */
  private ScorerTraining scored(List<String> inputs) throws IOException {
    ScoredTexts learnt = read("--scored", scored, atMost, inputs);
    ScoredTexts held =
        heldOut.isEmpty() ? null : read("--held-out", heldOut, Integer.MAX_VALUE, inputs);
    int chars = options.maxChars(() -> larger == null ? 0 : Reach.of(larger, learnt.texts()));
    if (chars > 0) {
      inputs.add("looked at: the first " + chars + " characters of a text");
    }
    ScorerTraining run = new ScorerTraining(options.lines(FastTextSource.Lines.WORDS), chars);
    SoftBound soft = SoftBound.of(bound, learnt.scores());
    learnt.addTo(run, soft, held == null ? ScorerTraining.Use.BY_HASH : ScorerTraining.Use.TRAIN);
    if (held != null) {
      held.addTo(run, soft, ScorerTraining.Use.HOLD_OUT);
    }
    return run;
  }

  private ScoredTexts read(String option, List<String> paths, int most, List<String> inputs)
      throws IOException {
    ScoredTexts texts = new ScoredTexts(option, most);
    texts.read(paths, text, score, bound);
    inputs.addAll(texts.inputs(score, bound));
    return texts;
  }

  private ScorerTraining.Result train(ScorerTraining run, Training training, Cascade.Stead stead)
      throws IOException {
    try {
      return run.train(training, stead, out);
    } catch (IllegalArgumentException e) {
      throw new RecipeException(
          "train-scorer: Cannot train: " + e.getMessage() + ". Give more texts of both kinds.");
    }
  }

  private void say(ScorerTraining.Result result, ScorerReport report, double share) {
    Evaluation evaluation = result.evaluation();
    System.out.printf(
        Locale.ROOT,
        "%s: trained on %,d texts; held out %,d good and %,d bad: ROC-AUC %.4f%n",
        out,
        result.trained(),
        evaluation.positives(),
        evaluation.negatives(),
        evaluation.rocAuc());
    System.out.printf(
        Locale.ROOT, "keeps %.4g %% of them from %.6f on%n", 100 * share, report.bound());
    if (result.cascade() != null) {
      sayCascade(result.cascade());
    }
    System.out.println(report.page());
  }

  private static void sayCascade(Cascade cascade) {
    SureBounds.Outcome measured = cascade.measured();
    System.out.printf(
        Locale.ROOT,
        "decides %.1f %% of %,d other texts alone, %.1f times fewer for the larger model;"
            + " kept/dropped bits agree on %.2f %%%n",
        100 * measured.decidedShare(),
        measured.documents(),
        measured.fewer(),
        100 * measured.agreement());
    if (measured.decided() == 0) {
      System.out.println("It is sure of none: give more scored documents, or a lower agreement.");
    }
  }
}
