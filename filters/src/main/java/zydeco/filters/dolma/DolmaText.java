package zydeco.filters.dolma;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Newlines;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;
import zydeco.filters.text.LineCopies;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SplitWords;
import zydeco.filters.text.Tokens;

/** What dolma's tagger gopher_v1 counts: words between blanks, lines between newlines. */
final class DolmaText extends Reading {
  private static final WordSet REQUIRED =
      WordSet.of("the", "be", "to", "of", "and", "that", "have", "with");
  private static final int LONGEST_REQUIRED = 4;
  private static final int LONG = 1 << 10;

  private final LineCopies copies = new LineCopies();
  private final int[] lengths = new int[LONG + 1];
  private Tokens words;
  private int symbolWords;
  private int alphabeticWords;
  private int requiredWords;
  private int bulletLines;
  private int ellipsisLines;

  static DolmaText of(Segments segments) {
    return segments.reading(DolmaText.class, DolmaText::new);
  }

  @Override
  protected void read(Segments segments) {
    byte[] bytes = segments.bytes();
    words = SplitWords.of(segments).tokens();
    symbolWords = 0;
    alphabeticWords = 0;
    requiredWords = 0;
    for (int word = 0; word < words.count(); word++) {
      word(bytes, words.start(word), words.end(word));
    }
    bulletLines = 0;
    ellipsisLines = 0;
    copies.restart(bytes);
    Newlines.each(bytes, 0, segments.length(), (from, to) -> line(bytes, from, to));
  }

  private void word(byte[] bytes, int from, int to) {
    boolean symbol = false;
    boolean alphabetic = false;
    for (int at = from; at < to; ) {
      if (bytes[at] >= 0) {
        int lower = bytes[at] | 32;
        alphabetic |= lower >= 'a' && lower <= 'z';
        symbol |= bytes[at++] == '#';
      } else {
        int c = Utf8.at(bytes, at, to);
        symbol |= c == '…';
        alphabetic |= Characters.is(c, Characters.ALPHABETIC);
        at += Utf8.width(bytes[at]);
      }
    }
    symbolWords += symbol ? 1 : 0;
    alphabeticWords += alphabetic ? 1 : 0;
    requiredWords += to - from <= LONGEST_REQUIRED && REQUIRED.has(bytes, from, to) ? 1 : 0;
  }

  private void line(byte[] bytes, int from, int to) {
    copies.add(from, to);
    bulletLines += from < to && (bytes[from] == '*' || bytes[from] == '-') ? 1 : 0;
    ellipsisLines += to - from >= 3 && Utf8.at(bytes, to - 3, to) == '…' ? 1 : 0;
  }

  Tokens words() {
    return words;
  }

  /** The median of the words' code points; 0 without words. */
  double medianLength() {
    int count = words.count();
    if (count == 0) {
      return 0;
    }
    java.util.Arrays.fill(lengths, 0);
    int longest = 0;
    for (int word = 0; word < count; word++) {
      lengths[Math.min(LONG, words.length(word))]++;
      longest = Math.max(longest, words.length(word));
    }
    return longest >= LONG
        ? sortedMedian(count)
        : (length((count - 1) / 2) + length(count / 2)) / 2.0;
  }

  private int length(int rank) {
    int length = 0;
    int before = lengths[0];
    while (before <= rank) {
      before += lengths[++length];
    }
    return length;
  }

  private double sortedMedian(int count) {
    int[] all = new int[count];
    java.util.Arrays.setAll(all, words::length);
    java.util.Arrays.sort(all);
    return (all[(count - 1) / 2] + (double) all[count / 2]) / 2;
  }

  int symbolWords() {
    return symbolWords;
  }

  int alphabeticWords() {
    return alphabeticWords;
  }

  int requiredWords() {
    return requiredWords;
  }

  int bulletLines() {
    return bulletLines;
  }

  int ellipsisLines() {
    return ellipsisLines;
  }

  LineCopies lines() {
    return copies;
  }
}
