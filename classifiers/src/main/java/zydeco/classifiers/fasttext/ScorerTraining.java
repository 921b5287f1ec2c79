package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zydeco.classifiers.Calibration;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.Evaluation;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Temperature;
import zydeco.classifiers.fasttext.FastTextTrainer.Example;
import zydeco.pipeline.text.Hash128;

/**
 * Trains a fastText-format scorer from good and bad texts, and measures it on a fifth of them that
 * it did not see, or on others. Which fifth is decided by the hash of the text alone, so equal
 * texts are on one side. The score is the probability of the label {@value #POSITIVE}; the held-out
 * texts decide its {@link Temperature}, which changes no order of texts. Texts are held in memory.
 */
public final class ScorerTraining {
  /** The label of good texts, in the model. */
  public static final String POSITIVE = "positive";

  /** The label of bad texts, in the model. */
  public static final String NEGATIVE = "negative";

  private static final int HELD_OUT = 5;

  /**
   * What came out.
   *
   * @param trained number of texts that were trained on
   * @param evaluation of the model's scores on the held-out texts; how true they are as
   *     probabilities is in {@code calibration} alone
   * @param calibration the temperature that the model got, and what it does to held-out texts
   * @param scores of the held-out texts, in the order in which they came
   * @param positive which of them are good
   * @param cascade the measured cascade, or null where none was asked for
   */
  public record Result(
      int trained,
      Evaluation evaluation,
      Calibration calibration,
      double[] scores,
      boolean[] positive,
      Cascade cascade) {}

  /** What a text is for. */
  public enum Use {
    /** One of five is held out, by its hash. */
    BY_HASH,
    TRAIN,
    HOLD_OUT
  }

  private final FastTextSource.Lines lines;
  private final int maxChars;
  private final List<Example> trained = new ArrayList<>();
  private final List<Example> heldOut = new ArrayList<>();
  private final List<Boolean> choosing = new ArrayList<>();

  /**
   * A training without texts yet.
   *
   * @param lines how a text becomes the line that is judged
   * @param maxChars code points of a text that are looked at, 0: all
   */
  public ScorerTraining(FastTextSource.Lines lines, int maxChars) {
    this.lines = lines;
    this.maxChars = maxChars;
  }

  /** Adds a text in UTF-8. */
  public void add(byte[] text, boolean positive) {
    add(text, positive, 1, Use.BY_HASH);
  }

  /**
   * Adds a text.
   *
   * @param text UTF-8
   * @param sure how far it is what {@code positive} says, 0.5 to 1
   */
  public void add(byte[] text, boolean positive, double sure, Use use) {
    long hash = Hash128.of(text).high();
    Example example =
        new Example(
            positive ? POSITIVE : NEGATIVE,
            lines.of(FastTextSource.beginning(text, maxChars)),
            (float) sure);
    boolean fifth = Long.remainderUnsigned(hash, HELD_OUT) == 0;
    if (use == Use.HOLD_OUT || use == Use.BY_HASH && fifth) {
      heldOut.add(example);
      choosing.add((Long.divideUnsigned(hash, HELD_OUT) & 1) == 0);
    } else {
      trained.add(example);
    }
  }

  /**
   * Trains, measures, and writes the model and its card.
   *
   * @param stead null: the texts are good and bad in themselves
   * @param model the file to write, {@code .bin}
   * @throws IllegalArgumentException where a side has too few texts to train and to measure
   */
  public Result train(Training training, Cascade.Stead stead, Path model) throws IOException {
    requireBothKinds();
    boolean[] good = new boolean[heldOut.size()];
    boolean[] first = new boolean[good.length];
    for (int i = 0; i < good.length; i++) {
      good[i] = isGood(heldOut.get(i));
      first[i] = choosing.get(i);
    }
    FastTextTrainer trainer = FastTextTrainer.trained(trained, training);
    Calibration calibration = Calibration.of(margins(trainer.model()), good, first);
    trainer.divideLogits(calibration.temperature());
    trainer.write(model);
    double[] scores = scores(FastTextModel.read(model));
    Cascade cascade = stead == null ? null : Cascade.of(stead, scores, good, first);
    new FastTextCard(ModelFile.of(model).sha256(), POSITIVE, lines, maxChars, cascade).write(model);
    return new Result(
        trained.size(), Evaluation.of(scores, good), calibration, scores, good, cascade);
  }

  private double[] margins(FastTextModel model) {
    FastTextPredictor predictor = model.predictor();
    int label = model.labels().indexOf(POSITIVE);
    return heldOut.stream()
        .mapToDouble(one -> predictor.margin(one.text(), label, 1 - label))
        .toArray();
  }

  private double[] scores(FastTextModel model) {
    FastTextPredictor predictor = model.predictor();
    int label = model.labels().indexOf(POSITIVE);
    return heldOut.stream()
        .mapToDouble(one -> FastTextSource.rounded(predictor.probability(one.text(), label)))
        .toArray();
  }

  private void requireBothKinds() {
    for (List<Example> side : List.of(trained, heldOut)) {
      long good = side.stream().filter(ScorerTraining::isGood).count();
      if (good == 0 || good == side.size()) {
        throw new IllegalArgumentException(
            good
                + " good and "
                + (side.size() - good)
                + " bad texts to "
                + (side == trained ? "train on" : "measure on (a fifth is held out)")
                + "; both kinds are needed");
      }
    }
  }

  private static boolean isGood(Example example) {
    return example.label().equals(POSITIVE);
  }
}
