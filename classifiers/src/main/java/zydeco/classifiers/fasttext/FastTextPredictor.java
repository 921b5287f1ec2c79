package zydeco.classifiers.fasttext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts the labels of one text after another, for one thread. A newline ends no line here: the
 * text is judged as if each newline were a space, and as one line, however long.
 */
public final class FastTextPredictor {
  private final FastTextModel model;
  private final Rows input;
  private final LineReader reader;
  private final float[] sum;
  private final float[] probabilities;
  private int rows;

  FastTextPredictor(FastTextModel model) {
    this.model = model;
    this.input = model.input();
    this.reader =
        new LineReader(model.arguments(), model.vocabulary(), model.wordRows(), this::add);
    this.sum = new float[input.dim()];
    this.probabilities = new float[model.labels().size()];
  }

  /**
   * The most probable labels, best first, at most so many. Empty where the text has nothing that
   * the model knows.
   */
  public List<Prediction> predict(byte[] text, int most) {
    if (!judge(text)) {
      return List.of();
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int label : OutputLayer.ranked(probabilities, most)) {
      predictions.add(new Prediction(model.labels().get(label), probabilities[label]));
    }
    return predictions;
  }

  /** The most probable label, or null where the text has nothing that the model knows. */
  public Prediction best(byte[] text) {
    if (!average(text)) {
      return null;
    }
    int best = model.output().best(sum, probabilities);
    return best < 0 ? null : new Prediction(model.labels().get(best), probabilities[best]);
  }

  /** The probability of one label by its place in the model, 0 where the text is unknown. */
  public float probability(byte[] text, int label) {
    return judge(text) ? probabilities[label] : 0;
  }

  /**
   * The logit of one label minus that of another, of a model with softmax; NaN where the text is
   * unknown.
   */
  double margin(byte[] text, int label, int other) {
    Rows output = ((OutputLayer.Softmax) model.output()).output();
    return average(text) ? (double) output.dot(sum, label) - output.dot(sum, other) : Double.NaN;
  }

  /** The most probable label of the text that {@link #probability} last judged, or null. */
  Prediction bestOfLast() {
    List<Integer> best = rows == 0 ? List.of() : OutputLayer.ranked(probabilities, 1);
    return best.isEmpty()
        ? null
        : new Prediction(model.labels().get(best.get(0)), probabilities[best.get(0)]);
  }

  private boolean judge(byte[] text) {
    if (!average(text)) {
      return false;
    }
    model.output().probabilities(sum, probabilities);
    return true;
  }

  /** The mean of the text's rows; false where it has none. */
  private boolean average(byte[] text) {
    Arrays.fill(sum, 0);
    rows = 0;
    reader.read(text);
    if (rows == 0) {
      return false;
    }
    float share = (float) (1.0 / rows);
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= share;
    }
    return true;
  }

  private void add(int[] block, int count) {
    input.addTo(sum, block, count);
    rows += count;
  }
}
