package zydeco.filters.splitter.thai;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * Numbers with full stops, commas and colons between digits, whose pieces PyThaiNLP puts together
 * again. Asked for the words of one text in their order.
 */
final class ThaiNumbers {
  private final byte[] text;
  private final int length;
  private int from;
  private int to;
  private boolean inside;

  ThaiNumbers(byte[] text, int start, int length) {
    this.text = text;
    this.length = length;
    find(start);
  }

  /** Whether a word goes on with the next one. */
  boolean goesOn(int wordFrom, int wordTo) {
    while (!inside && to > 0 && wordFrom >= to) {
      find(to);
    }
    inside |= to > 0 && wordFrom >= from;
    if (!inside || wordTo < to) {
      return inside;
    }
    inside = false;
    find(to);
    return false;
  }

  /** Finds the next number; there is none where it ends at 0. */
  private void find(int start) {
    from = start;
    to = 0;
    while (from < length && to == 0) {
      int first = behindDigits(from);
      int end = first;
      while (end > from && isMark(end) && isDigit(end + 1)) {
        end = behindDigits(end + 1);
      }
      if (end > first) {
        to = end;
      } else {
        from = Math.max(end, from + Utf8.width(text[from]));
      }
    }
  }

  private boolean isMark(int at) {
    return at < length && (text[at] == ',' || text[at] == '.' || text[at] == ':');
  }

  private int behindDigits(int start) {
    int at = start;
    while (isDigit(at)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private boolean isDigit(int at) {
    return at < length && Characters.is(Utf8.at(text, at, length), Characters.DECIMAL);
  }
}
