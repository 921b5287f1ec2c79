package zydeco.filters.text;

import java.util.Arrays;

/** A growing list of ints that is emptied and used again. */
final class IntList {
  private static final int KEPT = 1 << 20;

  private int[] items = new int[64];
  private int size;

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  int get(int index) {
    return items[index];
  }

  int size() {
    return size;
  }

  int[] array() {
    return items;
  }

  void cut(int length) {
    size = length;
  }

  /** Empties the list; a very large array is given back. */
  void clear() {
    size = 0;
    if (items.length > KEPT) {
      items = new int[64];
    }
  }
}
