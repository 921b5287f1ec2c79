package zydeco.classifiers;

/**
 * A bound on a model's score that is not sharp: a score close to it says less of a text than one
 * far away, and what a cheap model learns from it is worth as much less.
 *
 * @param bound the least score that is kept
 * @param width how far from the bound a text is one side's to 73 %, or 0: sharp
 */
public record SoftBound(double bound, double width) {

  /** Widths a standard deviation of the scores. */
  private static final int WIDTHS = 10;

  /** A bound as soft as the scores are spread. */
  public static SoftBound of(double bound, double[] scores) {
    double mean = 0;
    for (double score : scores) {
      mean += score / scores.length;
    }
    double variance = 0;
    for (double score : scores) {
      variance += (score - mean) * (score - mean) / scores.length;
    }
    return new SoftBound(bound, Math.sqrt(variance) / WIDTHS);
  }

  /** Whether a score is kept. */
  public boolean keeps(double score) {
    return score >= bound;
  }

  /** How far a text is of the side that its score is on, 0.5 at the bound, to 1. */
  public double sure(double score) {
    return width == 0 ? 1 : 1 / (1 + StrictMath.exp(-Math.abs(score - bound) / width));
  }
}
