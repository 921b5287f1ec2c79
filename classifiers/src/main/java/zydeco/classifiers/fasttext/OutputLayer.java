package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.util.List;

/** Turns the mean of a text's rows into the probability of each label. */
sealed interface OutputLayer permits OutputLayer.Softmax, OutputLayer.Sigmoids, LabelTree {

  /** What fastText adds to each probability before it takes the logarithm. */
  double OFFSET = 1e-5;

  /** The probability of each label into an array; labels that fastText prunes get 0. */
  void probabilities(float[] hidden, float[] into);

  /**
   * The most probable label; its probability is in the array at its place. Of equal labels the
   * first.
   */
  default int best(float[] hidden, float[] into) {
    probabilities(hidden, into);
    int best = 0;
    for (int i = 1; i < into.length; i++) {
      best = into[i] > into[best] ? i : best;
    }
    return best;
  }

  static OutputLayer of(Arguments.Loss loss, Rows output, long[] labelCounts) throws IOException {
    return switch (loss) {
      case SOFTMAX -> new Softmax(output);
      case NEGATIVE_SAMPLING, ONE_VS_ALL -> new Sigmoids(output);
      case HIERARCHICAL_SOFTMAX -> LabelTree.of(output, labelCounts);
    };
  }

  static float log(double probability) {
    return (float) Math.log(probability + OFFSET);
  }

  /** The probability as fastText's predict reports it. */
  static float reported(float probability) {
    return (float) Math.exp(log(probability));
  }

  /** exp of each label's product, divided by their sum. */
  record Softmax(Rows output) implements OutputLayer {

    @Override
    public void probabilities(float[] hidden, float[] into) {
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < into.length; i++) {
        into[i] = output.dot(hidden, i);
        max = Math.max(max, into[i]);
      }
      float sum = 0;
      for (int i = 0; i < into.length; i++) {
        into[i] = (float) Math.exp(into[i] - max);
        sum += into[i];
      }
      for (int i = 0; i < into.length; i++) {
        into[i] = reported(into[i] / sum);
      }
    }
  }

  /** Each label by itself, through fastText's table of 512 sigmoids from -8 to 8. */
  record Sigmoids(Rows output) implements OutputLayer {
    private static final int TABLE = 512;
    private static final int MOST = 8;
    private static final float[] SIGMOID = table();

    private static float[] table() {
      float[] table = new float[TABLE + 1];
      for (int i = 0; i <= TABLE; i++) {
        float x = (float) (i * 2 * MOST) / TABLE - MOST;
        table[i] = (float) (1.0 / (1.0 + (float) Math.exp(-x)));
      }
      return table;
    }

    @Override
    public void probabilities(float[] hidden, float[] into) {
      for (int i = 0; i < into.length; i++) {
        float x = output.dot(hidden, i);
        float p = x < -MOST ? 0 : x > MOST ? 1 : SIGMOID[(int) ((x + MOST) * TABLE / MOST / 2)];
        into[i] = reported(p);
      }
    }
  }

  /** Throws unless the output matrix has so many rows. */
  static void checkRows(Rows output, int rows) throws IOException {
    if (output.count() < rows) {
      throw new ModelInput.MalformedModel(
          "its output matrix has " + output.count() + " rows for " + rows + " labels");
    }
  }

  /** Labels with the highest probability first; equal ones in the model's order. */
  static List<Integer> ranked(float[] probabilities, int most) {
    return java.util.stream.IntStream.range(0, probabilities.length)
        .filter(i -> probabilities[i] > 0)
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
        .limit(most)
        .toList();
  }
}
