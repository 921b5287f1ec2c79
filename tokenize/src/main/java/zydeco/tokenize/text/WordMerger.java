package zydeco.tokenize.text;

import java.util.Arrays;

/**
 * Merges the bytes of one word: again and again the pair of lowest rank, the leftmost of several.
 */
final class WordMerger {
  /*
   * Short words: the pairs' merges in an array, searched for the lowest each time; quadratic, and
   * quickest. Long words: neighbours as a doubly linked list, pairs in a binary heap by rank and then
   * place; entries that a merge made stale are recognised by the id they would give. n log n.
   */
  private static final int SHORT = 64;

  private final BpeMerges merges;
  private int[] symbols = new int[SHORT];
  private int[] places = new int[SHORT];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private final LongHeap heap = new LongHeap();

  WordMerger(BpeMerges merges) {
    this.merges = merges;
  }

  /** Appends the ids of the word. */
  void merge(byte[] d, int from, int to, TokenBuffer ids) {
    int whole = merges.wholeWord(d, from, to);
    if (whole >= 0) {
      ids.add(whole);
      return;
    }
    int count = to - from;
    if (symbols.length < count) {
      symbols = new int[Math.max(count, 2 * symbols.length)];
    }
    for (int i = 0; i < count; i++) {
      symbols[i] = merges.byteId(d[from + i]);
    }
    if (count <= SHORT) {
      mergeShort(count, ids);
    } else {
      mergeLong(count, ids);
    }
  }

  private void mergeShort(int length, TokenBuffer ids) {
    int count = length;
    for (int i = 0; i + 1 < count; i++) {
      places[i] = merges.find(symbols[i], symbols[i + 1]);
    }
    for (int at = lowest(count); at >= 0; at = lowest(count)) {
      symbols[at] = merges.merged(places[at]);
      count--;
      System.arraycopy(symbols, at + 2, symbols, at + 1, count - at - 1);
      if (at + 1 < count) {
        System.arraycopy(places, at + 2, places, at + 1, count - at - 1);
        places[at] = merges.find(symbols[at], symbols[at + 1]);
      }
      if (at > 0) {
        places[at - 1] = merges.find(symbols[at - 1], symbols[at]);
      }
    }
    ids.add(symbols, 0, count);
  }

  private int lowest(int count) {
    int rank = Integer.MAX_VALUE;
    int lowest = -1;
    for (int i = 0; i + 1 < count; i++) {
      if (places[i] >= 0 && merges.rank(places[i]) < rank) {
        rank = merges.rank(places[i]);
        lowest = i;
      }
    }
    return lowest;
  }

  private void mergeLong(int count, TokenBuffer ids) {
    if (next.length < count) {
      next = new int[symbols.length];
      previous = new int[symbols.length];
    }
    for (int i = 0; i < count; i++) {
      next[i] = i + 1 < count ? i + 1 : -1;
      previous[i] = i - 1;
    }
    heap.clear();
    for (int i = 0; i + 1 < count; i++) {
      push(i);
    }
    while (!heap.isEmpty()) {
      long lowest = heap.poll();
      int at = (int) lowest;
      int place =
          symbols[at] < 0 || next[at] < 0 ? -1 : merges.find(symbols[at], symbols[next[at]]);
      if (place >= 0 && merges.rank(place) == (int) (lowest >>> 32)) {
        join(at, merges.merged(place));
      }
    }
    for (int at = 0; at >= 0; at = next[at]) {
      ids.add(symbols[at]);
    }
    shrink();
  }

  private void join(int at, int id) {
    int gone = next[at];
    symbols[at] = id;
    symbols[gone] = -1;
    next[at] = next[gone];
    if (next[at] >= 0) {
      previous[next[at]] = at;
      push(at);
    }
    if (previous[at] >= 0) {
      push(previous[at]);
    }
  }

  private void push(int at) {
    int place = merges.find(symbols[at], symbols[next[at]]);
    if (place >= 0) {
      heap.add((long) merges.rank(place) << 32 | at);
    }
  }

  /** A giant word must not hold its memory for the rest of the task. */
  private void shrink() {
    if (symbols.length > 1 << 22) {
      symbols = new int[SHORT];
      next = new int[0];
      previous = new int[0];
      heap.shrink();
    }
  }

  /** A binary heap of longs, least first. */
  private static final class LongHeap {
    private long[] values = new long[256];
    private int size;

    void clear() {
      size = 0;
    }

    void shrink() {
      values = new long[256];
    }

    boolean isEmpty() {
      return size == 0;
    }

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      int at = size++;
      while (at > 0 && values[(at - 1) >> 1] > value) {
        values[at] = values[(at - 1) >> 1];
        at = (at - 1) >> 1;
      }
      values[at] = value;
    }

    long poll() {
      long least = values[0];
      long moved = values[--size];
      int at = 0;
      for (int child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && values[child + 1] < values[child]) {
          child++;
        }
        if (values[child] >= moved) {
          break;
        }
        values[at] = values[child];
        at = child;
      }
      values[at] = moved;
      return least;
    }
  }
}
