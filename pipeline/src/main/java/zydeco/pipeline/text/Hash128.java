package zydeco.pipeline.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A 128-bit hash of bytes: MurmurHash3 x64-128 (Austin Appleby, public domain) with seed 0. Not
 * cryptographic: it tells documents apart, it does not protect them. Two among n documents collide
 * with probability about n² / 2¹²⁹.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Hash128(long high, long low) implements Comparable<Hash128> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  /**
   * The hash of the UTF-8 bytes of the parts, each followed by a NUL so that ("a","bc") and
   * ("ab","c") differ.
   */
  public static Hash128 ofParts(String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      joined.append(part).append('\0');
    }
    return of(joined.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static Hash128 of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  public static Hash128 of(byte[] bytes, int offset, int length) {
    long h1 = 0;
    long h2 = 0;
    int body = length & ~15;
    for (int i = offset; i < offset + body; i += 16) {
      h1 ^= mix1((long) LONG.get(bytes, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2((long) LONG.get(bytes, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int tail = length - body;
    if (tail > 8) {
      h2 ^= mix2(partial(bytes, offset + body + 8, tail - 8));
    }
    if (tail > 0) {
      h1 ^= mix1(partial(bytes, offset + body, Math.min(tail, 8)));
    }
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    return new Hash128(h1, h2);
  }

  private static long partial(byte[] bytes, int from, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes[from + i] & 0xffL) << (8 * i);
    }
    return word;
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long k) {
    k = (k ^ (k >>> 33)) * 0xff51afd7ed558ccdL;
    k = (k ^ (k >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return k ^ (k >>> 33);
  }

  /**
   * The hash that {@link #toString} wrote. Throws IllegalArgumentException unless it is 32
   * hexadecimal digits.
   */
  public static Hash128 parse(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 32 lower-case hexadecimal digits: " + hex);
    }
    return new Hash128(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  /** The hash whose {@link #toBytes} these are. */
  public static Hash128 ofBytes(byte[] sixteen) {
    ByteBuffer words = ByteBuffer.wrap(sixteen);
    return new Hash128(words.getLong(), words.getLong());
  }

  /** Sixteen bytes, big-endian, so that bytes sort as hashes do. */
  public byte[] toBytes() {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return bytes;
  }

  /** Unsigned order: the order of {@link #toString} and of {@link #toBytes}. */
  @Override
  public int compareTo(Hash128 other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return hex(high) + hex(low);
  }

  private static String hex(long word) {
    String digits = Long.toHexString(word);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
