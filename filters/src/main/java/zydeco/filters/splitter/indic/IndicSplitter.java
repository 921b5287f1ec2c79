package zydeco.filters.splitter.indic;

import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of indic-nlp-library 0.92's {@code trivial_tokenize}. Spaces and tabs part words, other
 * blanks do not; each mark is a word. A mark of numbers and dates between two digits parts no words
 * and joins what spaces part: {@code 3, 5} is the word {@code 3,5}. Neither holds for a row of
 * numbers at the start of a text, nor for Urdu.
 */
final class IndicSplitter implements TextSplitter {
  private final boolean urdu;
  private byte[] text;
  private int length;

  IndicSplitter(IndicNlp language) {
    urdu = language == IndicNlp.URDU;
  }

  @Override
  public void split(byte[] bytes, int bytesOfText, WordList words) {
    text = bytes;
    length = bytesOfText;
    boolean row = true;
    boolean afterMark = true;
    boolean glued = false;
    int before = -1;
    int at = behindSpaces(0);
    while (at < length) {
      int end = pieceEnd(at);
      int next = behindSpaces(end);
      boolean mark = !urdu && isDigit(before) && isMarkOfNumbers(text[at]) && isDigit(next);
      row &= mark || afterMark && isNumber(at, end);
      boolean joins = mark && !row;
      if (!joins && !glued) {
        words.endWord();
      }
      words.append(text, at, end);
      afterMark = mark;
      glued = joins;
      before = end - 1;
      at = next;
    }
    words.endWord();
  }

  private int behindSpaces(int from) {
    int at = from;
    while (at < length && isSpace(text[at])) {
      at++;
    }
    return at;
  }

  /** Where the mark or the characters without a mark end that begin at an offset. */
  private int pieceEnd(int from) {
    int at = from;
    while (at < length && !isSpace(text[at])) {
      int end = at + Utf8.width(text[at]);
      if (isMark(Utf8.at(text, at, length))) {
        return at == from ? end : at;
      }
      at = end;
    }
    return Math.min(at, length);
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private static boolean isMarkOfNumbers(byte octet) {
    return octet == ',' || octet == '.' || octet == ':' || octet == '/';
  }

  private boolean isDigit(int at) {
    return at >= 0 && at < length && text[at] >= '0' && text[at] <= '9';
  }

  private boolean isNumber(int from, int to) {
    int at = from;
    while (at < to && isDigit(at)) {
      at++;
    }
    return at == to;
  }

  /** ASCII's punctuation without the backslash, and the scripts' own. */
  private boolean isMark(int c) {
    if (c < 0x80) {
      return c > ' ' && c < 0x7F && c != '\\' && !isAsciiLetterOrDigit(c);
    }
    return urdu
        ? c == 0x609
            || c == 0x60A
            || c == 0x60C
            || c == 0x61E
            || c == 0x6D4
            || c >= 0x66A && c <= 0x66D
        : c == 0x964 || c == 0x965 || isFurtherEnd(c);
  }

  private static boolean isAsciiLetterOrDigit(int c) {
    return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  /** Whether a mark of Meetei Mayek or Ol Chiki, beside the dandas. */
  static boolean isFurtherEnd(int c) {
    return c == 0x1C7E || c == 0x1C7F || c == 0xAAF0 || c == 0xAAF1 || c >= 0xABEB && c <= 0xABEF;
  }
}
