package zydeco.filters.text;

import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.SpanSet;
import zydeco.filters.bytes.Utf8;

/** The parts of one text, without blanks at its ends, between two newlines or more. */
public final class Paragraphs {
  private final SpanSet seen = new SpanSet();
  private int count;
  private int repeated;
  private long repeatedCharacters;

  void read(byte[] bytes, int length) {
    seen.clear();
    count = 0;
    repeated = 0;
    repeatedCharacters = 0;
    int start = Blanks.stripStart(bytes, 0, length);
    int end = Blanks.stripEnd(bytes, start, length);
    int base = start;
    while (base < end) {
      long word = Hashing.word(bytes, base);
      long both =
          BlankMask.equal(word, '\n') & BlankMask.equal(Hashing.word(bytes, base + 1), '\n');
      int at = base + (Long.numberOfTrailingZeros(both) >>> 3);
      if (both == 0 || at + 1 >= end) {
        base += 8;
      } else {
        paragraph(bytes, start, at);
        start = at;
        while (bytes[start] == '\n') {
          start++;
        }
        base = start;
      }
    }
    paragraph(bytes, start, end);
  }

  private void paragraph(byte[] bytes, int from, int to) {
    count++;
    if (!seen.add(bytes, from, to)) {
      repeated++;
      repeatedCharacters += Utf8.count(bytes, from, to);
    }
  }

  /** How many there are; at least 1. */
  public int count() {
    return count;
  }

  /** Those that an earlier one equals. */
  public int repeated() {
    return repeated;
  }

  /** Code points of those. */
  public long repeatedCharacters() {
    return repeatedCharacters;
  }
}
