package zydeco.dedup.cluster;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Pairs of a key and a document, to be sorted by key so that equal keys lie side by side. */
public final class KeyBlock {
  /*
   * Least-significant-digit radix sort on the 33 highest bits that differ (three passes of eleven),
   * then insertion, which only has to mend the few keys that agree in those. Equal keys keep their
   * order and cost nothing more, however many they are.
   */
  private static final int DIGIT = 11;

  private long[] keys;
  private long[] docs;
  private int size;

  public KeyBlock(int capacity) {
    keys = new long[capacity];
    docs = new long[capacity];
  }

  /** Takes two documents that share a key. */
  public interface Edge {
    void join(long a, long b);
  }

  public int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  public void add(long key, long doc) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(1024, 2 * size));
      docs = Arrays.copyOf(docs, keys.length);
    }
    keys[size] = key;
    docs[size++] = doc;
  }

  public long key(int at) {
    return keys[at];
  }

  public long doc(int at) {
    return docs[at];
  }

  /** Sorts by key, as an unsigned number. */
  public void sort() {
    long differing = 0;
    for (int i = 1; i < size; i++) {
      differing |= keys[i] ^ keys[0];
    }
    int top = 64 - Long.numberOfLeadingZeros(differing);
    int low = Math.max(0, top - 3 * DIGIT);
    long[] toKeys = new long[size];
    long[] toDocs = new long[size];
    for (int shift = low; shift < top; shift += DIGIT) {
      pass(shift, toKeys, toDocs);
      long[] swapKeys = keys;
      long[] swapDocs = docs;
      keys = toKeys;
      docs = toDocs;
      toKeys = swapKeys;
      toDocs = swapDocs;
    }
    insertion();
  }

  private void pass(int shift, long[] toKeys, long[] toDocs) {
    int[] starts = new int[(1 << DIGIT) + 1];
    int mask = (1 << DIGIT) - 1;
    for (int i = 0; i < size; i++) {
      starts[((int) (keys[i] >>> shift) & mask) + 1]++;
    }
    for (int i = 0; i < mask; i++) {
      starts[i + 1] += starts[i];
    }
    for (int i = 0; i < size; i++) {
      int to = starts[(int) (keys[i] >>> shift) & mask]++;
      toKeys[to] = keys[i];
      toDocs[to] = docs[i];
    }
  }

  private void insertion() {
    for (int i = 1; i < size; i++) {
      long key = keys[i];
      long doc = docs[i];
      int at = i;
      while (at > 0 && Long.compareUnsigned(keys[at - 1], key) > 0) {
        keys[at] = keys[at - 1];
        docs[at] = docs[at - 1];
        at--;
      }
      keys[at] = key;
      docs[at] = doc;
    }
  }

  /**
   * Joins each document to the first one of its key and keeps that one alone. The block must be
   * sorted.
   */
  public void star(Edge edge) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept > 0 && keys[i] == keys[kept - 1]) {
        edge.join(docs[kept - 1], docs[i]);
      } else {
        keys[kept] = keys[i];
        docs[kept++] = docs[i];
      }
    }
    size = kept;
  }

  /** Sixteen bytes a pair, of the pairs from one place to another. */
  byte[] toBytes(int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate(16 * (to - from));
    for (int i = from; i < to; i++) {
      bytes.putLong(keys[i]).putLong(docs[i]);
    }
    return bytes.array();
  }

  /** Adds the pairs that {@link #toBytes} wrote. */
  void addAll(byte[] bytes) {
    LongBuffer pairs = ByteBuffer.wrap(bytes).asLongBuffer();
    while (pairs.hasRemaining()) {
      add(pairs.get(), pairs.get());
    }
  }
}
