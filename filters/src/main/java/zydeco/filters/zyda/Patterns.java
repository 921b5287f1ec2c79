package zydeco.filters.zyda;

import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Hashing;

/** Zyda-1's eight patterns, which its code takes as regular expressions, eight bytes at a time. */
final class Patterns {
  private int xml;
  private int xmlVersion;
  private int loremIpsum;
  private int https;
  private int less;
  private int greater;
  private int quoteColon;
  private int www;
  private int wwwFrom;

  void read(byte[] bytes, int length) {
    xml = 0;
    xmlVersion = 0;
    loremIpsum = 0;
    https = 0;
    less = 0;
    greater = 0;
    quoteColon = 0;
    www = 0;
    wwwFrom = 0;
    for (int base = 0; base < length; base += Long.BYTES) {
      int left = length - base;
      long valid = left >= Long.BYTES ? -1L : (1L << 8 * left) - 1;
      long word = Hashing.word(bytes, base);
      long next = Hashing.word(bytes, base + 1);
      less += Long.bitCount(BlankMask.equal(word, '<') & valid);
      greater += Long.bitCount(BlankMask.equal(word, '>') & valid);
      quoteColon += Long.bitCount(pair(word, '"', next, ':') & valid);
      long found =
          pair(word, 'x', next, 'm')
              | pair(word, 'l', next, 'o')
              | pair(word, 'h', next, 't')
              | pair(word, 'w', next, 'w');
      for (found &= valid; found != 0; found &= found - 1) {
        begin(bytes, base + (Long.numberOfTrailingZeros(found) >>> 3), length);
      }
    }
  }

  /** 0x80 in each byte of one, with the byte behind it of the other. */
  private static long pair(long word, int first, long next, int second) {
    return BlankMask.equal(word, first) & BlankMask.equal(next, second);
  }

  private void begin(byte[] bytes, int at, int length) {
    switch (bytes[at]) {
      case 'x' -> {
        xml += is(bytes, at, "xml") ? 1 : 0;
        xmlVersion += is(bytes, at, "xml version=") ? 1 : 0;
      }
      case 'l' -> loremIpsum += is(bytes, at, "lorem ipsum") ? 1 : 0;
      case 'h' -> https += is(bytes, at, "https://") ? 1 : 0;
      default -> {
        boolean more = at + 3 < length && bytes[at + 3] != '\n';
        if (at >= wwwFrom && more && is(bytes, at, "www")) {
          www++;
          wwwFrom = at + 4;
        }
      }
    }
  }

  private static boolean is(byte[] bytes, int at, String word) {
    for (int i = 1; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int xml() {
    return xml;
  }

  int xmlVersion() {
    return xmlVersion;
  }

  int loremIpsum() {
    return loremIpsum;
  }

  int https() {
    return https;
  }

  int less() {
    return less;
  }

  int greater() {
    return greater;
  }

  /** A double quote and a colon. */
  int quoteColon() {
    return quoteColon;
  }

  /** Three w and any character but a newline. */
  int www() {
    return www;
  }
}
