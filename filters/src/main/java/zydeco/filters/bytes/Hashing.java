package zydeco.filters.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of ranges of a buffer that has at least 8 readable bytes beyond every range. */
public final class Hashing {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long A = 0x9E3779B97F4A7C15L;
  private static final long B = 0xD6E8FEB86659FD93L;
  private static final long C = 0xC2B2AE3D27D4EB4FL;

  private Hashing() {}

  /** Eight bytes, the first in the lowest bits. */
  public static long word(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  public static void put(byte[] bytes, int at, long word) {
    LONG.set(bytes, at, word);
  }

  /** The first 1 to 8 bytes of a range as a number. */
  public static long head(byte[] bytes, int from, int length) {
    long word = word(bytes, from);
    return length >= 8 ? word : word & (-1L >>> (64 - 8 * length));
  }

  /** Of a range of at least one byte. */
  public static long of(byte[] bytes, int from, int length) {
    long one = length * A;
    long two = one ^ C;
    int at = from;
    int left = length;
    for (; left > 16; left -= 16, at += 16) {
      one = (one ^ word(bytes, at)) * B;
      two = (two ^ word(bytes, at + 8)) * A;
      one ^= one >>> 32;
      two ^= two >>> 29;
    }
    if (left > 8) {
      two = (two ^ head(bytes, at + 8, left - 8)) * A;
      left = 8;
    }
    one = left > 0 ? (one ^ head(bytes, at, left)) * B : one;
    return mix(one ^ Long.rotateLeft(two, 31));
  }

  /** Of a range whose first and last 8 bytes, or all, are at hand. */
  public static long of(byte[] bytes, int from, long head, long tail, int length) {
    return length <= 16 ? of(head, tail, length) : of(bytes, from, length);
  }

  /** Of two numbers and a length. */
  public static long of(long one, long two, int length) {
    long hash = (one ^ length) * A;
    hash ^= hash >>> 32;
    hash = (hash ^ two * C) * B;
    return hash ^ (hash >>> 29);
  }

  public static long mix(long value) {
    long hash = (value ^ (value >>> 29)) * A;
    return hash ^ (hash >>> 32);
  }
}
