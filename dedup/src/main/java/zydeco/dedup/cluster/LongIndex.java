package zydeco.dedup.cluster;

import java.util.Arrays;
import zydeco.dedup.minhash.Mix;

/** Numbers distinct longs 0, 1, 2, ... in the order in which they are added. */
public final class LongIndex {
  private long[] values = new long[1024];
  private int[] slots = new int[2048];
  private int size;

  public int size() {
    return size;
  }

  /** The long of that number. */
  long value(int number) {
    return values[number];
  }

  /** The number of a long, or -1. */
  public int find(long value) {
    return slots[slot(value)] - 1;
  }

  /** The number of a long, added where it is new. */
  public int add(long value) {
    int slot = slot(value);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == values.length) {
      grow();
      slot = slot(value);
    }
    values[size] = value;
    slots[slot] = ++size;
    return size - 1;
  }

  /** Where the long is, or the empty slot where it would go. */
  private int slot(long value) {
    int mask = slots.length - 1;
    int slot = (int) Mix.finish(value) & mask;
    while (slots[slot] != 0 && values[slots[slot] - 1] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    values = Arrays.copyOf(values, 2 * values.length);
    slots = new int[2 * values.length];
    for (int i = 0; i < size; i++) {
      slots[slot(values[i])] = i + 1;
    }
  }
}
