package zydeco.filters.bytes;

import java.util.Arrays;

/** A growing list of ints that is emptied and used again. */
public final class IntList {
  private static final int KEPT = 1 << 20;

  private int[] items = new int[64];
  private int size;

  public void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  public int get(int index) {
    return items[index];
  }

  public int size() {
    return size;
  }

  public int[] array() {
    return items;
  }

  void cut(int length) {
    size = length;
  }

  /** Empties the list; a very large array is given back. */
  public void clear() {
    size = 0;
    if (items.length > KEPT) {
      items = new int[64];
    }
  }
}
