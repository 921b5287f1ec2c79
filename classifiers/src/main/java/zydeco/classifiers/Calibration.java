package zydeco.classifiers;

/**
 * How true the probabilities of a scorer with two labels are, before and after its temperature. The
 * texts that are measured do not decide their own temperature: they are in two halves, and each
 * half is measured with the temperature of the other.
 *
 * @param temperature of all the texts: what the model gets
 * @param before the scores as trained
 * @param after the scores of each half at the other half's temperature
 * @param logLossBefore mean of -log of the probability of what is true
 * @param logLossAfter the same, each half at the other half's temperature
 */
public record Calibration(
    Temperature temperature,
    Evaluation before,
    Evaluation after,
    double logLossBefore,
    double logLossAfter) {

  /** No probability is further from 0 and 1 than the scores' six decimals tell. */
  private static final double LEAST = 1e-6;

  /**
   * Measures texts that training did not see. Throws IllegalArgumentException where one kind is
   * missing.
   *
   * @param margins logit of positive minus logit of negative; NaN: an unknown text, whose
   *     probability is 0
   * @param first which texts are of the first half
   */
  public static Calibration of(double[] margins, boolean[] positive, boolean[] first) {
    Temperature ofFirst = half(margins, positive, first, true);
    Temperature ofSecond = half(margins, positive, first, false);
    double[] before = new double[margins.length];
    double[] after = new double[margins.length];
    for (int i = 0; i < margins.length; i++) {
      before[i] = Temperature.NONE.probability(margins[i]);
      after[i] = (first[i] ? ofSecond : ofFirst).probability(margins[i]);
    }
    return new Calibration(
        Temperature.fit(margins, positive),
        Evaluation.of(before, positive),
        Evaluation.of(after, positive),
        logLoss(before, positive),
        logLoss(after, positive));
  }

  private static Temperature half(
      double[] margins, boolean[] positive, boolean[] first, boolean wanted) {
    double[] chosen = margins.clone();
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = first[i] == wanted ? margins[i] : Double.NaN;
    }
    return Temperature.fit(chosen, positive);
  }

  private static double logLoss(double[] probabilities, boolean[] positive) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double right = positive[i] ? probabilities[i] : 1 - probabilities[i];
      sum -= StrictMath.log(Math.max(LEAST, right));
    }
    return sum / probabilities.length;
  }
}
