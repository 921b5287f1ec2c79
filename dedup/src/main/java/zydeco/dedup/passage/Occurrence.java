package zydeco.dedup.passage;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A passage in a document.
 *
 * @param high the first half of its hash
 * @param low the second half
 * @param from the byte of the text where it begins
 * @param to the byte of the text behind it
 */
record Occurrence(Holder holder, long high, long low, int from, int to) {
  /** Equal passages side by side, the one that rather stays first. */
  static final Comparator<Occurrence> PREFERENCE =
      Comparator.comparingLong(Occurrence::high)
          .thenComparingLong(Occurrence::low)
          .thenComparing(Occurrence::holder)
          .thenComparingInt(Occurrence::from);

  /**
   * The document of a passage.
   *
   * @param doc its address
   * @param rank of its source
   * @param stays whether it loses nothing
   * @param id 16 bytes
   * @param order numbers by which documents of a rank are preferred, the greater the better
   */
  record Holder(long doc, int rank, boolean stays, byte[] id, double[] order)
      implements Comparable<Holder> {
    @Override
    public int compareTo(Holder other) {
      if (rank != other.rank) {
        return Integer.compare(rank, other.rank);
      }
      for (int i = 0; i < order.length; i++) {
        if (order[i] != other.order[i]) {
          return Double.compare(other.order[i], order[i]);
        }
      }
      return Arrays.compareUnsigned(id, other.id);
    }
  }

  boolean isEqual(Occurrence other) {
    return high == other.high && low == other.low;
  }
}
