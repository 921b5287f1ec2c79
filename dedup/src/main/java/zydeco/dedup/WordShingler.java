package zydeco.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Shingles of a fixed number of words. A word is a run of bytes above 0x20, as it stands: letters
 * keep their case and punctuation stays, unless a normal form took them away before.
 */
final class WordShingler extends Shingler {
  /*
   * Eight bytes at a time become a mask of word bytes, 64 bytes one word of bits; its edges are
   * where words begin and end. Each word is hashed once; the hash of n words rolls as in
   * CharShingler, with the last n word hashes in a ring.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH = 0x8080808080808080L;
  private static final long TO_HIGH = 0x5f5f5f5f5f5f5f5fL;

  private final int size;
  private final long leavePower;
  private final long[] ring;
  private final int ringMask;
  private long hash;
  private long words;
  private long total;
  private int count;
  private ShingleSink sink;

  WordShingler(int size) {
    this.size = size;
    this.leavePower = power(BASE, size);
    this.ring = new long[Integer.highestOneBit(size) * 2];
    this.ringMask = ring.length - 1;
  }

  @Override
  long shingle(byte[] text, ShingleSink target) {
    hash = 0;
    words = 0;
    total = 0;
    count = 0;
    sink = target;
    scan(text);
    if (count > 0) {
      flush();
    }
    return total;
  }

  private void scan(byte[] text) {
    int start = -1;
    for (int base = 0; base < text.length; base += 64) {
      long bits = text.length - base >= 64 ? mask(text, base) : partialMask(text, base);
      long shifted = bits << 1 | (start >= 0 ? 1 : 0);
      long ends = ~bits & shifted;
      long starts = bits & ~shifted;
      while (ends != 0) {
        if (start < 0) {
          start = base + Long.numberOfTrailingZeros(starts);
          starts &= starts - 1;
        }
        word(text, start, base + Long.numberOfTrailingZeros(ends));
        ends &= ends - 1;
        start = -1;
      }
      if (starts != 0) {
        start = base + Long.numberOfTrailingZeros(starts);
      }
    }
    if (start >= 0) {
      word(text, start, text.length);
    }
  }

  private static long mask(byte[] text, int base) {
    long bits = 0;
    for (int i = 0; i < 64; i += 8) {
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

  private void word(byte[] text, int start, int end) {
    long word = hashOf(text, start, end - start);
    int slot = (int) words++ & ringMask;
    hash = hash * BASE + word;
    if (words > size) {
      hash -= ring[(slot - size) & ringMask] * leavePower;
    }
    ring[slot] = word;
    if (words >= size) {
      buffer[count++] = Mix.narrow(hash);
      if (count == BUFFER) {
        flush();
      }
    }
  }

  private void flush() {
    sink.accept(buffer, count);
    total += count;
    count = 0;
  }

  private static long hashOf(byte[] text, int start, int length) {
    if (length <= 8) {
      return Mix.finish((load(text, start, length) ^ length) * Mix.GOLDEN);
    }
    long hash = length * Mix.GOLDEN;
    int last = start + length - 8;
    for (int i = start; i < last; i += 8) {
      hash = (hash ^ (long) LONG.get(text, i)) * Mix.GOLDEN;
      hash ^= hash >>> 32;
    }
    return Mix.finish((hash ^ (long) LONG.get(text, last)) * Mix.GOLDEN);
  }

  /** Up to eight bytes as the low bytes of a word, the rest zero. */
  private static long load(byte[] text, int start, int length) {
    if (start + 8 <= text.length) {
      return (long) LONG.get(text, start) & (-1L >>> (64 - 8 * length));
    }
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | (text[start + i] & 0xff);
    }
    return word;
  }
}
