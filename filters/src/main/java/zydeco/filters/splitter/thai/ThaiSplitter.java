package zydeco.filters.splitter.thai;

import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.MatchedPart;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of PyThaiNLP 5.4's {@code word_tokenize} with the engine {@code newmm-safe}, without
 * blanks, numbers with marks in them joined. A text is cut into parts of at most 140 characters, at
 * blanks or in front of a long word, and each part by {@link ThaiMatcher}.
 */
public final class ThaiSplitter implements TextSplitter {
  private static final int LEAST = MatchedPart.LEAST;

  private final ThaiMatcher matcher;
  private final IntList ends = new IntList();
  private final MatchedPart next = new MatchedPart();

  public ThaiSplitter(ThaiWords dictionary) {
    matcher = new ThaiMatcher(dictionary, MatchedPart.MOST);
  }

  @Override
  public void split(byte[] text, int length, WordList words) {
    ThaiNumbers numbers = new ThaiNumbers(text, 0, length);
    int at = 0;
    while (at < length) {
      next.read(text, at, length);
      int part = next.isLast() ? next.count() : partEnd();
      ends.clear();
      matcher.cut(next.points(), 0, part, ends);
      int from = 0;
      for (int i = 0; i < ends.size(); i++) {
        int start = next.offset(from);
        from = ends.get(i);
        words.append(text, start, next.offset(from));
        if (!numbers.goesOn(start, next.offset(from))) {
          words.endWord();
        }
      }
      at = next.offset(part);
    }
    words.endWord();
  }

  /** Where a part ends: behind the last blank, or before the last of the longest words. */
  private int partEnd() {
    int space = next.behindSpace();
    if (space >= 0) {
      return space;
    }
    ends.clear();
    matcher.cut(next.points(), LEAST, MatchedPart.MOST, ends);
    int start = LEAST;
    int longest = 0;
    int best = LEAST;
    for (int i = 0; i < ends.size(); i++) {
      if (ends.get(i) - start >= longest) {
        longest = ends.get(i) - start;
        best = start;
      }
      start = ends.get(i);
    }
    return best;
  }
}
