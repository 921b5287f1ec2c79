package zydeco.filters.nemo;

import java.nio.charset.StandardCharsets;
import zydeco.filters.bytes.AsciiMask;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.Newlines;
import zydeco.filters.bytes.Search;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;
import zydeco.filters.text.LineCopies;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SplitWords;
import zydeco.filters.text.Tokens;

/** What NeMo Curator's English heuristics count: words between blanks, lines, paragraphs. */
final class NemoText extends Reading {
  private static final WordSet COMMON =
      WordSet.of("the", "be", "to", "of", "and", "that", "have", "with");
  private static final WordSet ELLIPSES = WordSet.of("...", "[...]", "…", "(...)", "[…]", "-»");
  private static final byte[][] LINE_ELLIPSES = {
    utf8("..."),
    utf8("[...]"),
    utf8("…"),
    utf8("(...)"),
    utf8("[…]"),
    utf8("-»"),
    utf8("read more.."),
    utf8("read more")
  };
  private static final String BULLETS = "•‣⁃⁌⁍∙○●◘◦⦾⦿";

  private final LineCopies lines = new LineCopies();
  private final Paragraphs paragraphs = new Paragraphs();
  private final CharacterCounts characters = new CharacterCounts();
  private Tokens words;
  private int symbolWords;
  private int alphabeticWords;
  private int commonWords;
  private int longestWord;
  private int unpunctuatedLines;
  private int ellipsisLines;
  private int bulletLines;

  static NemoText of(Segments segments) {
    return segments.reading(NemoText.class, NemoText::new);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void read(Segments segments) {
    byte[] bytes = segments.bytes();
    characters.read(bytes, segments.length());
    words = SplitWords.of(segments).tokens();
    symbolWords = 0;
    alphabeticWords = 0;
    commonWords = 0;
    longestWord = 0;
    for (int word = 0; word < words.count(); word++) {
      word(bytes, word);
    }
    unpunctuatedLines = 0;
    ellipsisLines = 0;
    bulletLines = 0;
    lines.restart(bytes);
    Newlines.each(bytes, 0, segments.length(), (from, to) -> line(bytes, from, to));
    paragraphs.read(bytes, segments.length());
  }

  private void word(byte[] bytes, int word) {
    int from = words.start(word);
    int to = words.end(word);
    longestWord = Math.max(longestWord, words.length(word));
    if (AsciiMask.leading(AsciiMask.letters(Hashing.word(bytes, from))) >= Math.min(8, to - from)) {
      alphabeticWords++;
      commonWords += commonWords < 2 && COMMON.has(bytes, from, to) ? 1 : 0;
      symbolWords += to - from > 8 && isSymbol(bytes, word) ? 1 : 0;
      return;
    }
    alphabeticWords += isAlphabetic(bytes, from, to) ? 1 : 0;
    symbolWords += isSymbol(bytes, word) || ELLIPSES.has(bytes, from, to) ? 1 : 0;
  }

  private static boolean isAlphabetic(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !Characters.is(Utf8.at(bytes, at, to), Characters.POSIX_ALPHA)) {
      at += Utf8.width(bytes[at]);
    }
    return at < to;
  }

  /** Whether there are more runs of number signs than half the characters of a word. */
  private boolean isSymbol(byte[] bytes, int word) {
    int runs = 0;
    for (int at = words.start(word); at < words.end(word); at++) {
      boolean begins = at == words.start(word) || bytes[at - 1] != '#';
      runs += begins && bytes[at] == '#' ? 1 : 0;
    }
    return (double) runs / words.length(word) > 0.5;
  }

  private void line(byte[] bytes, int from, int to) {
    int start = Blanks.stripStart(bytes, from, to);
    if (start == to) {
      return;
    }
    lines.add(from, to);
    int end = Blanks.stripEnd(bytes, start, to);
    boolean punctuated =
        switch (bytes[end - 1]) {
          case '.', '?', '!', '"', '\'' -> true;
          default -> false;
        };
    unpunctuatedLines += punctuated ? 0 : 1;
    ellipsisLines += endsInEllipsis(bytes, start, end) ? 1 : 0;
    bulletLines += BULLETS.indexOf(Utf8.at(bytes, start, end)) >= 0 ? 1 : 0;
  }

  private static boolean endsInEllipsis(byte[] bytes, int from, int to) {
    for (byte[] ellipsis : LINE_ELLIPSES) {
      if (Search.endsIgnoringCase(bytes, from, to, ellipsis)) {
        return true;
      }
    }
    return false;
  }

  CharacterCounts characters() {
    return characters;
  }

  Tokens words() {
    return words;
  }

  int symbolWords() {
    return symbolWords;
  }

  int alphabeticWords() {
    return alphabeticWords;
  }

  /** Common words; counting ends at 2. */
  int commonWords() {
    return commonWords;
  }

  int longestWord() {
    return longestWord;
  }

  /** Lines with more than blanks. */
  LineCopies lines() {
    return lines;
  }

  Paragraphs paragraphs() {
    return paragraphs;
  }

  int unpunctuatedLines() {
    return unpunctuatedLines;
  }

  int ellipsisLines() {
    return ellipsisLines;
  }

  int bulletLines() {
    return bulletLines;
  }
}
