package zydeco.filters.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A set of words, asked with ranges of UTF-8 bytes. Immutable; any thread may ask. */
public final class WordSet {
  private final byte[][] slots;
  private final int longest;

  /** A set of words, in any order, repeats ignored. */
  public WordSet(Collection<String> words) {
    slots = new byte[Integer.highestOneBit(Math.max(4, words.size())) * 4][];
    int most = 0;
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      slots[slot(bytes, 0, bytes.length)] = bytes;
      most = Math.max(most, bytes.length);
    }
    longest = most;
  }

  public static WordSet of(String... words) {
    return new WordSet(List.of(words));
  }

  /** Whether a range of bytes is a word of the set. */
  public boolean has(byte[] bytes, int from, int to) {
    return to - from <= longest && slots[slot(bytes, from, to)] != null;
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
