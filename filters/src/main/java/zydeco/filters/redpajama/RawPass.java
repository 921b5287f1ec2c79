package zydeco.filters.redpajama;

import java.util.Arrays;
import zydeco.filters.bytes.AsciiMask;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;

/**
 * RedPajama-V2's counts over a text as it came, in one walk: its words (runs of word characters,
 * runs of other characters that are no blanks, as the module regex of NLTK's tokenizer knows them),
 * sentences, symbols and lines (as Python's re and str know them).
 */
final class RawPass {
  private static final int BLANK = 0;
  private static final int WORD = 1;
  private static final int MARK = 2;
  private static final int LETTER = 1 << 2;
  private static final int UPPER = 1 << 3;
  private static final int LOWER = 1 << 4;
  private static final int STOP = 1 << 5;
  private static final int PYTHON_WORD = 1 << 6;
  private static final int PYTHON_BLANK = 1 << 7;
  private static final int KINDS = 3;
  private static final int[] ASCII = ascii();
  private static final int KEPT = 1 << 18;
  private static final String BULLETS =
      "\u2022\u2023\u25B6\u25C0\u25E6\u25A0\u25A1\u25AA\u25AB\u2013";

  private int[] lineEnds = new int[256];
  private int[] capitals = new int[256];
  private boolean[] bullets = new boolean[256];
  private boolean[] punctuated = new boolean[256];
  private int lines;
  private int ellipsisLines;
  private int words;
  private int letteredWords;
  private int capitalWords;
  private int stopWords;
  private int sentences;
  private int symbols;
  private int curlyBrackets;
  private int characters;

  private byte[] bytes;
  private WordSet stops;
  private int wordStart;
  private int wordFacts;
  private int lineCapitals;
  private int lineStart;
  private int firstInLine;
  private int lastInLine;

  private static int[] ascii() {
    int[] facts = new int[128];
    Arrays.setAll(facts, RawPass::facts);
    return facts;
  }

  private static int facts(int c) {
    int classes = Characters.of(c);
    int python =
        ((classes & Characters.WORD) != 0 ? PYTHON_WORD : 0)
            | ((classes & Characters.SPACE) != 0 ? PYTHON_BLANK : 0);
    int letter = c < 128 && Character.isLetter(c) ? LETTER : 0;
    int upper = (classes & Characters.UPPERCASE) != 0 ? UPPER : 0;
    int lower = (classes & (Characters.LOWERCASE | Characters.TITLECASE)) != 0 ? LOWER : 0;
    int stop = c == '.' || c == '!' || c == '?' ? STOP : 0;
    return kind(c) | python | letter | upper | lower | stop;
  }

  /** 0 for a blank, 1 for a character of words, 2 for any other. */
  static int kind(int c) {
    int classes = Characters.of(c);
    return (classes & Characters.REGEX_SPACE) != 0
        ? BLANK
        : (classes & Characters.REGEX_WORD) != 0 ? WORD : MARK;
  }

  void read(byte[] text, int length, WordSet stopList) {
    clear(text, stopList);
    int kind = BLANK;
    boolean inSentence = false;
    boolean ended = false;
    for (int at = 0; at < length; ) {
      long eight = Hashing.word(bytes, at);
      long letters = AsciiMask.letters(eight);
      int count = AsciiMask.leading(letters);
      if (count > 0) {
        if (kind != WORD) {
          endWord(kind, at);
          wordStart = at;
          wordFacts = 0;
          kind = WORD;
        }
        letters(at, count, AsciiMask.capitals(eight, letters));
        sentences += inSentence && !ended ? 0 : 1;
        inSentence = true;
        ended = false;
        at += count;
        continue;
      }
      int octet = bytes[at];
      int width = 1;
      int c = octet;
      int facts;
      if (octet >= 0) {
        facts = ASCII[octet];
      } else {
        width = Utf8.width(bytes[at]);
        c = Utf8.at(bytes, at, length);
        facts = facts(c);
      }
      int next = facts & KINDS;
      if (next != kind) {
        endWord(kind, at);
        wordStart = at;
        wordFacts = 0;
        kind = next;
      }
      wordFacts |= facts;
      boolean stop = (facts & STOP) != 0;
      if (!stop && ended) {
        inSentence = false;
        ended = false;
      }
      if ((facts & PYTHON_WORD) != 0 && !inSentence) {
        sentences++;
        inSentence = true;
      }
      ended |= stop && inSentence;
      characters++;
      lineCapitals += facts >>> 3 & 1;
      if ((facts & PYTHON_BLANK) == 0) {
        firstInLine = firstInLine < 0 ? c : firstInLine;
        lastInLine = at + width;
        if (next == MARK) {
          mark(c, at, length);
        }
      } else if (c == '\n') {
        endLine(at + 1);
      }
      at += width;
    }
    endWord(kind, length);
    if (lineStart < length) {
      endLine(length);
    }
  }

  /** Letters of ASCII in a row; capitals has 0x80 for those, also of bytes behind them. */
  private void letters(int at, int count, long capitals) {
    int upper = Long.bitCount(capitals << 64 - 8 * count);
    wordFacts |= LETTER | (upper > 0 ? UPPER : 0) | (upper < count ? LOWER : 0);
    lineCapitals += upper;
    characters += count;
    firstInLine = firstInLine < 0 ? bytes[at] : firstInLine;
    lastInLine = at + count;
  }

  private void clear(byte[] text, WordSet stopList) {
    if (lineEnds.length > KEPT) {
      lineEnds = new int[256];
      grow(256);
    }
    bytes = text;
    stops = stopList;
    lines = 0;
    ellipsisLines = 0;
    words = 0;
    letteredWords = 0;
    capitalWords = 0;
    stopWords = 0;
    sentences = 0;
    symbols = 0;
    curlyBrackets = 0;
    characters = 0;
    wordFacts = 0;
    lineStart = 0;
    lineCapitals = 0;
    firstInLine = -1;
    lastInLine = 0;
  }

  private void endWord(int kind, int at) {
    if (kind == BLANK) {
      return;
    }
    words++;
    letteredWords += wordFacts >>> 2 & 1;
    capitalWords += (wordFacts & (UPPER | LOWER)) == UPPER ? 1 : 0;
    if (stops != null && stops.has(bytes, wordStart, at)) {
      stopWords++;
    }
  }

  private void mark(int c, int at, int length) {
    switch (c) {
      case '#', '…' -> symbols++;
      case '{', '}' -> curlyBrackets++;
      case '.' -> {
        boolean last = at + 1 >= length || bytes[at + 1] != '.';
        symbols += last ? dotsBefore(at + 1) / 3 : 0;
      }
      default -> {}
    }
  }

  private int dotsBefore(int end) {
    int start = end;
    while (start > 0 && bytes[start - 1] == '.') {
      start--;
    }
    return end - start;
  }

  private void endLine(int end) {
    if (lines == lineEnds.length) {
      lineEnds = Arrays.copyOf(lineEnds, 2 * lines);
      grow(2 * lines);
    }
    lineEnds[lines] = characters;
    capitals[lines] = lineCapitals;
    bullets[lines] = firstInLine >= 0 && BULLETS.indexOf(firstInLine) >= 0;
    punctuated[lines] = firstInLine >= 0 && isPunctuated();
    ellipsisLines += firstInLine >= 0 && isEllipsis() ? 1 : 0;
    lines++;
    lineStart = end;
    lineCapitals = 0;
    firstInLine = -1;
  }

  private void grow(int size) {
    capitals = Arrays.copyOf(capitals, size);
    bullets = Arrays.copyOf(bullets, size);
    punctuated = Arrays.copyOf(punctuated, size);
  }

  private boolean isPunctuated() {
    return switch (bytes[lastInLine - 1]) {
      case '.', '!', '?' -> true;
      default -> lastInLine - lineStart >= 3 && lastThree() == '”';
    };
  }

  private boolean isEllipsis() {
    if (lastInLine - lineStart < 3) {
      return false;
    }
    boolean dots =
        bytes[lastInLine - 1] == '.'
            && bytes[lastInLine - 2] == '.'
            && bytes[lastInLine - 3] == '.';
    return dots || lastThree() == '…';
  }

  private int lastThree() {
    int lead = bytes[lastInLine - 3];
    return (lead & 0xF0) == 0xE0 ? Utf8.at(bytes, lastInLine - 3, lastInLine) : -1;
  }

  int lines() {
    return lines;
  }

  /** Where a line ends, in code points; the next one starts there. */
  int lineEnd(int line) {
    return lineEnds[line];
  }

  int lineStart(int line) {
    return line == 0 ? 0 : lineEnds[line - 1];
  }

  double capitalFraction(int line) {
    return (double) capitals[line] / (lineEnds[line] - lineStart(line));
  }

  boolean isBullet(int line) {
    return bullets[line];
  }

  boolean isPunctuated(int line) {
    return punctuated[line];
  }

  int ellipsisLines() {
    return ellipsisLines;
  }

  int words() {
    return words;
  }

  int letteredWords() {
    return letteredWords;
  }

  int capitalWords() {
    return capitalWords;
  }

  int stopWords() {
    return stopWords;
  }

  int sentences() {
    return sentences;
  }

  int symbols() {
    return symbols;
  }

  int curlyBrackets() {
    return curlyBrackets;
  }

  int characters() {
    return characters;
  }
}
