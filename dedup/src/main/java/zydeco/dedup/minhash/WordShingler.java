package zydeco.dedup.minhash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Shingles of a fixed number of words. A word is a run of bytes above 0x20, as it stands: letters
 * keep their case and punctuation stays, unless a normal form took them away before.
 */
final class WordShingler extends Shingler {
  /*
   * Two loops over some thousand words at a time, neither of which has a branch that depends on the
   * text but for words over sixteen bytes. Eight bytes at a time become a mask of word bytes, 64
   * bytes one word of bits, and its edges, where words begin and end, a list. Each word is hashed
   * once. The hash of n words is the polynomial of CharShingler, of word hashes in place of
   * characters' words.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH = 0x8080808080808080L;
  private static final long TO_HIGH = 0x5f5f5f5f5f5f5f5fL;
  private static final int BLOCK = 64;
  private static final int WORDS = 2048;

  /** What stays of the first and of the second eight bytes of a word, by its length. */
  private static final long[] FIRST = new long[17];

  private static final long[] SECOND = new long[17];

  static {
    for (int length = 1; length <= 16; length++) {
      FIRST[length] = length < 8 ? (1L << 8 * length) - 1 : -1L;
      SECOND[length] = length <= 8 ? 0 : length < 16 ? (1L << 8 * (length - 8)) - 1 : -1L;
    }
  }

  private final int size;
  private final long leavePower;
  private final int[] edges = new int[2 * WORDS + BLOCK + 8];
  private final long[] hashes;
  private long hash;
  private long words;
  private ShingleSink sink;

  WordShingler(int size) {
    this.size = size;
    this.leavePower = power(BASE, size);
    this.hashes = new long[size + WORDS + BLOCK];
  }

  @Override
  long shingle(byte[] text, ShingleSink target) {
    java.util.Arrays.fill(hashes, 0, size, 0);
    hash = 0;
    words = 0;
    sink = target;
    int count = 0;
    long last = 0;
    for (int base = 0; base < text.length; base += BLOCK) {
      long bits = text.length - base >= BLOCK ? mask(text, base) : partialMask(text, base);
      count = list(bits ^ (bits << 1 | last), base, count);
      last = bits >>> 63;
      if (count >= 2 * WORDS) {
        take(text, count / 2);
        edges[0] = edges[count - 1];
        count &= 1;
      }
    }
    if (last != 0) {
      edges[count++] = text.length;
    }
    take(text, count / 2);
    return Math.max(0, words - size + 1);
  }

  private static long mask(byte[] text, int base) {
    long bits = 0;
    for (int i = 0; i < BLOCK; i += 8) {
      long eight = (long) LONG.get(text, base + i);
      long above = ((eight & ~HIGH) + TO_HIGH | eight) & HIGH;
      bits |= ((above >>> 7) * 0x0102040810204080L >>> 56) << i;
    }
    return bits;
  }

  private static long partialMask(byte[] text, int base) {
    long bits = 0;
    for (int i = 0; i < text.length - base; i++) {
      bits |= ((text[base + i] & 0xff) > 0x20 ? 1L : 0L) << i;
    }
    return bits;
  }

  /** Appends the places of a mask's bits, eight at a time; what is beyond them has no meaning. */
  private int list(long mask, int base, int count) {
    int[] list = edges;
    int at = count;
    for (long left = mask; left != 0; at += 8) {
      for (int i = 0; i < 8; i++) {
        list[at + i] = base + Long.numberOfTrailingZeros(left);
        left &= left - 1;
      }
    }
    return count + Long.bitCount(mask);
  }

  /** Takes the words between the first edges: the shingles that end with them. */
  private void take(byte[] text, int count) {
    int before = (int) Math.min(count, Math.max(0, size - 1 - words));
    roll(text, 0, before, 0);
    roll(text, before, count, before);
    words += count;
    if (count > before) {
      sink.accept(buffer, count - before);
    }
    System.arraycopy(hashes, count, hashes, 0, size);
  }

  /** Hashes some words and rolls on; the first shingle is that of the word at a place. */
  private void roll(byte[] text, int from, int to, int first) {
    int[] list = edges;
    int[] out = buffer;
    long[] ring = hashes;
    int safe = text.length - 16;
    long rolled = hash;
    for (int i = from; i < to; i++) {
      int start = list[2 * i];
      int length = list[2 * i + 1] - start;
      long word =
          length <= 16 && start <= safe
              ? upTo16(text, start, length, Mix.GOLDEN)
              : hashOf(text, start, length);
      rolled = rolled * BASE + (word - ring[i] * leavePower);
      ring[size + i] = word;
      out[i - first] = Mix.narrow(rolled);
    }
    hash = rolled;
  }

  /** The hash of a word of any length, anywhere: sixteen bytes at a time, zeros behind the last. */
  private static long hashOf(byte[] text, int start, int length) {
    long hash = Mix.GOLDEN;
    int at = start;
    int left = length;
    for (; left > 16; left -= 16) {
      hash = mix((long) LONG.get(text, at) ^ hash, (long) LONG.get(text, at + 8));
      at += 16;
    }
    return at <= text.length - 16
        ? upTo16(text, at, left, hash)
        : mix(upToEight(text, at, at + left) ^ hash, upToEight(text, at + 8, at + left));
  }

  private static long upTo16(byte[] text, int start, int length, long hash) {
    long first = (long) LONG.get(text, start) & FIRST[length];
    return mix(first ^ hash, (long) LONG.get(text, start + 8) & SECOND[length]);
  }

  private static long upToEight(byte[] text, int start, int end) {
    long word = 0;
    for (int i = Math.min(start + 8, end) - 1; i >= start; i--) {
      word = word << 8 | (text[i] & 0xff);
    }
    return word;
  }

  /** Both halves of a product of 128 bits, folded into one. */
  private static long mix(long a, long b) {
    long odd = b ^ BASE;
    return Math.multiplyHigh(a, odd) ^ a * odd;
  }
}
