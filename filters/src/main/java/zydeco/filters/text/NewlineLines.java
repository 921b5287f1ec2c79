package zydeco.filters.text;

import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.SpanSet;
import zydeco.filters.bytes.Utf8;

/**
 * The lines of one text between newlines, as datatrove's FineWeb and Gopher repetition filters take
 * them. FineWeb leaves out lines of blanks; Gopher takes a run of newlines as one, so that of empty
 * lines only one before and one after all others is left.
 */
public final class NewlineLines {
  private static final int SHORT = 30;

  private final SpanSet seen = new SpanSet();
  private boolean allAscii;
  private int newlines;
  private int lines;
  private int repeatedLines;
  private long repeatedCharacters;
  private int filledLines;
  private int punctuatedLines;
  private int shortLines;
  private long repeatedFilledCharacters;

  /** Reads a padded text; ascii says that every character is one byte. */
  void read(byte[] bytes, int length, boolean ascii) {
    allAscii = ascii;
    seen.clear();
    newlines = 0;
    lines = 0;
    repeatedLines = 0;
    repeatedCharacters = 0;
    filledLines = 0;
    punctuatedLines = 0;
    shortLines = 0;
    repeatedFilledCharacters = 0;
    int start = 0;
    for (int base = 0; base < length; base += 8) {
      long ends = BlankMask.equal(Hashing.word(bytes, base), '\n');
      for (; ends != 0; ends &= ends - 1) {
        int at = base + (Long.numberOfTrailingZeros(ends) >>> 3);
        newlines++;
        line(bytes, start, at, start == 0);
        start = at + 1;
      }
    }
    line(bytes, start, length, true);
  }

  private void line(byte[] bytes, int from, int to, boolean outer) {
    if (from == to && !outer) {
      return;
    }
    lines++;
    boolean filled = Blanks.stripStart(bytes, from, to) < to;
    int characters = allAscii ? to - from : Utf8.count(bytes, from, to);
    if (!seen.add(bytes, from, to)) {
      repeatedLines++;
      repeatedCharacters += characters;
      repeatedFilledCharacters += filled ? characters : 0;
    }
    if (filled) {
      filledLines++;
      shortLines += characters <= SHORT ? 1 : 0;
      int last = Utf8.at(bytes, Utf8.before(bytes, to, from), to);
      punctuatedLines += Characters.is(last, Characters.TERMINAL) ? 1 : 0;
    }
  }

  public int newlines() {
    return newlines;
  }

  /** Gopher's lines: parts between runs of newlines. */
  public int lines() {
    return lines;
  }

  /** Gopher's lines that an earlier one equals. */
  public int repeatedLines() {
    return repeatedLines;
  }

  /** Code points of those. */
  public long repeatedCharacters() {
    return repeatedCharacters;
  }

  /** Lines with more than blanks. */
  public int filledLines() {
    return filledLines;
  }

  /** Filled lines whose last character ends a sentence. */
  public int punctuatedLines() {
    return punctuatedLines;
  }

  /** Filled lines of at most 30 characters. */
  public int shortLines() {
    return shortLines;
  }

  /** Code points of filled lines that an earlier one equals. */
  public long repeatedFilledCharacters() {
    return repeatedFilledCharacters;
  }
}
