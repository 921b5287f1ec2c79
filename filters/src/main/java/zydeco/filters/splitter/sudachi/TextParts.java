package zydeco.filters.splitter.sudachi;

import zydeco.filters.bytes.Utf8;

/**
 * The parts of at most 40,000 bytes in which datatrove hands a Japanese text to spaCy. They are as
 * long as the text's mean character lets it guess, and then grow by ten characters.
 */
final class TextParts {
  private static final int MOST = 40_000;
  private static final int STEP = 10;

  private final byte[] text;
  private final int end;
  private int guess;
  private int from;
  private int to;

  TextParts(byte[] text, int from, int end) {
    this.text = text;
    this.end = end;
    to = from;
    if (end - from > MOST) {
      double mean = (double) Utf8.count(text, from, end) / (end - from);
      guess = (int) Math.max(MOST * mean - STEP, 1);
    }
  }

  /** Goes to the next part; false: there is none. */
  boolean next() {
    from = to;
    if (end - from <= MOST && guess == 0) {
      to = end;
      return from < end;
    }
    to = behind(from, guess);
    while (to - from > MOST) {
      guess = Math.max(guess - STEP, 1);
      to = behind(from, guess);
    }
    while (to - from < MOST && to < end) {
      to = behind(to, STEP);
    }
    int back = to - from > MOST ? STEP : 0;
    for (int i = 0; i < back; i++) {
      to = Utf8.before(text, to, from);
    }
    return from < end;
  }

  /** The offset so many characters behind another, or the end. */
  private int behind(int start, int characters) {
    int at = start;
    for (int i = 0; i < characters && at < end; i++) {
      at += Utf8.width(text[at]);
    }
    return Math.min(at, end);
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }
}
