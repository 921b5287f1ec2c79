package zydeco.filters.text;

import java.util.Arrays;

/**
 * How often each of many hashes occurs, at most: hashes share cells. A cell counts to 65,535 (a
 * count-min sketch of one row, Cormode and Muthukrishnan 2005). There are four to eight cells a
 * hash, and never more than 32 MB of them.
 */
final class Tally {
  private static final int FIRST_SIZE = 256;
  private static final int KEPT = 1 << 22;
  private static final int MOST = 1 << 24;
  static final int FULL = 0xFFFF;

  private short[] cells = new short[FIRST_SIZE];
  private int fullest;
  private int shift = Long.numberOfLeadingZeros(FIRST_SIZE - 1);

  /**
   * Counts the first of some hashes, good in their upper bits; returns what the fullest cell has.
   */
  int count(long[] hashes, int length) {
    int wanted = Integer.highestOneBit(Math.max(1, Math.min(length, MOST / 8))) * 8;
    int capacity = Math.max(FIRST_SIZE, wanted);
    if (cells.length < capacity || cells.length > KEPT && capacity < cells.length) {
      cells = new short[capacity];
    } else {
      Arrays.fill(cells, 0, capacity, (short) 0);
    }
    shift = Long.numberOfLeadingZeros(capacity - 1);
    int highest = 0;
    for (int k = 0; k < length; k++) {
      int cell = (int) (hashes[k] >>> shift);
      int count = cells[cell] & FULL;
      count += (count - FULL) >>> 31;
      cells[cell] = (short) count;
      if (count > highest) {
        highest = count;
        fullest = k;
      }
    }
    return highest;
  }

  /** The number of a hash in the fullest cell. */
  int fullest() {
    return fullest;
  }

  /** How often a hash occurs, at most; {@code 65,535} stands for that and more. */
  int most(long hash) {
    return cells[(int) (hash >>> shift)] & FULL;
  }
}
