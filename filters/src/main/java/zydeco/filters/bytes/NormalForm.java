package zydeco.filters.bytes;

import java.util.Arrays;

/** Lower case and canonical decomposition, character by character, then the order of marks. */
public final class NormalForm {
  private static final int DOTTED_I = 0x130;
  private static final int SIGMA = 0x3A3;

  private int[] points = new int[64];
  private int[] classes = new int[64];

  /**
   * Writes the decomposition of the lower case of the character at an offset; returns the offset
   * behind it. At most 16 bytes are written. ASCII punctuation does not count where a capital sigma
   * looks around.
   */
  public int putLower(byte[] into, int to, byte[] bytes, int at, int length) {
    int c = Utf8.at(bytes, at, length);
    if (c == DOTTED_I) {
      return Utf8.put(into, Utf8.put(into, to, 'i'), 0x307);
    }
    if (c == SIGMA) {
      return Utf8.put(into, to, Folding.isFinalSigma(bytes, at, 0, length, true) ? 'ς' : 'σ');
    }
    int lower = Folding.lower(c);
    int[] sequence = Folding.decomposition(lower);
    if (sequence == null) {
      return Utf8.put(into, to, lower);
    }
    int end = to;
    for (int part : sequence) {
      end = Utf8.put(into, end, part);
    }
    return end;
  }

  /** Puts runs of marks in the order of their combining classes; returns where the range ends. */
  public int order(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0 || Folding.combiningClass(Utf8.at(bytes, at, to)) == 0) {
        at += Utf8.width(bytes[at]);
      } else {
        at = orderRun(bytes, at, to);
      }
    }
    return to;
  }

  private int orderRun(byte[] bytes, int from, int to) {
    int count = 0;
    int at = from;
    boolean ordered = true;
    while (at < to) {
      int c = Utf8.at(bytes, at, to);
      int combining = Folding.combiningClass(c);
      if (combining == 0) {
        break;
      }
      if (count == points.length) {
        points = Arrays.copyOf(points, 2 * count);
        classes = Arrays.copyOf(classes, 2 * count);
      }
      ordered &= count == 0 || classes[count - 1] <= combining;
      points[count] = c;
      classes[count++] = combining;
      at += Utf8.width(bytes[at]);
    }
    if (!ordered) {
      rewrite(bytes, from, count);
    }
    return at;
  }

  /** A stable sort by counting: linear, as there are 255 classes. */
  private void rewrite(byte[] bytes, int from, int count) {
    int[] starts = new int[256];
    for (int i = 0; i < count; i++) {
      starts[classes[i] + 1]++;
    }
    for (int c = 1; c < 256; c++) {
      starts[c] += starts[c - 1];
    }
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[starts[classes[i]]++] = points[i];
    }
    int to = from;
    for (int c : sorted) {
      to = Utf8.put(bytes, to, c);
    }
  }
}
