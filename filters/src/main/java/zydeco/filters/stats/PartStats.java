package zydeco.filters.stats;

import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Interner;
import zydeco.filters.bytes.Newlines;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;

/** Lines between newlines and paragraphs between pairs of them, as datatrove's blocks take them. */
final class PartStats extends Reading {
  private static final int[] SHORT_LINES = {10, 30};
  private static final int[] LONG_LINES = {2000, 10_000};

  private final Interner seen = new Interner();
  final int[] shortLines = new int[2];
  final int[] longLines = new int[2];
  int lines;
  int lineCharacters;
  int punctuatedLines;
  int bulletLines;
  int repeatedLines;
  int repeatedLineCharacters;
  int paragraphs;
  int paragraphCharacters;
  int shortParagraphs;
  int longParagraphs;
  int repeatedParagraphs;
  int repeatedParagraphCharacters;

  static PartStats of(Segments segments) {
    return segments.reading(PartStats.class, PartStats::new);
  }

  @Override
  protected void read(Segments segments) {
    byte[] bytes = segments.bytes();
    int length = segments.length();
    lines = 0;
    lineCharacters = 0;
    punctuatedLines = 0;
    bulletLines = 0;
    repeatedLines = 0;
    repeatedLineCharacters = 0;
    java.util.Arrays.fill(shortLines, 0);
    java.util.Arrays.fill(longLines, 0);
    seen.restart(bytes);
    Newlines.each(bytes, 0, length, (from, to) -> line(bytes, from, to));
    paragraphs = 0;
    paragraphCharacters = 0;
    shortParagraphs = 0;
    longParagraphs = 0;
    repeatedParagraphs = 0;
    repeatedParagraphCharacters = 0;
    seen.restart(bytes);
    paragraphs(bytes, length);
  }

  private void line(byte[] bytes, int from, int to) {
    int characters = Utf8.count(bytes, from, to);
    lines++;
    lineCharacters += characters;
    for (int i = 0; i < 2; i++) {
      shortLines[i] += characters <= SHORT_LINES[i] ? 1 : 0;
      longLines[i] += characters >= LONG_LINES[i] ? 1 : 0;
    }
    punctuatedLines += from < to && ".?!\"'".indexOf(bytes[to - 1]) >= 0 ? 1 : 0;
    int start = Blanks.stripStart(bytes, from, to);
    int first = start < to ? Utf8.at(bytes, start, to) : 0;
    bulletLines += first == '-' || first == '*' || first == '•' ? 1 : 0;
    if (seen.count(seen.number(from, to)) > 1) {
      repeatedLines++;
      repeatedLineCharacters += characters;
    }
  }

  private void paragraphs(byte[] bytes, int length) {
    int start = 0;
    for (int at = 0; at + 1 < length; at++) {
      if (bytes[at] == '\n' && bytes[at + 1] == '\n') {
        paragraph(bytes, start, at);
        start = at + 2;
        at++;
      }
    }
    paragraph(bytes, start, length);
  }

  private void paragraph(byte[] bytes, int from, int to) {
    if (Blanks.stripStart(bytes, from, to) == to) {
      return;
    }
    int characters = Utf8.count(bytes, from, to);
    paragraphs++;
    paragraphCharacters += characters;
    shortParagraphs += characters <= 100 ? 1 : 0;
    longParagraphs += characters >= 1000 ? 1 : 0;
    if (seen.count(seen.number(from, to)) > 1) {
      repeatedParagraphs++;
      repeatedParagraphCharacters += characters;
    }
  }
}
