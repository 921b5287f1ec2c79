package zydeco.filters.bytes;

/** Python's white space (Unicode 14.0) in UTF-8. */
public final class Blanks {
  private static final byte[] ASCII = new byte[128];

  static {
    for (int octet = 0; octet < 128; octet++) {
      ASCII[octet] = (byte) (Characters.is(octet, Characters.SPACE) ? 1 : 0);
    }
  }

  private Blanks() {}

  /** The bytes of the blank that begins at an offset, or 0 where none does. */
  public static int width(byte[] bytes, int at, int limit) {
    byte lead = bytes[at];
    if (lead >= 0) {
      return ASCII[lead];
    }
    if (lead != (byte) 0xC2 && (lead < (byte) 0xE1 || lead > (byte) 0xE3)) {
      return 0;
    }
    int width = Utf8.width(lead);
    boolean blank =
        at + width <= limit && Characters.is(Utf8.at(bytes, at, limit), Characters.SPACE);
    return blank ? width : 0;
  }

  /** Whether the blank at an offset ends a line for {@code str.splitlines}. */
  public static boolean endsLine(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case '\n', '\r', 0x0B, 0x0C, 0x1C, 0x1D, 0x1E -> true;
      case (byte) 0xC2 -> bytes[at + 1] == (byte) 0x85;
      case (byte) 0xE2 ->
          bytes[at + 1] == (byte) 0x80
              && (bytes[at + 2] == (byte) 0xA8 || bytes[at + 2] == (byte) 0xA9);
      default -> false;
    };
  }

  /** The range without blanks at its end: the new end. */
  public static int stripEnd(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from) {
      int at = Utf8.before(bytes, end, from);
      if (width(bytes, at, end) == 0) {
        break;
      }
      end = at;
    }
    return end;
  }

  /** The range without blanks at its beginning: the new beginning. */
  public static int stripStart(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to) {
      int width = width(bytes, start, to);
      if (width == 0) {
        break;
      }
      start += width;
    }
    return start;
  }
}
