package zydeco.filters.ftfy;

import java.util.Arrays;
import zydeco.filters.bytes.SingleBytes;

/**
 * Charsets of single bytes by which UTF-8 is read, in the order in which ftfy tries them. Those
 * that are sloppy have Latin-1's controls for the bytes that the charset leaves out, and U+FFFD for
 * 0x1A: a byte that was lost.
 */
enum Charmap {
  LATIN1("ISO-8859-1", false),
  WINDOWS_1252("windows-1252", true),
  WINDOWS_1251("windows-1251", true),
  WINDOWS_1250("windows-1250", true),
  WINDOWS_1253("windows-1253", true),
  WINDOWS_1254("windows-1254", true),
  WINDOWS_1257("windows-1257", true),
  ISO_8859_2("ISO-8859-2", false),
  MACROMAN(SingleBytes.MACROMAN),
  CP437("IBM437", false);

  private static final char NONE = '\uFFFD';
  private static final char SUBSTITUTE = 0x1A;
  private static final int ALL = (1 << values().length) - 1;

  /** By character, which charsets have it: a bit each, by ordinal. */
  private static final short[] HAVING = having();

  private final String high;
  private final boolean sloppy;
  private final char[] characters = new char[256];
  private final short[] octets = new short[0x10000];

  Charmap(String charset, boolean sloppy) {
    this(sloppy, SingleBytes.of(charset));
  }

  Charmap(String high) {
    this(false, high);
  }

  Charmap(boolean sloppy, String high) {
    this.high = high;
    this.sloppy = sloppy;
    Arrays.fill(octets, (short) -1);
    for (int octet = 0; octet < 256; octet++) {
      char c =
          octet < 0x80 || high.charAt(octet - 0x80) == NONE
              ? (char) octet
              : high.charAt(octet - 0x80);
      characters[octet] = sloppy && c == SUBSTITUTE ? NONE : c;
      octets[characters[octet]] = (short) octet;
    }
  }

  private static short[] having() {
    short[] having = new short[0x10000];
    for (Charmap charmap : values()) {
      for (char c : charmap.characters) {
        having[c] |= (short) (1 << charmap.ordinal());
      }
    }
    return having;
  }

  /** The charsets that have all characters of a text. */
  static int thatHave(String text) {
    int charsets = ALL;
    for (int i = 0; i < text.length() && charsets != 0; i++) {
      charsets &= HAVING[text.charAt(i)];
    }
    return charsets;
  }

  boolean isAmong(int charsets) {
    return (charsets & 1 << ordinal()) != 0;
  }

  boolean isSloppy() {
    return sloppy;
  }

  char character(int octet) {
    return characters[octet];
  }

  /** The bytes of a text whose characters the charset has. */
  String bytes(String text) {
    char[] bytes = new char[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (char) octets[text.charAt(i)];
    }
    return new String(bytes);
  }

  /** The characters of bytes; null where one of them has none. */
  String decodedStrictly(String bytes) {
    char[] decoded = new char[bytes.length()];
    for (int i = 0; i < decoded.length; i++) {
      char octet = bytes.charAt(i);
      if (octet >= 0x80 && high.charAt(octet - 0x80) == NONE) {
        return null;
      }
      decoded[i] = octet < 0x80 ? octet : high.charAt(octet - 0x80);
    }
    return new String(decoded);
  }
}
