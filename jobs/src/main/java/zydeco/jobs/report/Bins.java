package zydeco.jobs.report;

import java.io.Serializable;
import java.util.List;
import zydeco.pipeline.stage.Bound;

/**
 * Equal intervals between two values; what lies outside is counted before the first and after the
 * last.
 *
 * @param from where the first begins
 * @param width of each; 0 where the signal has one value or none
 * @param count of them
 */
record Bins(double from, double width, int count) implements Serializable {
  private static final int MOST = 60;

  /**
   * Bins over nearly all of a signal's values: from its 0.5th to its 99.5th percentile, stretched
   * to the bounds that lie near. Whole numbers get bins of whole width, so that no bin is favoured.
   *
   * @param sorted ascending, without NaN
   */
  static Bins over(double[] sorted, List<Bound> bounds) {
    if (sorted.length == 0) {
      return new Bins(0, 0, 0);
    }
    double low = percentile(sorted, 0.005);
    double high = percentile(sorted, 0.995);
    double span = high - low;
    for (Bound bound : bounds) {
      for (double edge : new double[] {bound.min(), bound.max()}) {
        if (edge >= low - span && edge <= high + span) {
          low = Math.min(low, edge);
          high = Math.max(high, edge);
        }
      }
    }
    return between(low, high, isWhole(sorted));
  }

  private static Bins between(double low, double high, boolean whole) {
    if (whole) {
      double from = Math.floor(low);
      double width = Math.max(1, Math.ceil((Math.ceil(high) - from + 1) / MOST));
      return new Bins(from, width, (int) Math.ceil((Math.ceil(high) - from + 1) / width));
    }
    return high > low ? new Bins(low, (high - low) / MOST, MOST) : new Bins(low, 0, 1);
  }

  private static boolean isWhole(double[] values) {
    for (double value : values) {
      if (value != Math.rint(value)) {
        return false;
      }
    }
    return true;
  }

  /** The value below which that share of a sorted sample lies: the nearest rank. */
  static double percentile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
  }

  double to() {
    return from + width * count;
  }

  /** Slots of a count: before the bins, the bins, after them, undefined. */
  int slots() {
    return count + 3;
  }

  /** The slot of a value. The last bin holds its upper end. */
  int slot(double value) {
    if (Double.isNaN(value)) {
      return count + 2;
    }
    if (value < from) {
      return 0;
    }
    if (value > to()) {
      return count + 1;
    }
    return width == 0 ? 1 : 1 + Math.min(count - 1, (int) ((value - from) / width));
  }
}
