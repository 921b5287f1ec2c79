package zydeco.filters.text;

import java.util.Arrays;

/**
 * Finds what occurs more than once among hashes, with a bit a hash: false alarms happen, misses do
 * not. First every hash is {@link #add}ed, then {@link #isRepeated} is asked.
 */
final class Bits {
  private static final int KEPT = 1 << 16;

  private long[] seen = new long[64];
  private long[] repeated = new long[64];
  private int mask;

  /** Empties the set and makes room for a number of hashes, 16 bits each. */
  void clear(int expected) {
    int words = Integer.highestOneBit(Math.max(64, expected)) / 2;
    if (seen.length < words || seen.length > KEPT && words < seen.length) {
      seen = new long[words];
      repeated = new long[words];
    } else {
      Arrays.fill(seen, 0, words, 0);
      Arrays.fill(repeated, 0, words, 0);
    }
    mask = words - 1;
  }

  void add(long hash) {
    int word = (int) (hash >>> 32) & mask;
    long bit = 1L << hash;
    repeated[word] |= seen[word] & bit;
    seen[word] |= bit;
  }

  boolean isRepeated(long hash) {
    return (repeated[(int) (hash >>> 32) & mask] & 1L << hash) != 0;
  }
}
