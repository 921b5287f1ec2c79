package zydeco.filters.dclm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.filters.text.Blanks;
import zydeco.filters.text.Characters;
import zydeco.filters.text.GramFacts;
import zydeco.filters.text.LineCopies;
import zydeco.filters.text.Newlines;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Search;
import zydeco.filters.text.Segments;
import zydeco.filters.text.Tokens;
import zydeco.filters.text.Utf8;
import zydeco.filters.text.WordSet;

/**
 * What DCLM's reproduction of RefinedWeb counts on a page from which it has taken addresses and
 * newlines beyond two, and what its line rules leave of it.
 */
final class DclmText extends Reading {
  private static final WordSet STOP_WORDS =
      WordSet.of("the", "be", "to", "of", "and", "that", "have", "with");
  private static final byte[] DOTS = "...".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPACED_DOTS = ". . .".getBytes(StandardCharsets.US_ASCII);

  private static final byte ELLIPSIS = (byte) 0xE2;

  /** A bit for each blank that fastText cuts at: NUL, tab, newline, VT, FF, return, space. */
  private static final long BLANKS = 1L | 0x3E00L | 1L << ' ';

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
    int to = 0;
    for (int at = 0; at < length; at++) {
      boolean third =
          to >= 2 && bytes[at] == '\n' && bytes[to - 1] == '\n' && bytes[to - 2] == '\n';
      if (!third) {
        bytes[to++] = bytes[at];
      }
    }
    Arrays.fill(bytes, to, Math.max(to, length), (byte) 0);
    return to;
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
        letter |= Characters.is(Utf8.at(page, at, length), Characters.ALPHABETIC);
        splitCharacters++;
        at += Utf8.width(page[at]);
      }
      splitWords++;
      lettered += letter ? 1 : 0;
      stopWords += at - from <= 4 && isStopWord(from, at) ? 1 : 0;
      at = Blanks.stripStart(page, at, length);
    }
  }

  private boolean isStopWord(int from, int to) {
    byte[] lower = new byte[4];
    for (int i = from; i < to; i++) {
      lower[i - from] = (byte) (page[i] >= 'A' && page[i] <= 'Z' ? page[i] + 32 : page[i]);
    }
    return STOP_WORDS.has(lower, 0, to - from);
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
    int count = Search.count(page, 0, length, DOTS) + Search.count(page, 0, length, SPACED_DOTS);
    for (int at = 0; at < length; at++) {
      count += page[at] == '#' || page[at] == ELLIPSIS && isEllipsis(at) ? 1 : 0;
    }
    return count;
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
      keptWordCount = fastTextWords(left, left.length);
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

  private static int fastTextWords(byte[] bytes, int length) {
    int count = 0;
    boolean inWord = false;
    for (int at = 0; at < length; at++) {
      boolean blank = bytes[at] >= 0 && bytes[at] <= ' ' && (BLANKS >>> bytes[at] & 1) != 0;
      if (!blank && !inWord) {
        int c = Utf8.at(bytes, at, length);
        count += c != '_' && Characters.is(c, Characters.WORD) ? 1 : 0;
      }
      inWord = !blank;
    }
    return count;
  }
}
