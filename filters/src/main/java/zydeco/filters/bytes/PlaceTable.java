package zydeco.filters.bytes;

import java.util.Arrays;

/**
 * Slots of places, found by hashes; the caller says whether the place in a slot is the one that it
 * looks for. Sized from a count, at most half full.
 */
public final class PlaceTable {
  private static final int FIRST_SIZE = 256;
  private static final int KEPT = 1 << 21;
  private static final long A = 0x9E3779B97F4A7C15L;
  private static final long C = 0xC2B2AE3D27D4EB4FL;

  private int[] slots = new int[FIRST_SIZE];
  private int mask = FIRST_SIZE - 1;
  private int shift;

  /** A hash of two numbers, good in its upper bits. */
  public static long hash(long one, long two) {
    return (one ^ Long.rotateLeft(two * C, 32)) * A;
  }

  /** Empties the table and makes room for a number of places. */
  public void clear(int expected) {
    int capacity = Math.max(FIRST_SIZE, Integer.highestOneBit(Math.max(1, expected)) * 4);
    if (slots.length < capacity || slots.length > KEPT && capacity < slots.length) {
      slots = new int[capacity];
    } else {
      Arrays.fill(slots, 0, capacity, 0);
    }
    mask = capacity - 1;
    shift = Long.numberOfLeadingZeros(mask);
  }

  /** The first slot of a hash. */
  public int slot(long hash) {
    return (int) (hash >>> shift);
  }

  /** The slot to look at after one that holds another. */
  public int after(int slot) {
    return (slot + 1) & mask;
  }

  /** The place in a slot, or -1. */
  public int place(int slot) {
    return slots[slot] - 1;
  }

  public void put(int slot, int place) {
    slots[slot] = place + 1;
  }
}
