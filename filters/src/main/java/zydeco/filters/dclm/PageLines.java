package zydeco.filters.dclm;

import java.util.Arrays;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Newlines;

/** The lines of a page while rules take some of them out: ranges of a buffer. */
final class PageLines {
  private static final int KEPT = 1 << 18;

  /** Says which lines stay; it may change a line's range before it answers. */
  interface Test {
    boolean keeps(int line);
  }

  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private int count;
  private byte[] bytes;

  void read(byte[] text, int length) {
    if (starts.length > KEPT) {
      starts = new int[256];
      ends = new int[256];
    }
    bytes = text;
    count = 0;
    Newlines.each(text, 0, length, this::add);
  }

  private void add(int from, int to) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = from;
    ends[count++] = to;
  }

  void keep(Test test) {
    int kept = 0;
    for (int line = 0; line < count; line++) {
      if (test.keeps(line)) {
        starts[kept] = starts[line];
        ends[kept++] = ends[line];
      }
    }
    count = kept;
  }

  /** Takes blanks, newlines among them, from both ends of the page. */
  void strip() {
    int first = 0;
    while (first < count && isBlank(first)) {
      first++;
    }
    int last = count;
    while (last > first && isBlank(last - 1)) {
      last--;
    }
    System.arraycopy(starts, first, starts, 0, last - first);
    System.arraycopy(ends, first, ends, 0, last - first);
    count = last - first;
    if (count > 0) {
      starts[0] = Blanks.stripStart(bytes, starts[0], ends[0]);
      ends[count - 1] = Blanks.stripEnd(bytes, starts[count - 1], ends[count - 1]);
    }
  }

  boolean isBlank(int line) {
    return Blanks.stripStart(bytes, starts[line], ends[line]) == ends[line];
  }

  int start(int line) {
    return starts[line];
  }

  int end(int line) {
    return ends[line];
  }

  void range(int line, int from, int to) {
    starts[line] = from;
    ends[line] = to;
  }

  /** Whether the page is the empty string. */
  boolean isEmpty() {
    return count == 0 || count == 1 && starts[0] == ends[0];
  }

  /** Joins the lines by newlines; returns the bytes. */
  byte[] join() {
    int length = Math.max(0, count - 1);
    for (int line = 0; line < count; line++) {
      length += ends[line] - starts[line];
    }
    byte[] page = new byte[length];
    int at = 0;
    for (int line = 0; line < count; line++) {
      System.arraycopy(bytes, starts[line], page, at, ends[line] - starts[line]);
      at += ends[line] - starts[line];
      if (line + 1 < count) {
        page[at++] = '\n';
      }
    }
    return page;
  }
}
