package zydeco.filters.dclm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.stream.Stream;
import zydeco.filters.bytes.AsciiMask;
import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.Newlines;
import zydeco.filters.bytes.Search;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.GramFacts;
import zydeco.filters.text.LineCopies;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;
import zydeco.filters.text.Tokens;

/**
 * What DCLM's reproduction of RefinedWeb counts on a page from which it has taken addresses and
 * newlines beyond two, and what its line rules leave of it.
 */
final class DclmText extends Reading {
  private static final long[] STOP_WORDS =
      Stream.of("the", "be", "to", "of", "and", "that", "have", "with")
          .mapToLong(w -> packed(Arrays.copyOf(w.getBytes(US_ASCII), 8), 0, w.length()))
          .toArray();

  private static final int LONGEST_STOP_WORD = 4;
  private static final byte[] DOTS = "...".getBytes(US_ASCII);
  private static final byte[] SPACED_DOTS = ". . .".getBytes(US_ASCII);

  private static final int ELLIPSIS = 0xE2;

  private static final long FIRST = 0x80;

  private static final int UNKNOWN = -1;

  private final Addresses addresses = new Addresses();
  private final LineRules rules = new LineRules();
  private final WordBreaks breaks = new WordBreaks();
  private final LineCopies lines = new LineCopies();
  private final LineCopies paragraphs = new LineCopies();
  private final Tokens words = new Tokens();
  private final GramFacts grams = new GramFacts();
  private byte[] page = new byte[0];
  private int length;
  private byte[] kept = new byte[0];
  private int wordCount;
  private int keptWordCount;
  private boolean gramsRead;
  private boolean rulesApplied;
  private int splitWords;
  private long splitCharacters;
  private int lettered;
  private int stopWords;
  private int bullets;
  private int ellipses;

  static DclmText of(Segments segments) {
    return segments.reading(DclmText.class, DclmText::new);
  }

  @Override
  protected void read(Segments segments) {
    gramsRead = false;
    rulesApplied = false;
    wordCount = UNKNOWN;
    keptWordCount = UNKNOWN;
    page = Arrays.copyOf(segments.bytes(), segments.length() + 64);
    length = withoutNewlineRuns(page, addresses.remove(page, segments.length()));
    splitWords();
    bullets = 0;
    ellipses = 0;
    lines.restart(page);
    Newlines.each(page, 0, length, this::line);
    paragraphs.restart(page);
    cutParagraphs();
  }

  /** Leaves at most two newlines side by side; returns the bytes that are left. */
  private static int withoutNewlineRuns(byte[] bytes, int length) {
    int to = firstNewlineRun(bytes, length);
    for (int at = to; at < length; at++) {
      boolean third =
          to >= 2 && bytes[at] == '\n' && bytes[to - 1] == '\n' && bytes[to - 2] == '\n';
      if (!third) {
        bytes[to++] = bytes[at];
      }
    }
    Arrays.fill(bytes, to, Math.max(to, length), (byte) 0);
    return to;
  }

  /** Where three newlines side by side begin, or the length. */
  private static int firstNewlineRun(byte[] bytes, int length) {
    for (int at = 2; at < length; at += 3) { // one of three is here
      if (bytes[at] == '\n') {
        int from = bytes[at - 1] != '\n' ? at : bytes[at - 2] != '\n' ? at - 1 : at - 2;
        if (bytes[from + 1] == '\n' && bytes[from + 2] == '\n' && from + 2 < length) {
          return from;
        }
      }
    }
    return length;
  }

  private void splitWords() {
    splitWords = 0;
    splitCharacters = 0;
    lettered = 0;
    stopWords = 0;
    int at = Blanks.stripStart(page, 0, length);
    while (at < length) {
      int from = at;
      boolean letter = false;
      while (at < length && Blanks.width(page, at, length) == 0) {
        if (page[at] >= 0) {
          int lower = page[at] | 32;
          letter |= lower >= 'a' && lower <= 'z';
          at++;
        } else {
          letter |= Characters.is(Utf8.at(page, at, length), Characters.ALPHABETIC);
          at += Utf8.width(page[at]);
        }
        splitCharacters++;
      }
      splitWords++;
      lettered += letter ? 1 : 0;
      stopWords += at - from <= LONGEST_STOP_WORD && isStopWord(from, at) ? 1 : 0;
      at = Blanks.stripStart(page, at, length);
    }
  }

  private boolean isStopWord(int from, int to) {
    long packed = packed(page, from, to);
    for (long word : STOP_WORDS) {
      if (packed == word) {
        return true;
      }
    }
    return false;
  }

  /** A word of at most four bytes in lower case, and its length. */
  private static long packed(byte[] bytes, int from, int to) {
    long head = Hashing.head(bytes, from, to - from);
    return AsciiMask.lower(head, AsciiMask.letters(head)) | (long) (to - from) << 56;
  }

  private void line(int from, int to) {
    int start = Blanks.stripStart(page, from, to);
    int end = Blanks.stripEnd(page, start, to);
    if (start == end) {
      return;
    }
    lines.add(start, end);
    int first = Utf8.at(page, start, end);
    bullets += first == '●' || first == '•' || first == '*' || first == '-' ? 1 : 0;
    ellipses += endsInEllipsis(start, end) ? 1 : 0;
  }

  private boolean endsInEllipsis(int from, int to) {
    return Search.endsIgnoringCase(page, from, to, DOTS)
        || Search.endsIgnoringCase(page, from, to, SPACED_DOTS)
        || to - from >= 3 && Utf8.at(page, to - 3, to) == '…';
  }

  private void cutParagraphs() {
    int start = 0;
    for (int at = 0; at + 1 < length; at++) {
      if (page[at] == '\n' && page[at + 1] == '\n') {
        paragraph(start, at);
        start = at + 2;
        at++;
      }
    }
    paragraph(start, length);
  }

  private void paragraph(int from, int to) {
    int start = Blanks.stripStart(page, from, to);
    int end = Blanks.stripEnd(page, start, to);
    if (start < end) {
      paragraphs.add(start, end);
    }
  }

  /** Words between blanks. */
  int splitWordCount() {
    return splitWords;
  }

  long splitCharacters() {
    return splitCharacters;
  }

  /** Words between blanks that have a letter. */
  int letteredWords() {
    return lettered;
  }

  /** How often a stop word occurs, in any case. */
  int stopWords() {
    return stopWords;
  }

  /** Number signs, three dots, three dots with blanks between, U+2026. */
  int symbols() {
    int count = 0;
    int dotsFrom = 0;
    int spacedFrom = 0;
    for (int base = 0; base < length; base += Long.BYTES) {
      long word = Hashing.word(page, base);
      long found =
          BlankMask.equal(word, '.') | BlankMask.equal(word, '#') | BlankMask.equal(word, ELLIPSIS);
      for (; found != 0; found &= found - 1) {
        int at = base + (Long.numberOfTrailingZeros(found) >>> 3);
        if (page[at] != '.') {
          count += page[at] == '#' || isEllipsis(at) ? 1 : 0;
        } else if (at >= dotsFrom && begins(DOTS, at)) {
          count++;
          dotsFrom = at + DOTS.length;
        } else if (at >= spacedFrom && begins(SPACED_DOTS, at)) {
          count++;
          spacedFrom = at + SPACED_DOTS.length;
        }
      }
    }
    return count;
  }

  /** Whether bytes stand at an offset; beyond the page are zeros. */
  private boolean begins(byte[] bytes, int at) {
    return Arrays.equals(bytes, 0, bytes.length, page, at, at + bytes.length);
  }

  private boolean isEllipsis(int at) {
    return page[at + 1] == (byte) 0x80 && page[at + 2] == (byte) 0xA6;
  }

  int bulletLines() {
    return bullets;
  }

  int ellipsisLines() {
    return ellipses;
  }

  /** Lines with more than blanks, without blanks at their ends. */
  LineCopies lines() {
    return lines;
  }

  /** Parts between two newlines with more than blanks, without blanks at their ends. */
  LineCopies paragraphs() {
    return paragraphs;
  }

  private void readGrams() {
    if (!gramsRead) {
      gramsRead = true;
      breaks.read(page, length, words);
      grams.read(words);
    }
  }

  /** Words by Unicode's boundaries that begin with a letter or a digit. */
  Tokens words() {
    readGrams();
    return words;
  }

  GramFacts grams() {
    readGrams();
    return grams;
  }

  /** Words as fastText cuts them, those alone that begin with a letter or a digit. */
  int wordCount() {
    wordCount = wordCount == UNKNOWN ? fastTextWords(page, length) : wordCount;
    return wordCount;
  }

  /** The same on what the line rules leave. */
  int keptWordCount() {
    if (keptWordCount == UNKNOWN) {
      byte[] left = kept();
      keptWordCount =
          left.length == length && Arrays.equals(left, 0, length, page, 0, length)
              ? wordCount()
              : fastTextWords(Arrays.copyOf(left, left.length + Long.BYTES), left.length);
    }
    return keptWordCount;
  }

  /** What the line rules leave of the page. */
  byte[] kept() {
    if (!rulesApplied) {
      rulesApplied = true;
      kept = rules.apply(LineRules.room(page, length), length);
    }
    return kept;
  }

  /** Of a padded buffer: eight bytes at a time, but for words that begin with more than ASCII. */
  private static int fastTextWords(byte[] bytes, int length) {
    int count = 0;
    long blankBefore = FIRST;
    for (int base = 0; base < length; base += Long.BYTES) {
      long word = Hashing.word(bytes, base);
      int left = length - base;
      long valid = left >= Long.BYTES ? -1L : (1L << 8 * left) - 1;
      long blanks = blanks(word);
      long starts = (blanks << 8 | blankBefore) & ~blanks & AsciiMask.TOPS & valid;
      blankBefore = blanks >>> 56;
      count += Long.bitCount(starts & (AsciiMask.letters(word) | AsciiMask.digits(word)));
      for (long wide = starts & word; wide != 0; wide &= wide - 1) {
        int at = base + (Long.numberOfTrailingZeros(wide) >>> 3);
        count += Characters.is(Utf8.at(bytes, at, length), Characters.WORD) ? 1 : 0;
      }
    }
    return count;
  }

  /** 0x80 in each byte that is NUL, tab, newline, VT, FF, return or space: where fastText cuts. */
  private static long blanks(long word) {
    return AsciiMask.between(word, '\t', '\r')
        | BlankMask.equal(word, ' ')
        | BlankMask.equal(word, 0);
  }
}
