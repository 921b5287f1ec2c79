package zydeco.filters.nemo;

import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.Utf8;

/** Code points of a text by NeMo Curator's classes. */
final class CharacterCounts {
  /* What an ASCII character adds to each of four counts, 16 bits each, of which sums of at most
   * STRETCH characters do not run over. */
  private static final int STRETCH = 1 << 15;
  private static final int DIGITS = 16;
  private static final int BLANKS = 32;
  private static final int BRACKETS = 48;
  private static final long[] ASCII = new long[128];

  static {
    for (int c = 0; c < 128; c++) {
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      ASCII[c] =
          one(digit || letter || "\n?!,.".indexOf(c) >= 0, 0)
              | one(digit, DIGITS)
              | one("\n\t\r\b ".indexOf(c) >= 0, BLANKS)
              | one("{}[]()".indexOf(c) >= 0, BRACKETS);
    }
  }

  private int all;
  private int alphanumeric;
  private int digits;
  private int blanks;
  private int brackets;
  private int ofUrls;

  void read(byte[] bytes, int length) {
    all = Utf8.count(bytes, 0, length);
    alphanumeric = 0;
    digits = 0;
    blanks = 0;
    brackets = 0;
    for (int from = 0; from < length; from += STRETCH) {
      ascii(bytes, from, Math.min(length, from + STRETCH));
    }
    for (int at = 0; at < length && all < length; at += Utf8.width(bytes[at])) {
      if (bytes[at] < 0) {
        int c = Utf8.at(bytes, at, length);
        digits += Characters.is(c, Characters.POSIX_DIGIT) ? 1 : 0;
        brackets += c == '⟨' || c == '⟩' ? 1 : 0;
      }
    }
    ofUrls = urls(bytes, length);
  }

  private static long one(boolean counts, int place) {
    return counts ? 1L << place : 0;
  }

  private void ascii(byte[] bytes, int from, int to) {
    long counts = 0;
    for (int at = from; at < to; at++) {
      counts += ASCII[bytes[at] & 0x7F] & ~(bytes[at] >> 8);
    }
    alphanumeric += (int) counts & 0xFFFF;
    digits += (int) (counts >>> DIGITS) & 0xFFFF;
    blanks += (int) (counts >>> BLANKS) & 0xFFFF;
    brackets += (int) (counts >>> BRACKETS) & 0xFFFF;
  }

  private static int urls(byte[] bytes, int length) {
    int characters = 0;
    int free = 0;
    for (int base = 0; base < length; base += 8) {
      long colons = BlankMask.equal(Hashing.word(bytes, base), ':');
      for (; colons != 0; colons &= colons - 1) {
        int colon = base + (Long.numberOfTrailingZeros(colons) >>> 3);
        int start = scheme(bytes, colon, free, length);
        int end = start < 0 ? -1 : addressEnd(bytes, colon + 3, length);
        if (end > colon + 3) {
          characters += end - start;
          free = end;
        }
      }
    }
    return characters;
  }

  /** Where the http or https begins that a colon and two slashes end, not before a floor; or -1. */
  private static int scheme(byte[] bytes, int colon, int floor, int length) {
    if (colon + 3 > length || bytes[colon + 1] != '/' || bytes[colon + 2] != '/') {
      return -1;
    }
    int end = colon > 0 && bytes[colon - 1] == 's' ? colon - 1 : colon;
    int start = end - 4;
    boolean http =
        start >= floor
            && bytes[start] == 'h'
            && bytes[start + 1] == 't'
            && bytes[start + 2] == 't'
            && bytes[start + 3] == 'p';
    return http ? start : -1;
  }

  private static int addressEnd(byte[] bytes, int from, int length) {
    int at = from;
    while (at < length) {
      int c = bytes[at];
      int letter = c | 0x20;
      if (c >= '0' && c <= '9'
          || letter >= 'a' && letter <= 'z' && c > 0
          || c > 0 && "$-_@.&+/:=?#~!*(),".indexOf(c) >= 0) {
        at++;
      } else if (c == '%' && at + 2 < length && isHex(bytes[at + 1]) && isHex(bytes[at + 2])) {
        at += 3;
      } else {
        return at;
      }
    }
    return at;
  }

  private static boolean isHex(byte octet) {
    return Character.digit(octet, 16) >= 0 && octet > 0;
  }

  /** All code points. */
  int all() {
    return all;
  }

  /** ASCII letters and digits, newlines, {@code ? ! , .} */
  int alphanumeric() {
    return alphanumeric;
  }

  /** {@code [[:digit:]]}. */
  int digits() {
    return digits;
  }

  /** Tab, newline, carriage return, backspace, space. */
  int blanks() {
    return blanks;
  }

  /** Round, square, curly and mathematical angle brackets. */
  int brackets() {
    return brackets;
  }

  /** Characters of addresses that begin with http:// or https://. */
  int ofUrls() {
    return ofUrls;
  }
}
