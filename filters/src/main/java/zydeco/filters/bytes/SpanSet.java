package zydeco.filters.bytes;

import java.util.Arrays;

/** Ranges of one padded buffer, compared by their bytes. At most half full. */
public final class SpanSet {
  private static final int KEPT = 1 << 20;

  private int[] slots = new int[256];
  private long[] hashes = new long[128];
  private int[] starts = new int[128];
  private int[] lengths = new int[128];
  private int size;

  public void clear() {
    if (slots.length > KEPT) {
      slots = new int[256];
      hashes = new long[128];
      starts = new int[128];
      lengths = new int[128];
    } else if (2 * size > hashes.length / 4) {
      Arrays.fill(slots, 0);
    } else {
      int mask = slots.length - 1;
      for (int index = 0; index < size; index++) {
        empty((int) hashes[index] & mask, mask);
      }
    }
    size = 0;
  }

  private void empty(int home, int mask) {
    for (int slot = home; slots[slot] != 0; slot = (slot + 1) & mask) {
      slots[slot] = 0;
    }
  }

  /** Adds a range; false where one with the same bytes was there. */
  public boolean add(byte[] bytes, int from, int to) {
    int length = to - from;
    long hash = Hashing.of(bytes, from, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (hashes[index] == hash
          && lengths[index] == length
          && Arrays.equals(bytes, starts[index], starts[index] + length, bytes, from, to)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    hashes[size] = hash;
    starts[size] = from;
    lengths[size++] = length;
    if (size == hashes.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    hashes = Arrays.copyOf(hashes, 2 * size);
    starts = Arrays.copyOf(starts, 2 * size);
    lengths = Arrays.copyOf(lengths, 2 * size);
    slots = new int[4 * size];
    int mask = slots.length - 1;
    for (int index = 0; index < size; index++) {
      int slot = (int) hashes[index] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = index + 1;
    }
  }
}
