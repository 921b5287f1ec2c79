package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A small set of words, asked with ranges of UTF-8 bytes. No range without bytes is in it. */
final class ByteWords {
  private final byte[][] slots;
  private final int[] indexes;

  /** The lengths of the words that begin with each byte, a bit each: most words are none. */
  private final long[] lengths = new long[256];

  ByteWords(String... words) {
    slots = new byte[Integer.highestOneBit(Math.max(1, words.length)) * 8][];
    indexes = new int[slots.length];
    for (int i = 0; i < words.length; i++) {
      byte[] word = words[i].getBytes(StandardCharsets.UTF_8);
      if (word.length > 0) {
        lengths[word[0] & 0xFF] |= bit(word.length);
      }
      int slot = slot(word, 0, word.length);
      slots[slot] = word;
      indexes[slot] = i;
    }
  }

  private static long bit(int length) {
    return 1L << Math.min(length, Long.SIZE - 1);
  }

  boolean has(byte[] bytes, int from, int to) {
    return index(bytes, from, to) >= 0;
  }

  /** The place of the word in the list that the set was made of, or -1. */
  int index(byte[] bytes, int from, int to) {
    if (from >= to || (lengths[bytes[from] & 0xFF] & bit(to - from)) == 0) {
      return -1;
    }
    int slot = slot(bytes, from, to);
    return slots[slot] == null ? -1 : indexes[slot];
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    int slot = ((hash * 0x9E3779B1) >>> 7) & (slots.length - 1);
    while (slots[slot] != null
        && !Arrays.equals(slots[slot], 0, slots[slot].length, bytes, from, to)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
