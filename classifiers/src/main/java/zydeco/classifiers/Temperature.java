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

  /**
   * How far ln T lies from 0 where nothing is known: one standard deviation. Without it a few texts
   * that are told apart without an error would make a model infinitely sure.
   */
  private static final double SPREAD = 0.5;

  /*
   * With u = -ln T and margins m, log loss and prior come to sum(log(1 + exp(-+ e^u m))) + u^2 / (2
   * SPREAD^2). Their slope in u, the sum of (sigmoid(e^u m) - y) e^u m plus u / SPREAD^2, crosses
   * zero between 0 and the u of the least log loss: bisection, 60 halvings.
   */
  private static final int HALVINGS = 60;

  public Temperature {
    if (!(value >= 1.0 / MOST && value <= MOST)) {
      throw new IllegalArgumentException("a temperature of " + value);
    }
  }

  /**
   * The likeliest temperature by texts that training did not see: that of the least log loss, drawn
   * towards 1 where they are few. {@link #NONE} where one kind of texts is missing. The same
   * numbers in the same order give the same temperature.
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
    double from = -StrictMath.log(MOST);
    double to = StrictMath.log(MOST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + to) / 2;
      if (slope(middle, margins, positive) < 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    double value = StrictMath.exp(-(from + to) / 2);
    return new Temperature(Math.max(1.0 / MOST, Math.min(MOST, value)));
  }

  private static double slope(double u, double[] margins, boolean[] positive) {
    double inverse = StrictMath.exp(u);
    double sum = u / (SPREAD * SPREAD);
    for (int i = 0; i < margins.length; i++) {
      if (!Double.isNaN(margins[i])) {
        double logit = inverse * margins[i];
        sum += (sigmoid(logit) - (positive[i] ? 1 : 0)) * logit;
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
