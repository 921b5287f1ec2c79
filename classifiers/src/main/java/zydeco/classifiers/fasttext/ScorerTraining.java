package zydeco.classifiers.fasttext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import zydeco.classifiers.Evaluation;
import zydeco.classifiers.fasttext.FastTextTrainer.Example;
import zydeco.pipeline.text.Hash128;

/**
 * Trains a fastText-format scorer from good and bad texts, and measures it on a tenth of them that
 * it did not see. Which tenth is decided by the hash of the text alone, so equal texts are on one
 * side. The score is the probability of the label {@value #POSITIVE}.
 */
public final class ScorerTraining {
  /** The label of good texts, in the model. */
  public static final String POSITIVE = "positive";

  /** The label of bad texts, in the model. */
  public static final String NEGATIVE = "negative";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HELD_OUT = 10;

  /**
   * What came out.
   *
   * @param trained number of texts that were trained on
   * @param evaluation on the held-out texts
   * @param bound the score that keeps the wanted share of the held-out texts
   */
  public record Result(int trained, Evaluation evaluation, double bound) {}

  private final List<Example> trained = new ArrayList<>();
  private final List<Example> heldOut = new ArrayList<>();

  private ScorerTraining() {}

  /**
   * Trains and measures a scorer.
   *
   * @param positive files of good texts: JSON lines with a field {@code text} ({@code .jsonl},
   *     {@code .jsonl.gz}, {@code .jsonl.zst}), or else one text a file
   * @param keep the wanted share of texts, above 0, at most 1
   * @param model the file to write, {@code .bin}
   * @throws IllegalArgumentException where a line has no text, or a side too few texts to measure
   */
  public static Result train(
      List<Path> positive, List<Path> negative, Training training, double keep, Path model)
      throws IOException {
    ScorerTraining run = new ScorerTraining();
    run.read(positive, POSITIVE);
    run.read(negative, NEGATIVE);
    FastTextModel made = FastTextTrainer.train(run.trained, training, model);
    FastTextPredictor predictor = made.predictor();
    int label = made.labels().indexOf(POSITIVE);
    double[] scores = new double[run.heldOut.size()];
    boolean[] good = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = predictor.probability(run.heldOut.get(i).text(), label);
      good[i] = run.heldOut.get(i).label().equals(POSITIVE);
    }
    Evaluation evaluation = Evaluation.of(scores, good);
    return new Result(run.trained.size(), evaluation, Evaluation.boundKeeping(keep, scores));
  }

  private void read(List<Path> files, String label) throws IOException {
    for (Path file : files) {
      if (!file.toString().matches(".*\\.jsonl(\\.gz|\\.zst)?")) {
        add(label, Files.readAllBytes(file));
        continue;
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          add(label, text(file, number++, line));
        }
      }
    }
  }

  private static byte[] text(Path file, int number, String line) throws IOException {
    JsonNode text = JSON.readTree(line).path("text");
    if (!text.isTextual()) {
      throw new IllegalArgumentException(
          file + ":" + number + ": Cannot read the line: it has no text. Give each a 'text'.");
    }
    return text.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    String name = file.toString();
    return name.endsWith(".gz")
        ? new GZIPInputStream(in)
        : name.endsWith(".zst") ? new ZstdInputStream(in) : in;
  }

  private void add(String label, byte[] text) {
    boolean apart = Long.remainderUnsigned(Hash128.of(text).high(), HELD_OUT) == 0;
    (apart ? heldOut : trained).add(new Example(label, text));
  }
}
