package zydeco.dedup.text;

/** Characters of UTF-8 bytes. A byte that begins no character is one by itself. */
public final class Utf8 {
  private Utf8() {}

  /** How many characters a text has. */
  public static int characters(byte[] text) {
    int count = 0;
    for (byte each : text) {
      count += each >= -64 ? 1 : 0;
    }
    return count;
  }

  /** Bytes of the character that begins there. */
  public static int length(byte[] text, int at) {
    byte first = text[at];
    int wanted = first >= 0 ? 1 : first < -64 ? 1 : first < -32 ? 2 : first < -16 ? 3 : 4;
    for (int i = 1; i < wanted; i++) {
      if (at + i >= text.length || text[at + i] >= -64) {
        return 1;
      }
    }
    return wanted;
  }

  /** The code point of a character of that many bytes; U+FFFD for a byte that begins none. */
  public static int at(byte[] text, int at, int length) {
    byte first = text[at];
    if (length == 1) {
      return first >= 0 ? first : 0xfffd;
    }
    int point = first & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      point = point << 6 | (text[at + i] & 0x3f);
    }
    return point;
  }

  /** Writes a code point; returns the place after it. */
  static int put(int point, byte[] out, int at) {
    if (point < 0x80) {
      out[at] = (byte) point;
      return at + 1;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    out[at] = (byte) ((0xff00 >> (more + 1)) | point >> (6 * more));
    for (int i = 1; i <= more; i++) {
      out[at + i] = (byte) (0x80 | (point >> (6 * (more - i)) & 0x3f));
    }
    return at + more + 1;
  }
}
