package zydeco.classifiers.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.onnxruntime.OrtException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Score;
import zydeco.classifiers.TextScorer;
import zydeco.classifiers.UnscorableException;

/**
 * Scores texts with an ONNX classifier, its tokenizer and its card. Threads share it. The same text
 * gets the same score, bit for bit, whatever was scored before or beside it on that machine; scores
 * are rounded to six decimals, because processors with other vector units differ in the last bits.
 */
public final class OnnxScorer implements TextScorer {
  private static final double ROUNDING = 1e6;
  private static final byte[] TINY =
      "The tide rises and falls twice a day.".getBytes(StandardCharsets.UTF_8);

  private final ModelCard card;
  private final ModelFile file;
  private final OnnxModel model;
  private final TextEncoder encoder;

  private OnnxScorer(ModelCard card, ModelFile file, OnnxModel model, TextEncoder encoder) {
    this.card = card;
    this.file = file;
    this.model = model;
    this.encoder = encoder;
  }

  /** A scorer on the CPU. */
  public static OnnxScorer open(ModelFile model, ModelFile tokenizer, ModelCard card) {
    return open(model, tokenizer, card, Device.CPU);
  }

  /**
   * Loads model and tokenizer, or takes those that this JVM has loaded. Throws ModelException where
   * one of them cannot be used or is not the one that the card names, or the device is not there.
   */
  public static OnnxScorer open(
      ModelFile model, ModelFile tokenizer, ModelCard card, Device device) {
    checkHash(model, card.sha256());
    checkHash(tokenizer, card.tokenizerSha256());
    OnnxModel loaded = OnnxModel.shared(model, device);
    loaded.check(card);
    TextEncoder encoder = TextEncoder.shared(tokenizer, card);
    return new OnnxScorer(card, model, loaded, encoder);
  }

  static void checkHash(ModelFile file, String wanted) {
    if (wanted != null && !wanted.equalsIgnoreCase(file.sha256())) {
      throw new ModelException(
          file.path(),
          "its sha256 is " + file.sha256() + ", and the card says " + wanted,
          "Fetch the file again, or mend the card.");
    }
  }

  /**
   * Tries the model on the highest token id, on a text of the most tokens, and on a tiny text.
   * Throws ModelException where it cannot score.
   */
  public void check() {
    long highest = encoder.highestId();
    tryTokens(
        1,
        highest,
        "it fails on token " + highest + ", the highest of its tokenizer",
        "The tokenizer has more tokens than the model: give the one that the model was trained"
            + " with.");
    tryTokens(
        card.maxTokens(),
        0,
        "it fails on " + card.maxTokens() + " tokens, the most that are allowed",
        "Allow fewer: max-tokens must not be above the model's positions.");
    try {
      score(TINY);
    } catch (UnscorableException e) {
      throw new ModelException(
          file.path(),
          "it fails on a tiny text (" + e.getMessage() + ")",
          "Mend the card's output, kind, pooling or labels, or export the model anew.",
          e);
    }
  }

  private void tryTokens(int count, long id, String why, String mend) {
    long[] ids = new long[count];
    long[] mask = new long[count];
    Arrays.fill(ids, id);
    Arrays.fill(mask, 1);
    try {
      model.run(card, ids, mask, new long[count]);
    } catch (OrtException e) {
      throw new ModelException(file.path(), why + " (" + message(e) + ")", mend, e);
    }
  }

  @Override
  public Score score(byte[] text) {
    float[] logits = logits(text);
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new UnscorableException("the model answers " + Arrays.toString(logits), null);
      }
    }
    return switch (card.kind()) {
      case REGRESSION -> regression(logits[0]);
      case SIGMOID -> sigmoid(logits[0]);
      case SOFTMAX -> softmax(logits);
      case LABEL -> label(logits);
    };
  }

  private float[] logits(byte[] text) {
    try {
      Encoding encoding = encoded(text);
      OnnxModel.Output output =
          model.run(card, encoding.getIds(), encoding.getAttentionMask(), encoding.getTypeIds());
      return pooled(output);
    } catch (OrtException e) {
      throw new UnscorableException("ONNX Runtime fails: " + message(e), e);
    }
  }

  private Encoding encoded(byte[] text) {
    try {
      return encoder.encode(text);
    } catch (RuntimeException e) {
      throw new UnscorableException("the tokenizer fails: " + e.getMessage(), e);
    }
  }

  private float[] pooled(OnnxModel.Output output) {
    long[] shape = output.shape();
    int classes =
        switch (card.kind()) {
          case REGRESSION, SIGMOID -> 1;
          case SOFTMAX, LABEL -> card.labels().size();
        };
    boolean rows = card.pooling() != ModelCard.Pooling.NONE;
    int count = output.numbers().length;
    boolean fits =
        rows
            ? shape.length == 3 && shape[0] == 1 && shape[1] > 0 && shape[2] == classes
            : count == classes;
    if (!fits) {
      throw new UnscorableException(
          "its output has the shape "
              + Arrays.toString(shape)
              + ", which is not "
              + (rows ? "[1, tokens, " + classes + "]" : classes + " numbers a text"),
          null);
    }
    return card.pooling() == ModelCard.Pooling.MEAN
        ? mean(output.numbers(), classes)
        : Arrays.copyOf(output.numbers(), classes);
  }

  private static float[] mean(float[] numbers, int classes) {
    double[] sums = new double[classes];
    for (int i = 0; i < numbers.length; i++) {
      sums[i % classes] += numbers[i];
    }
    float[] mean = new float[classes];
    for (int i = 0; i < classes; i++) {
      mean[i] = (float) (sums[i] / (numbers.length / classes));
    }
    return mean;
  }

  private Score regression(float logit) {
    double value = clipped(logit);
    if (card.labels().isEmpty()) {
      return rounded(value, null);
    }
    int place =
        card.cuts().isEmpty()
            ? (int) Math.rint(Math.max(0, Math.min(value, card.labels().size() - 1)))
            : (int) card.cuts().stream().filter(cut -> value >= cut).count();
    return rounded(value, card.labels().get(place));
  }

  private double clipped(double value) {
    ModelCard.Clip clip = card.clip();
    return clip == null ? value : Math.max(clip.min(), Math.min(clip.max(), value));
  }

  private Score sigmoid(float logit) {
    double probability = 1 / (1 + Math.exp(-logit));
    String label = card.labels().isEmpty() ? null : card.labels().get(probability >= 0.5 ? 1 : 0);
    return rounded(probability, label);
  }

  private Score softmax(float[] logits) {
    double max = logits[winner(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double probability = Math.exp(logits[card.positive()] - max) / sum;
    return rounded(probability, card.labels().get(winner(logits)));
  }

  private Score label(float[] logits) {
    int winner = winner(logits);
    int shown = card.positive() < 0 ? winner : card.positive();
    return rounded(logits[shown], card.labels().get(winner));
  }

  /** The place of the highest logit, the first of equal ones. */
  private static int winner(float[] logits) {
    int winner = 0;
    for (int i = 1; i < logits.length; i++) {
      winner = logits[i] > logits[winner] ? i : winner;
    }
    return winner;
  }

  private Score rounded(double value, String label) {
    return new Score(Math.rint(clipped(value) * ROUNDING) / ROUNDING, label);
  }

  private static String message(OrtException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage().strip();
  }
}
