package zydeco.filters.url;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A set of byte strings of at most 65,535 bytes, made for millions of them: all bytes in one array,
 * behind their lengths, and a table of their places.
 */
final class ByteSet {
  private byte[] bytes = new byte[1 << 12];
  private int[] table = new int[1 << 8];
  private int used = 1;
  private int size;

  int size() {
    return size;
  }

  /** Whether it was not there before; longer strings are left out. */
  boolean add(byte[] entry) {
    if (entry.length > 0xFFFF || has(entry, 0, entry.length)) {
      return false;
    }
    if (used + entry.length + 2 > bytes.length) {
      long more = Math.max(used + entry.length + 2L, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(more, Integer.MAX_VALUE - 8));
    }
    if (2 * ++size > table.length) {
      grow();
    }
    place(entry.length, used, hash(entry, 0, entry.length));
    bytes[used] = (byte) (entry.length >>> 8);
    bytes[used + 1] = (byte) entry.length;
    System.arraycopy(entry, 0, bytes, used + 2, entry.length);
    used += entry.length + 2;
    return true;
  }

  private void place(int length, int at, int hash) {
    int slot = hash & (table.length - 1);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = at;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int at = 1; at < used; at += length(at) + 2) {
      place(length(at), at, hash(bytes, at + 2, at + 2 + length(at)));
    }
  }

  private int length(int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  boolean has(byte[] text, int from, int to) {
    int slot = hash(text, from, to) & (table.length - 1);
    for (int at = table[slot]; at != 0; at = table[slot]) {
      if (length(at) == to - from
          && Arrays.equals(bytes, at + 2, at + 2 + length(at), text, from, to)) {
        return true;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return false;
  }

  boolean has(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return has(utf8, 0, utf8.length);
  }

  private static int hash(byte[] text, int from, int to) {
    long hash = 0xCBF29CE484222325L;
    for (int at = from; at < to; at++) {
      hash = (hash ^ text[at]) * 0x100000001B3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }
}
