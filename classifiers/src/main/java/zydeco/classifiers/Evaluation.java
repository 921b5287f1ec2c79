package zydeco.classifiers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well scores tell positive texts from negative ones, measured on texts that training did not
 * see.
 *
 * @param positives number of positive texts
 * @param negatives number of negative texts
 * @param rocAuc chance that a positive text scores higher than a negative one; equal scores count
 *     half
 * @param averagePrecision mean of the precisions at each positive text, as the threshold falls;
 *     equal scores count as one threshold
 * @param curve precision and recall at falling thresholds, at most 21 of them
 * @param calibration ten groups of texts by score from 0 to 1; empty groups are left out
 */
public record Evaluation(
    int positives,
    int negatives,
    double rocAuc,
    double averagePrecision,
    List<Point> curve,
    List<Group> calibration) {

  /**
   * Texts that score at least the threshold.
   *
   * @param kept share of all texts
   */
  public record Point(double threshold, double precision, double recall, double kept) {}

  /**
   * Texts with scores from one tenth to the next.
   *
   * @param meanScore what the scores promise
   * @param positiveShare what is true
   */
  public record Group(double from, int texts, double meanScore, double positiveShare) {}

  /** Throws IllegalArgumentException where one kind is missing or a score is NaN. */
  public static Evaluation of(double[] scores, boolean[] positive) {
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      positives += positive[i] ? 1 : 0;
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN");
      }
    }
    int negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          positives + " positive and " + negatives + " negative texts; both kinds are needed");
    }
    Integer[] order = falling(scores);
    return new Evaluation(
        positives,
        negatives,
        rocAuc(scores, positive, order, positives),
        averagePrecision(scores, positive, order, positives),
        curve(scores, positive, order, positives),
        calibration(scores, positive));
  }

  private static Integer[] falling(double[] scores) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
    return order;
  }

  /** Counts, for each group of equal scores, the negatives below it and half of those within. */
  private static double rocAuc(
      double[] scores, boolean[] positive, Integer[] order, int positives) {
    long below = order.length - positives;
    double wins = 0;
    for (int at = 0; at < order.length; ) {
      int end = at;
      int within = 0;
      while (end < order.length && scores[order[end]] == scores[order[at]]) {
        within += positive[order[end++]] ? 1 : 0;
      }
      int others = end - at - within;
      below -= others;
      wins += (double) within * below + 0.5 * within * others;
      at = end;
    }
    return wins / ((double) positives * (order.length - positives));
  }

  private static double averagePrecision(
      double[] scores, boolean[] positive, Integer[] order, int positives) {
    double sum = 0;
    int found = 0;
    int before = 0;
    for (int i = 0; i < order.length; i++) {
      found += positive[order[i]] ? 1 : 0;
      if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
        sum += (found - before) * (found / (i + 1.0));
        before = found;
      }
    }
    return sum / positives;
  }

  /** How far the scores' promises are from what is true, weighted by texts, 0 to 1. */
  public double calibrationError() {
    double sum = 0;
    for (Group group : calibration) {
      sum += group.texts * Math.abs(group.meanScore - group.positiveShare);
    }
    return sum / (positives + negatives);
  }

  /** Texts that score at least a bound; the precision of none is 0. */
  public static Point at(double bound, double[] scores, boolean[] positive) {
    int kept = 0;
    int found = 0;
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean passes = scores[i] >= bound;
      kept += passes ? 1 : 0;
      found += passes && positive[i] ? 1 : 0;
      positives += positive[i] ? 1 : 0;
    }
    return new Point(
        bound,
        kept == 0 ? 0 : (double) found / kept,
        (double) found / positives,
        (double) kept / scores.length);
  }

  private static List<Point> curve(
      double[] scores, boolean[] positive, Integer[] order, int positives) {
    List<Point> points = new ArrayList<>();
    int found = 0;
    int next = 1;
    for (int i = 0; i < order.length; i++) {
      found += positive[order[i]] ? 1 : 0;
      boolean last = i + 1 == order.length;
      boolean groupEnds = last || scores[order[i + 1]] != scores[order[i]];
      if (groupEnds && (last || (i + 1) * 20L >= (long) next * order.length)) {
        double kept = (i + 1.0) / order.length;
        points.add(
            new Point(scores[order[i]], found / (i + 1.0), found / (double) positives, kept));
        next = (int) ((i + 1) * 20L / order.length) + 1;
      }
    }
    return List.copyOf(points);
  }

  private static List<Group> calibration(double[] scores, boolean[] positive) {
    int[] texts = new int[10];
    int[] right = new int[10];
    double[] sum = new double[10];
    for (int i = 0; i < scores.length; i++) {
      int group = (int) Math.max(0, Math.min(9, Math.floor(scores[i] * 10)));
      texts[group]++;
      right[group] += positive[i] ? 1 : 0;
      sum[group] += scores[i];
    }
    List<Group> groups = new ArrayList<>();
    for (int group = 0; group < 10; group++) {
      if (texts[group] > 0) {
        double mean = sum[group] / texts[group];
        groups.add(
            new Group(group / 10.0, texts[group], mean, right[group] / (double) texts[group]));
      }
    }
    return List.copyOf(groups);
  }

  /**
   * The highest bound that keeps at least the wanted share of the scores: the k-th largest, where k
   * is the share of their number, rounded up. Scores equal to the bound are kept, so ties can keep
   * more.
   *
   * @param share above 0, at most 1
   */
  public static double boundKeeping(double share, double[] scores) {
    if (!(share > 0 && share <= 1) || scores.length == 0) {
      throw new IllegalArgumentException(
          "cannot keep a share of " + share + " of " + scores.length + " scores");
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int kept = (int) Math.max(1, Math.ceil(share * sorted.length - 1e-9));
    return sorted[sorted.length - kept];
  }
}
