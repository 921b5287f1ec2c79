package zydeco.tokenize.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The ids of short words seen before. A word is its own key, so a hit is exact. */
final class WordCache {
  /*
   * A word of up to 15 bytes and its length fit two longs. Open addressing; the table stops taking
   * words at 70 %, when it holds the common ones. A value is the place of the ids in the pool and
   * their count, with a bit that says there is one.
   */
  static final int LONGEST = 15;
  static final int PADDING = 16;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BITS = 18;
  private static final int MASK = (1 << BITS) - 1;
  private static final int FULL = (int) ((1 << BITS) * 0.7);
  private static final long PRESENT = 1L << 62;

  private final long[] keys = new long[2 << BITS];
  private final long[] values = new long[1 << BITS];
  private int[] pool = new int[1 << 16];
  private int pooled;
  private int words;
  private int free;
  private long key0;
  private long key1;

  /**
   * Appends the ids of a word that was put before; false where it was not.
   *
   * @param d with {@link #PADDING} bytes behind the text
   * @param length 1 to {@link #LONGEST}
   */
  boolean append(byte[] d, int from, int length, TokenBuffer ids) {
    long low = (long) LONG.get(d, from);
    long high;
    if (length <= 8) {
      low &= -1L >>> (64 - 8 * length);
      high = length;
    } else {
      high = (long) LONG.get(d, from + 8) & (-1L >>> (128 - 8 * length)) | (long) length << 56;
    }
    int at = (int) ((low * 0x9e3779b97f4a7c15L ^ high * 0xc2b2ae3d27d4eb4fL) >>> (64 - BITS));
    while (values[at] != 0) {
      if (keys[2 * at] == low && keys[2 * at + 1] == high) {
        append(values[at], ids);
        return true;
      }
      at = (at + 1) & MASK;
    }
    key0 = low;
    key1 = high;
    free = at;
    return false;
  }

  private void append(long value, TokenBuffer ids) {
    int count = (int) value & 0xff;
    int place = (int) (value >>> 8);
    if (count == 1) {
      ids.add(pool[place]);
    } else {
      ids.add(pool, place, count);
    }
  }

  /** Remembers the ids of the word that {@link #append} has just not found. */
  void put(int[] ids, int from, int count) {
    if (words >= FULL) {
      return;
    }
    if (pooled + count > pool.length) {
      pool = java.util.Arrays.copyOf(pool, 2 * pool.length);
    }
    System.arraycopy(ids, from, pool, pooled, count);
    keys[2 * free] = key0;
    keys[2 * free + 1] = key1;
    values[free] = PRESENT | (long) pooled << 8 | count;
    pooled += count;
    words++;
  }
}
