package zydeco.filters.bytes;

import java.util.Arrays;

/**
 * Numbers the different byte ranges of one padded buffer from 0 on in the order in which they are
 * first met, and counts how often each occurs. Two ranges are the same only where all their bytes
 * are.
 */
public final class Interner {
  private static final int FIRST_SIZE = 256;
  private static final int KEPT = 1 << 19;

  private int[] slots = new int[4 * FIRST_SIZE];
  private long[] hashes = new long[FIRST_SIZE];
  private int[] starts = new int[FIRST_SIZE];
  private int[] lengths = new int[FIRST_SIZE];
  private int[] counts = new int[FIRST_SIZE];
  private int size;
  private byte[] bytes;

  /** Forgets everything; later ranges are of this buffer. */
  public void restart(byte[] buffer) {
    bytes = buffer;
    if (hashes.length > KEPT) {
      slots = new int[4 * FIRST_SIZE];
      hashes = new long[FIRST_SIZE];
      starts = new int[FIRST_SIZE];
      lengths = new int[FIRST_SIZE];
      counts = new int[FIRST_SIZE];
    } else if (size > 0) {
      Arrays.fill(slots, 0);
    }
    if (slots.length > 4 * FIRST_SIZE && size < slots.length / 32) {
      slots = new int[slots.length / 2];
      cut(slots.length / 4);
    }
    size = 0;
  }

  private void cut(int length) {
    hashes = new long[length];
    starts = new int[length];
    lengths = new int[length];
    counts = new int[length];
  }

  /** The buffer has been copied to a larger one. */
  public void moved(byte[] buffer) {
    bytes = buffer;
  }

  /** The number of a range, which may be empty. */
  public int number(int from, int to) {
    int length = to - from;
    long hash = length == 0 ? 0 : hash(from, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash && lengths[number] == length && same(starts[number], from, to)) {
        counts[number]++;
        return number;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    hashes[size] = hash;
    starts[size] = from;
    lengths[size] = length;
    counts[size] = 1;
    size++;
    if (size == hashes.length) {
      grow();
    }
    return size - 1;
  }

  private long hash(int from, int length) {
    if (length > 16) {
      return Hashing.of(bytes, from, length);
    }
    long head = Hashing.head(bytes, from, length);
    return Hashing.of(head, length > 8 ? Hashing.word(bytes, from + length - 8) : 0, length);
  }

  private boolean same(int one, int two, int end) {
    int length = end - two;
    if (length > 16) {
      return Arrays.equals(bytes, one, one + length, bytes, two, end);
    }
    if (length > 8) {
      return Hashing.word(bytes, one) == Hashing.word(bytes, two)
          && Hashing.word(bytes, one + length - 8) == Hashing.word(bytes, end - 8);
    }
    return length == 0 || Hashing.head(bytes, one, length) == Hashing.head(bytes, two, length);
  }

  private void grow() {
    int capacity = 2 * size;
    hashes = Arrays.copyOf(hashes, capacity);
    starts = Arrays.copyOf(starts, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    counts = Arrays.copyOf(counts, capacity);
    slots = new int[4 * capacity];
    int mask = slots.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = (int) hashes[number] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = number + 1;
    }
  }

  /** How many different ranges there are. */
  public int size() {
    return size;
  }

  /** How often the range of a number occurred. */
  public int count(int number) {
    return counts[number];
  }

  /** Where the first range of a number starts. */
  public int start(int number) {
    return starts[number];
  }

  /** The bytes of the range of a number. */
  public int length(int number) {
    return lengths[number];
  }
}
