package zydeco.filters.bytes;

/** Code points in UTF-8 bytes. Ill-formed bytes give some code point, never an exception. */
public final class Utf8 {
  private Utf8() {}

  /** Bytes of the code point that begins with this byte: 1 to 4. */
  public static int width(byte lead) {
    return lead >= 0 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
  }

  /** The code point at an offset; bytes at or beyond the limit count as 0. */
  public static int at(byte[] bytes, int offset, int limit) {
    int lead = bytes[offset];
    if (lead >= 0) {
      return lead;
    }
    int width = width((byte) lead);
    int value = lead & (0xFF >> (width + 1));
    for (int i = 1; i < width; i++) {
      value = value << 6 | (offset + i < limit ? bytes[offset + i] & 0x3F : 0);
    }
    return value;
  }

  /** Where the code point that ends at an offset begins, not before the floor. */
  public static int before(byte[] bytes, int offset, int floor) {
    int at = offset - 1;
    while (at > floor && offset - at < 4 && (bytes[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }

  /** Writes a code point; returns the offset behind it. */
  public static int put(byte[] bytes, int at, int codePoint) {
    if (codePoint < 0x80) {
      bytes[at] = (byte) codePoint;
      return at + 1;
    }
    if (codePoint < 0x800) {
      bytes[at] = (byte) (0xC0 | codePoint >>> 6);
      bytes[at + 1] = (byte) (0x80 | codePoint & 0x3F);
      return at + 2;
    }
    if (codePoint < 0x10000) {
      bytes[at] = (byte) (0xE0 | codePoint >>> 12);
      bytes[at + 1] = (byte) (0x80 | codePoint >>> 6 & 0x3F);
      bytes[at + 2] = (byte) (0x80 | codePoint & 0x3F);
      return at + 3;
    }
    bytes[at] = (byte) (0xF0 | codePoint >>> 18);
    bytes[at + 1] = (byte) (0x80 | codePoint >>> 12 & 0x3F);
    bytes[at + 2] = (byte) (0x80 | codePoint >>> 6 & 0x3F);
    bytes[at + 3] = (byte) (0x80 | codePoint & 0x3F);
    return at + 4;
  }

  /** The code points of a range of bytes. */
  public static int count(byte[] bytes, int from, int to) {
    int continuations = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = Hashing.word(bytes, at);
      continuations += Long.bitCount(word & ~(word << 1) & 0x8080808080808080L);
    }
    for (; at < to; at++) {
      continuations += (bytes[at] & 0xC0) == 0x80 ? 1 : 0;
    }
    return to - from - continuations;
  }

  /** The bytes that chars of a string come to. */
  public static int encodedLength(String text, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
