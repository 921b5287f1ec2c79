package zydeco.filters.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A set of words, asked with ranges of UTF-8 bytes. No range without bytes is in it. Immutable; any
 * thread may ask.
 */
public final class WordSet {
  private final byte[][] slots;
  private final int[] indexes;

  /** A bit for the ends and the length of each word, by hash: most ranges have none. */
  private final long[] ends = new long[1 << 8];

  public WordSet(List<String> words) {
    slots = new byte[Integer.highestOneBit(Math.max(1, words.size())) * 8][];
    indexes = new int[slots.length];
    for (int i = 0; i < words.size(); i++) {
      byte[] word = words.get(i).getBytes(StandardCharsets.UTF_8);
      if (word.length > 0) {
        int place = place(word, 0, word.length);
        ends[place >> 6] |= 1L << place;
      }
      int slot = slot(word, 0, word.length);
      slots[slot] = word;
      indexes[slot] = i;
    }
  }

  public static WordSet of(String... words) {
    return new WordSet(List.of(words));
  }

  private static int place(byte[] bytes, int from, int to) {
    return ((bytes[from] * 31 + bytes[to - 1]) * 31 + to - from) * 0x9E3779B1 >>> 18;
  }

  /** Whether a range of bytes is a word of the set. */
  public boolean has(byte[] bytes, int from, int to) {
    return index(bytes, from, to) >= 0;
  }

  /** The place of the word in the list that the set was made of, the last of equals; or -1. */
  public int index(byte[] bytes, int from, int to) {
    if (from >= to) {
      return -1;
    }
    int place = place(bytes, from, to);
    if ((ends[place >> 6] & 1L << place) == 0) {
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
