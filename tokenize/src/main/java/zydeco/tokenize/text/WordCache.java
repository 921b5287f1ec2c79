package zydeco.tokenize.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The ids of words seen before. A word is its own key, so a hit is exact. */
final class WordCache {
  /*
   * A word of up to 15 bytes and its length fit two longs, one of up to 31 four; five ids of 21 bits and
   * their count fit two more. An entry lies in one cache line, and the two entries of a set side by
   * side. A new word takes the second entry; a hit there moves it to the first, so that words met once
   * displace only each other.
   */
  static final int LONGEST = 31;
  static final int PADDING = 40;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SHORT = 15;
  private static final int SHORT_BITS = 17;
  private static final int LONG_BITS = 13;
  private static final int MOST_IDS = 5;
  private static final int ID_BITS = 21;
  private static final int ID = (1 << ID_BITS) - 1;
  private static final int COUNT = 56;

  /** Behind the header of an array that begins a region, the first whole cache line. */
  private static final int ALIGN = 6;

  private static final long[] LOW = new long[SHORT + 1];
  private static final long[] HIGH = new long[SHORT + 1];

  static {
    for (int length = 1; length <= SHORT; length++) {
      LOW[length] = length >= 8 ? -1L : (1L << 8 * length) - 1;
      HIGH[length] = length <= 8 ? 0 : (1L << 8 * (length - 8)) - 1;
    }
  }

  private final long[] shorts = new long[ALIGN + (8 << SHORT_BITS)];
  private final long[] longs = new long[ALIGN + (16 << LONG_BITS)];
  private final long[] key = new long[4];
  private int free;
  private boolean isShort;

  /**
   * Appends the ids of a word that was put before; false where it was not.
   *
   * @param d with {@link #PADDING} bytes behind the text
   * @param length 1 to {@link #LONGEST}
   */
  boolean append(byte[] d, int from, int length, TokenBuffer ids) {
    if (length > SHORT) {
      return appendLong(d, from, length, ids);
    }
    long low = (long) LONG.get(d, from) & LOW[length];
    long high = (long) LONG.get(d, from + 8) & HIGH[length] | (long) length << 56;
    int at = ALIGN + 8 * (int) (hash(low, high) >>> (64 - SHORT_BITS));
    if (shorts[at] == low && shorts[at + 1] == high) {
      append(shorts[at + 2], shorts[at + 3], ids);
      return true;
    }
    if (shorts[at + 4] == low && shorts[at + 5] == high) {
      append(shorts[at + 6], shorts[at + 7], ids);
      swap(shorts, at, 4);
      return true;
    }
    key[0] = low;
    key[1] = high;
    free = at + 4;
    isShort = true;
    return false;
  }

  private boolean appendLong(byte[] d, int from, int length, TokenBuffer ids) {
    int rest = length - SHORT - 1;
    long a = (long) LONG.get(d, from);
    long b = (long) LONG.get(d, from + 8);
    long e = rest == 0 ? 0 : (long) LONG.get(d, from + 16) & LOW[rest];
    long f = rest == 0 ? 0 : (long) LONG.get(d, from + 24) & HIGH[rest];
    f |= (long) length << 56;
    int at = ALIGN + 16 * (int) (hash(hash(a, b), hash(e, f)) >>> (64 - LONG_BITS));
    for (int i = at; i <= at + 8; i += 8) {
      if (longs[i] == a && longs[i + 1] == b && longs[i + 2] == e && longs[i + 3] == f) {
        append(longs[i + 4], longs[i + 5], ids);
        if (i > at) {
          swap(longs, at, 8);
        }
        return true;
      }
    }
    key[0] = a;
    key[1] = b;
    key[2] = e;
    key[3] = f;
    free = at + 8;
    isShort = false;
    return false;
  }

  private static long hash(long low, long high) {
    return (low ^ high * 0xc2b2ae3d27d4eb4fL) * 0x9e3779b97f4a7c15L;
  }

  private static void swap(long[] entries, int at, int size) {
    for (int i = at; i < at + size; i++) {
      long first = entries[i];
      entries[i] = entries[i + size];
      entries[i + size] = first;
    }
  }

  private static void append(long first, long second, TokenBuffer ids) {
    int count = (int) (second >>> COUNT);
    ids.reserve(MOST_IDS);
    int[] to = ids.ids();
    int size = ids.size();
    to[size] = (int) first & ID;
    if (count > 1) {
      to[size + 1] = (int) (first >>> ID_BITS) & ID;
      to[size + 2] = (int) (first >>> 2 * ID_BITS) & ID;
      to[size + 3] = (int) second & ID;
      to[size + 4] = (int) (second >>> ID_BITS) & ID;
    }
    ids.size(size + count);
  }

  /**
   * Remembers the ids of the word that {@link #append} has just not found, unless they are many.
   */
  void put(int[] ids, int from, int count) {
    if (count > MOST_IDS) {
      return;
    }
    long[] packed = {0, (long) count << COUNT};
    for (int i = 0; i < count; i++) {
      long id = ids[from + i];
      if (id > ID) {
        return;
      }
      packed[i / 3] |= id << ID_BITS * (i % 3);
    }
    long[] entries = isShort ? shorts : longs;
    int keys = isShort ? 2 : 4;
    System.arraycopy(key, 0, entries, free, keys);
    System.arraycopy(packed, 0, entries, free + keys, 2);
  }
}
