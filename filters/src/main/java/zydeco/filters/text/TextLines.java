package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Utf8;

/** The lines of one text by {@code str.splitlines}, filled in by the walk over its runs. */
final class TextLines {
  private static final int KEPT = 1 << 18;

  /** Fields of a line: where its first run starts, its last ends, its first word, runs, facts. */
  private static final int FIELDS = 5;

  private int[] fields = new int[FIELDS * 256];
  private int count;
  private int at;
  private int lastStart;

  void restart() {
    if (fields.length > FIELDS * KEPT) {
      fields = new int[FIELDS * 256];
    }
    count = 0;
    at = 0;
    lastStart = 0;
    open(0);
  }

  private void open(int firstWord) {
    if (at + FIELDS > fields.length) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    fields[at] = -1;
    fields[at + 1] = -1;
    fields[at + 2] = firstWord;
    fields[at + 3] = 0;
    fields[at + 4] = 0;
  }

  /** Adds some runs, of which all facts are given. */
  void runs(int from, int to, int howMany, int facts) {
    if (fields[at] < 0) {
      fields[at] = from;
    }
    fields[at + 1] = to;
    fields[at + 3] += howMany;
    fields[at + 4] |= facts & Facts.OF_RUNS;
  }

  /** Closes the lines that end in a range of blanks; words is how many came before. */
  void blanks(byte[] bytes, int from, int to, int words) {
    int i = from;
    while (i < to) {
      int width = Utf8.width(bytes[i]);
      if (Blanks.endsLine(bytes, i)) {
        if (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] == '\n') {
          width = 2;
        }
        close(i + width, words);
      }
      i += width;
    }
  }

  private void close(int nextStart, int words) {
    count++;
    at += FIELDS;
    lastStart = nextStart;
    open(words);
  }

  /** Closes the last line, where the text does not end in a line end. */
  void finish(int length, int words) {
    if (lastStart < length) {
      count++;
      at += FIELDS;
      open(words);
    }
  }

  int count() {
    return count;
  }

  /** Where the line without blanks starts; -1 where it is all blanks. */
  int start(int line) {
    return fields[FIELDS * line];
  }

  /** Where the line without blanks ends; -1 where it is all blanks. */
  int end(int line) {
    return fields[FIELDS * line + 1];
  }

  int firstWord(int line) {
    return fields[FIELDS * line + 2];
  }

  int runs(int line) {
    return fields[FIELDS * line + 3];
  }

  /** Facts about runs, of all runs of the line. */
  int facts(int line) {
    return fields[FIELDS * line + 4];
  }
}
