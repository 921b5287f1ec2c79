package zydeco.classifiers.fasttext;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import zydeco.classifiers.Calibration;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.Evaluation;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SureBounds;

/**
 * What training a scorer came to, for people ({@code NAME.report.md}) and scripts ({@code
 * NAME.report.json}) beside the model. Equal trainings give equal reports.
 */
public final class ScorerReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double[] SHARES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5};

  private final Path model;
  private final String sha256;
  private final Training training;
  private final ScorerTraining.Result result;
  private final double keep;
  private final List<String> inputs;

  /**
   * A report, not yet written.
   *
   * @param model the trained file
   * @param keep the wanted share of texts
   * @param inputs what was trained on, a line each
   */
  public ScorerReport(
      Path model,
      Training training,
      ScorerTraining.Result result,
      double keep,
      List<String> inputs) {
    this.model = model;
    this.sha256 = ModelFile.of(model).sha256();
    this.training = training;
    this.result = result;
    this.keep = keep;
    this.inputs = List.copyOf(inputs);
  }

  /** The bound that keeps the wanted share of the held-out texts. */
  public double bound() {
    return Evaluation.boundKeeping(keep, result.scores());
  }

  /** Where the report for people goes. */
  public Path page() {
    return beside(".report.md");
  }

  /** Writes both files. */
  public void write() throws IOException {
    Files.writeString(page(), markdown());
    Files.writeString(
        beside(".report.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
  }

  private Path beside(String ending) {
    String name = model.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ending);
  }

  /** The report as one object. */
  public ObjectNode json() {
    Evaluation evaluation = result.evaluation();
    ObjectNode root = JSON.createObjectNode();
    root.put("model", model.getFileName().toString()).put("sha256", sha256);
    root.set("training", JSON.valueToTree(training));
    root.set("inputs", JSON.valueToTree(inputs));
    root.put("trained", result.trained());
    root.put("held-out-positive", evaluation.positives());
    root.put("held-out-negative", evaluation.negatives());
    root.put("roc-auc", evaluation.rocAuc());
    root.put("average-precision", evaluation.averagePrecision());
    Calibration calibration = result.calibration();
    root.put("temperature", calibration.temperature().value());
    root.put("calibration-error-before", calibration.before().calibrationError());
    root.put("calibration-error", calibration.after().calibrationError());
    root.put("log-loss-before", calibration.logLossBefore());
    root.put("log-loss", calibration.logLossAfter());
    root.set("curve", JSON.valueToTree(evaluation.curve()));
    root.set("calibration", JSON.valueToTree(calibration.after().calibration()));
    ObjectNode wanted = root.putObject("threshold");
    wanted.put("keep", keep);
    wanted.set("held-out", JSON.valueToTree(point(keep)));
    wanted.put("bound-of-negatives", boundOfNegatives(keep));
    root.set("keep-rates", JSON.valueToTree(shares().stream().map(this::point).toList()));
    if (result.cascade() != null) {
      cascade(root.putObject("cascade"), result.cascade());
    }
    return root;
  }

  private static void cascade(ObjectNode to, Cascade cascade) {
    SureBounds.Outcome measured = cascade.measured();
    to.put("bound", cascade.bound());
    to.put("drop-below", shown(cascade.sure().dropBelow()));
    to.put("keep-from", shown(cascade.sure().keepFrom()));
    to.put("agreement", cascade.agreement());
    to.put("measured-agreement", measured.agreement());
    to.put("decided", measured.decidedShare());
    to.put("documents", measured.documents());
    to.put("wrong", measured.wrong());
  }

  private static String shown(double bound) {
    return Double.isFinite(bound) ? Double.toString(bound) : "none";
  }

  private List<Double> shares() {
    TreeSet<Double> shares = new TreeSet<>();
    for (double share : SHARES) {
      shares.add(share);
    }
    shares.add(keep);
    return List.copyOf(shares);
  }

  private Evaluation.Point point(double share) {
    return Evaluation.at(
        Evaluation.boundKeeping(share, result.scores()), result.scores(), result.positive());
  }

  private double boundOfNegatives(double share) {
    double[] negatives =
        IntStream.range(0, result.scores().length)
            .filter(i -> !result.positive()[i])
            .mapToDouble(i -> result.scores()[i])
            .toArray();
    return Evaluation.boundKeeping(share, negatives);
  }

  private String markdown() {
    Evaluation e = result.evaluation();
    List<String> lines = new ArrayList<>();
    lines.add("# " + model.getFileName());
    lines.add("");
    inputs.forEach(input -> lines.add("- " + input));
    lines.add("- trained on " + result.trained() + " texts with " + training);
    lines.add("- held out: " + e.positives() + " good, " + e.negatives() + " bad");
    lines.add("- sha256 " + sha256);
    lines.add("");
    lines.add(
        line(
            "ROC-AUC %.4f, average precision %.4f on held-out texts.",
            e.rocAuc(), e.averagePrecision()));
    if (result.cascade() != null) {
      lines.addAll(cascadeLines(result.cascade()));
    }
    lines.addAll(keepRates());
    lines.addAll(curve());
    lines.addAll(calibration());
    return String.join("\n", lines) + "\n";
  }

  private static List<String> cascadeLines(Cascade cascade) {
    SureBounds.Outcome measured = cascade.measured();
    return List.of(
        "",
        "## In stead of a larger model",
        "",
        line(
            "Dropped below %s, kept from %s, by the held-out texts. Each half of these %,d measured"
                + " with the bounds that the other half chooses: %.1f %% decided alone, %.1f times"
                + " fewer go to the larger model.",
            shown(cascade.sure().dropBelow()),
            shown(cascade.sure().keepFrom()),
            measured.documents(),
            100 * measured.decidedShare(),
            measured.fewer()),
        line(
            "Kept/dropped bits agree with the larger model's bound of %s on %.2f %% (wanted %.2f"
                + " %%).",
            cascade.bound(), 100 * measured.agreement(), 100 * cascade.agreement()));
  }

  private List<String> keepRates() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("## Thresholds by keep rate");
    lines.add("");
    lines.add("| keep | bound | precision | recall | bound on texts like the bad ones |");
    lines.add("|---|---|---|---|---|");
    for (double share : shares()) {
      Evaluation.Point p = point(share);
      lines.add(
          line(
              "| %.1f %%%s | %.6f | %.4f | %.4f | %.6f |",
              100 * share,
              share == keep ? " (wanted)" : "",
              p.threshold(),
              p.precision(),
              p.recall(),
              boundOfNegatives(share)));
    }
    return lines;
  }

  private List<String> curve() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("## Precision and recall");
    lines.add("");
    lines.add("| bound | kept | precision | recall |");
    lines.add("|---|---|---|---|");
    for (Evaluation.Point p : result.evaluation().curve()) {
      lines.add(
          line(
              "| %.6f | %.1f %% | %.4f | %.4f |",
              p.threshold(), 100 * p.kept(), p.precision(), p.recall()));
    }
    return lines;
  }

  private List<String> calibration() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("## Calibration");
    lines.add("");
    Calibration c = result.calibration();
    lines.add(
        line(
            "Logits are divided by a temperature of %.3f, the likeliest by the held-out"
                + " texts. Measured on each half of them with the temperature of the other:",
            c.temperature().value()));
    lines.add("");
    lines.add("| | as trained | calibrated |");
    lines.add("|---|---|---|");
    lines.add(
        line(
            "| expected calibration error | %.4f | %.4f |",
            c.before().calibrationError(), c.after().calibrationError()));
    lines.add(line("| log loss | %.4f | %.4f |", c.logLossBefore(), c.logLossAfter()));
    lines.add("");
    lines.add("| scores | texts | mean score | good |");
    lines.add("|---|---|---|---|");
    for (Evaluation.Group g : c.after().calibration()) {
      lines.add(
          line(
              "| %.1f to %.1f | %,d | %.3f | %.1f %% |",
              g.from(), g.from() + 0.1, g.texts(), g.meanScore(), 100 * g.positiveShare()));
    }
    return lines;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
