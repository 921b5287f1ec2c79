package zydeco.classifiers;

/**
 * By what the logits of a model with two labels are divided so that its probabilities come true
 * (temperature scaling: Guo and others 2017, "On Calibration of Modern Neural Networks", 4.2). The
 * order of texts stays: only how sure the model says it is changes.
 *
 * @param value above 1: the model was too sure; 1/{@value #MOST} to {@value #MOST}
 */
public record Temperature(double value) {
  /** The temperature of a model that nothing is known of. */
  public static final Temperature NONE = new Temperature(1);

  private static final int MOST = 20;

  /*
   * The log loss is convex in the inverse temperature s, so its minimum is where its slope,
   * the sum of (sigmoid(s m) - target) m, crosses zero: bisection, 60 halvings. Targets are not 1
   * and 0 but (P + 1) / (P + 2) and 1 / (N + 2) of P positive and N negative texts (Platt 1999,
   * "Probabilistic Outputs for Support Vector Machines", 2.2): a few texts that are told apart
   * without an error do not make the model infinitely sure.
   */
  private static final int HALVINGS = 60;

  public Temperature {
    if (!(value >= 1.0 / MOST && value <= MOST)) {
      throw new IllegalArgumentException("a temperature of " + value);
    }
  }

  /**
   * The temperature of the least log loss on texts that training did not see. {@link #NONE} where
   * one kind of texts is missing. The same numbers in the same order give the same temperature.
   *
   * @param margins logit of positive minus logit of negative; NaN: the model knows nothing of the
   *     text, which is left out
   */
  public static Temperature fit(double[] margins, boolean[] positive) {
    int positives = 0;
    int texts = 0;
    for (int i = 0; i < margins.length; i++) {
      texts += Double.isNaN(margins[i]) ? 0 : 1;
      positives += !Double.isNaN(margins[i]) && positive[i] ? 1 : 0;
    }
    if (positives == 0 || positives == texts) {
      return NONE;
    }
    double high = (positives + 1.0) / (positives + 2.0);
    double low = 1.0 / (texts - positives + 2.0);
    double from = 1.0 / MOST;
    double to = MOST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + to) / 2;
      if (slope(middle, margins, positive, high, low) < 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return new Temperature(Math.max(1.0 / MOST, Math.min(MOST, 2 / (from + to))));
  }

  private static double slope(
      double inverse, double[] margins, boolean[] positive, double high, double low) {
    double sum = 0;
    for (int i = 0; i < margins.length; i++) {
      if (!Double.isNaN(margins[i])) {
        sum += (sigmoid(inverse * margins[i]) - (positive[i] ? high : low)) * margins[i];
      }
    }
    return sum;
  }

  /** The probability of positive, 0 to 1; 0 where the margin is NaN. */
  public double probability(double margin) {
    return Double.isNaN(margin) ? 0 : sigmoid(margin / value);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
