package zydeco.filters.bytes;

import java.util.Arrays;

/** Looks for byte patterns in ranges of a buffer. */
public final class Search {
  private static final int SHORT = 64;
  private static final byte[] ONES = {-1, -1, -1, -1, -1, -1, -1, -1};

  private Search() {}

  /**
   * Counts occurrences that do not overlap, from the left, as {@code str.count} does, of a pattern
   * of at least one byte in a padded buffer. Linear in the bytes (Knuth, Morris, Pratt 1977, for
   * long patterns).
   */
  public static int count(byte[] bytes, int from, int to, byte[] pattern) {
    return pattern.length > SHORT
        ? countLong(bytes, from, to, pattern)
        : countShort(bytes, from, to, pattern);
  }

  private static int countShort(byte[] bytes, int from, int to, byte[] pattern) {
    byte[] padded = Arrays.copyOf(pattern, pattern.length + 8);
    long head = Hashing.head(padded, 0, pattern.length);
    long used = Hashing.head(ONES, 0, pattern.length);
    int count = 0;
    int free = from;
    for (int at = from; at + pattern.length <= to; at++) {
      if ((Hashing.word(bytes, at) & used) == head
          && at >= free
          && Arrays.equals(pattern, 0, pattern.length, bytes, at, at + pattern.length)) {
        count++;
        free = at + pattern.length;
      }
    }
    return count;
  }

  private static int countLong(byte[] bytes, int from, int to, byte[] pattern) {
    int[] back = failures(pattern);
    int matched = 0;
    int count = 0;
    for (int at = from; at < to; at++) {
      if (matched == 0 && bytes[at] != pattern[0]) {
        continue;
      }
      while (matched > 0 && bytes[at] != pattern[matched]) {
        matched = back[matched];
      }
      matched += bytes[at] == pattern[matched] ? 1 : 0;
      if (matched == pattern.length) {
        count++;
        matched = 0;
      }
    }
    return count;
  }

  /** For each length matched, the longest shorter prefix that is also a suffix of it. */
  private static int[] failures(byte[] pattern) {
    int[] back = new int[pattern.length + 1];
    int prefix = 0;
    for (int i = 1; i < pattern.length; i++) {
      while (prefix > 0 && pattern[i] != pattern[prefix]) {
        prefix = back[prefix];
      }
      prefix += pattern[i] == pattern[prefix] ? 1 : 0;
      back[i + 1] = prefix;
    }
    return back;
  }

  /**
   * Whether a range has a phrase once {@code str.lower} has been applied; the phrase is of
   * lower-case ASCII and has no {@code i} at its end.
   */
  public static boolean hasIgnoringCase(byte[] bytes, int from, int to, byte[] phrase) {
    int last = to - phrase.length;
    for (int at = from; at <= last; at++) {
      if ((bytes[at] | 0x20) == phrase[0] && isIgnoringCase(bytes, at, to, phrase)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a range ends in a phrase once {@code str.lower} has been applied. */
  public static boolean endsIgnoringCase(byte[] bytes, int from, int to, byte[] phrase) {
    return to - from >= phrase.length && isIgnoringCase(bytes, to - phrase.length, to, phrase);
  }

  /**
   * Whether a phrase stands at an offset once {@code str.lower} has been applied, which makes a k
   * of the Kelvin sign.
   */
  public static boolean isIgnoringCase(byte[] bytes, int from, int to, byte[] phrase) {
    int at = from;
    for (byte letter : phrase) {
      if (at >= to) {
        return false;
      }
      int octet = bytes[at];
      boolean kelvin = letter == 'k' && octet == (byte) 0xE2 && Utf8.at(bytes, at, to) == 0x212A;
      int lower = octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
      if (!kelvin && lower != letter) {
        return false;
      }
      at += kelvin ? 3 : 1;
    }
    return true;
  }
}
