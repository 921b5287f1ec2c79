package zydeco.filters.nemo;

import zydeco.filters.text.Characters;
import zydeco.filters.text.Utf8;

/** Code points of a text by NeMo Curator's classes. */
final class CharacterCounts {
  private int all;
  private int alphanumeric;
  private int digits;
  private int blanks;
  private int brackets;
  private int ofUrls;

  void read(byte[] bytes, int length) {
    all = 0;
    alphanumeric = 0;
    digits = 0;
    blanks = 0;
    brackets = 0;
    for (int at = 0; at < length; at += Utf8.width(bytes[at])) {
      all++;
      if (bytes[at] >= 0) {
        ascii(bytes[at]);
      } else {
        int c = Utf8.at(bytes, at, length);
        digits += Characters.is(c, Characters.POSIX_DIGIT) ? 1 : 0;
        brackets += c == '⟨' || c == '⟩' ? 1 : 0;
      }
    }
    ofUrls = urls(bytes, length);
  }

  private void ascii(int c) {
    boolean digit = c >= '0' && c <= '9';
    int letter = c | 0x20;
    digits += digit ? 1 : 0;
    if (digit || letter >= 'a' && letter <= 'z') {
      alphanumeric++;
      return;
    }
    switch (c) {
      case '\n' -> {
        alphanumeric++;
        blanks++;
      }
      case '?', '!', ',', '.' -> alphanumeric++;
      case '\t', '\r', '\b', ' ' -> blanks++;
      case '{', '}', '[', ']', '(', ')' -> brackets++;
      default -> {}
    }
  }

  private static int urls(byte[] bytes, int length) {
    int characters = 0;
    int at = 0;
    while (at < length) {
      int address = bytes[at] == 'h' ? afterScheme(bytes, at, length) : -1;
      int end = address < 0 ? -1 : addressEnd(bytes, address, length);
      if (end > address) {
        characters += end - at;
        at = end;
      } else {
        at++;
      }
    }
    return characters;
  }

  private static int afterScheme(byte[] bytes, int at, int length) {
    if (at + 7 > length || bytes[at + 1] != 't' || bytes[at + 2] != 't' || bytes[at + 3] != 'p') {
      return -1;
    }
    int colon = bytes[at + 4] == 's' ? at + 5 : at + 4;
    boolean slashes =
        colon + 3 <= length
            && bytes[colon] == ':'
            && bytes[colon + 1] == '/'
            && bytes[colon + 2] == '/';
    return slashes ? colon + 3 : -1;
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
