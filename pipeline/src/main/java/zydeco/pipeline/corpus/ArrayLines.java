package zydeco.pipeline.corpus;

import java.io.IOException;
import java.util.BitSet;

/**
 * The bytes of a file that is one JSON array, as JSON lines: what stands between its elements
 * becomes the ends of lines, line ends inside of them blanks, and every byte keeps its place. A
 * file that begins otherwise, and what follows the array, stays as it is. Brackets that do not
 * match, or an array without an end, are a CorruptFileException.
 */
final class ArrayLines implements ByteFeed {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private enum Where {
    BEFORE,
    INSIDE,
    BEHIND
  }

  private final InputFile file;
  private final ByteFeed in;
  private final BitSet objects = new BitSet();
  private Where where = Where.BEFORE;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private long count;
  private long base; // the place in the file of the buffer's first byte

  ArrayLines(InputFile file, ByteFeed in) {
    this.file = file;
    this.in = in;
  }

  /** Whether the first bytes of a file leave open, or say, that it is an array. */
  static boolean mayBegin(byte[] head) {
    for (int at = 0; at < head.length; at++) {
      if (!isBefore(head[at], at)) {
        return head[at] == '[';
      }
    }
    return true;
  }

  /** Whether a byte may stand before the array: a blank, or one of a byte order mark. */
  private static boolean isBefore(byte value, long at) {
    boolean blank = value == ' ' || value == '\t' || value == '\r' || value == '\n';
    return blank || at < MARK.length && value == MARK[(int) at];
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read < 0) {
      if (where == Where.INSIDE) {
        throw corrupt(count, "its array has no end: the file is cut short");
      }
      return read;
    }
    base = count - offset;
    int end = offset + read;
    int at = offset;
    while (at < end && where != Where.BEHIND) {
      at =
          where == Where.BEFORE
              ? begin(bytes, at, end)
              : inString ? string(bytes, at, end) : go(bytes, at);
    }
    count += read;
    return read;
  }

  private int begin(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && isBefore(bytes[at], base + at)) {
      at++;
    }
    if (at < end) {
      where = bytes[at] == '[' ? Where.INSIDE : Where.BEHIND;
    }
    return at;
  }

  /** One byte further, outside of strings. */
  private int go(byte[] bytes, int at) throws CorruptFileException {
    byte value = bytes[at];
    switch (value) {
      case '"' -> inString = true;
      case '\n' -> bytes[at] = ' ';
      case '{', '[' -> {
        if (depth > JsonLine.DEEPEST) {
          throw corrupt(base + at, "nested deeper than " + JsonLine.DEEPEST);
        }
        objects.set(depth, value == '{');
        bytes[at] = depth == 0 ? (byte) ' ' : value;
        depth++;
      }
      case '}', ']' -> {
        depth--;
        if (objects.get(depth) != (value == '}')) {
          String due = objects.get(depth) ? "'}'" : "']'";
          throw corrupt(base + at, "not JSON: '" + (char) value + "' where " + due + " was due");
        }
        if (depth == 0) {
          bytes[at] = '\n';
          where = Where.BEHIND;
        }
      }
      case ',' -> bytes[at] = depth == 1 ? (byte) '\n' : value;
      default -> {}
    }
    return at + 1;
  }

  private int string(byte[] bytes, int from, int end) {
    int at = from;
    if (escaped) {
      escaped = false;
      bytes[at] = bytes[at] == '\n' ? (byte) '\r' : bytes[at];
      return at + 1;
    }
    at = JsonScan.special(bytes, at, end);
    if (at == end) {
      return at;
    }
    switch (bytes[at]) {
      case '"' -> inString = false;
      case '\\' -> escaped = true;
      case '\n' -> bytes[at] = '\r'; // as wrong as it is there, and the element stays one line
      default -> {}
    }
    return at + 1;
  }

  private CorruptFileException corrupt(long at, String why) {
    return new CorruptFileException(file.name(), at, why);
  }
}
