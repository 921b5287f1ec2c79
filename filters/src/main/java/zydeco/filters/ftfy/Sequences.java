package zydeco.filters.ftfy;

import zydeco.filters.bytes.SingleBytes;

/**
 * Characters that stand for sequences of UTF-8 in a charset like Latin-1, whichever it is: each
 * character has the parts that its byte has in one of seven charsets.
 */
final class Sequences {
  private static final String[] CHARSETS = {
    "ISO-8859-1",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1257"
  };

  /** What also stands for itself beside a sequence: dashes, quotation marks and the like. */
  private static final String AMBIGUOUS = "–—―‘’‚“”„•…";

  private static final byte FIRST_OF_TWO = 1;
  private static final byte FIRST_OF_THREE = 2;
  private static final byte FIRST_OF_FOUR = 4;
  private static final byte NEXT = 8;
  private static final byte SURELY_NEXT = 16;
  private static final byte[] PARTS = parts();

  private Sequences() {}

  private static byte[] parts() {
    byte[] parts = new byte[0x10000];
    for (String charset : CHARSETS) {
      String high = SingleBytes.of(charset);
      for (int i = 0; i < high.length(); i++) {
        if (high.charAt(i) != '\uFFFD') {
          parts[high.charAt(i)] |= part(0x80 + i);
        }
      }
    }
    for (char c = 0; c < parts.length - 1; c++) {
      if ((parts[c] & NEXT) != 0 && AMBIGUOUS.indexOf(c) < 0) {
        parts[c] |= SURELY_NEXT;
      }
    }
    parts[' '] |= NEXT;
    return parts;
  }

  /** Of first bytes of four only those that characters have: of planes 1 and 14. */
  private static byte part(int octet) {
    if (octet < 0xC0) {
      return NEXT;
    } else if (octet >= 0xC2 && octet < 0xE0) {
      return FIRST_OF_TWO;
    } else if (octet >= 0xE0 && octet < 0xF0) {
      return FIRST_OF_THREE;
    }
    return octet == 0xF0 || octet == 0xF3 ? FIRST_OF_FOUR : 0;
  }

  /** Whether a character hardly stands for itself beside a sequence. */
  static boolean isContinuation(char c) {
    return (PARTS[c] & SURELY_NEXT) != 0;
  }

  /** Where the sequences that begin here one behind the other end; here where there is none. */
  static int behind(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int length = length(PARTS[text.charAt(at)]);
      if (length == 0 || at + length > text.length()) {
        break;
      }
      for (int i = 1; i < length; i++) {
        if ((PARTS[text.charAt(at + i)] & NEXT) == 0) {
          return at;
        }
      }
      at += length;
    }
    return at;
  }

  private static int length(byte part) {
    if ((part & FIRST_OF_TWO) != 0) {
      return 2;
    } else if ((part & FIRST_OF_THREE) != 0) {
      return 3;
    }
    return (part & FIRST_OF_FOUR) != 0 ? 4 : 0;
  }
}
