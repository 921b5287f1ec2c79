package zydeco.filters.splitter;

import zydeco.filters.bytes.Utf8;

/**
 * The next code points of a text, as many as PyThaiNLP and laonlp cut at once: up to 140, of which
 * a part ends behind a space, or in front of a word, behind the hundredth.
 */
public final class MatchedPart {
  /** Code points that are looked at. */
  public static final int MOST = 140;

  /** Code points that a part has at least where more follow. */
  public static final int LEAST = 100;

  private final int[] points = new int[MOST];
  private final int[] offsets = new int[MOST + 1];
  private int count;

  /** Reads the code points from an offset on. */
  public void read(byte[] text, int from, int length) {
    count = 0;
    int at = from;
    while (count < MOST && at < length) {
      offsets[count] = at;
      points[count++] = Utf8.at(text, at, length);
      at = Math.min(length, at + Utf8.width(text[at]));
    }
    offsets[count] = at;
  }

  /** Whether the text ends before there are too many for one part. */
  public boolean isLast() {
    return count < MOST;
  }

  /** How many code points there are. */
  public int count() {
    return count;
  }

  public int[] points() {
    return points;
  }

  /** The offset in the text of a code point, or of what is behind all. */
  public int offset(int at) {
    return offsets[at];
  }

  /** The place behind the last space where a part may end; -1: there is none. */
  public int behindSpace() {
    for (int at = MOST - 1; at >= LEAST; at--) {
      if (points[at] == ' ') {
        return at + 1;
      }
    }
    return -1;
  }
}
