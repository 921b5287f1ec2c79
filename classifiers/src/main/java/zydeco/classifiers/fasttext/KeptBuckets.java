package zydeco.classifiers.fasttext;

/**
 * Where the few n-gram buckets that pruning kept have their rows. A bit a bucket says whether it
 * was kept (2 million buckets are 250 kB, which stays in the cache: in lid.176.ftz 98 of 100
 * buckets end there); the number of kept ones before it is its place in a table of rows.
 */
final class KeptBuckets {
  private final long[] bits;
  private final int[] before;
  private final int[] rows;
  private final long count;

  private KeptBuckets(long[] bits, int[] before, int[] rows, long count) {
    this.bits = bits;
    this.before = before;
    this.rows = rows;
    this.count = count;
  }

  /**
   * @param moves each a bucket and its row; of two for one bucket the later counts
   */
  static KeptBuckets of(int[][] moves, int buckets) {
    long[] bits = new long[(buckets >> 6) + 1];
    for (int[] move : moves) {
      bits[move[0] >> 6] |= 1L << move[0];
    }
    int[] before = new int[bits.length];
    int total = 0;
    for (int i = 0; i < bits.length; i++) {
      before[i] = total;
      total += Long.bitCount(bits[i]);
    }
    KeptBuckets kept = new KeptBuckets(bits, before, new int[total], highest(moves) + 1);
    for (int[] move : moves) {
      kept.rows[kept.place(move[0])] = move[1];
    }
    return kept;
  }

  private static long highest(int[][] moves) {
    long highest = -1;
    for (int[] move : moves) {
      highest = Math.max(highest, move[1]);
    }
    return highest;
  }

  /** Rows that the matrix needs for them. */
  long rows() {
    return count;
  }

  /** The row of a bucket, or -1 where it was pruned. */
  int row(int bucket) {
    return (bits[bucket >> 6] & 1L << bucket) == 0 ? -1 : rows[place(bucket)];
  }

  private int place(int bucket) {
    long lower = bits[bucket >> 6] & (1L << bucket) - 1;
    return before[bucket >> 6] + Long.bitCount(lower);
  }
}
