package zydeco.filters.splitter.thai;

import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of PyThaiNLP 5.4's {@code word_tokenize} with the engine {@code newmm-safe}, without
 * blanks, numbers with marks in them joined. A text is cut into parts of at most 140 characters, at
 * blanks or in front of a long word, and each part by {@link ThaiMatcher}.
 */
public final class ThaiSplitter implements TextSplitter {
  private static final int MOST = 140;
  private static final int LEAST = 100;

  private final ThaiMatcher matcher;
  private final IntList ends = new IntList();
  private final int[] points = new int[MOST];
  private final int[] offsets = new int[MOST + 1];
  private byte[] text;
  private int length;

  public ThaiSplitter(ThaiWords dictionary) {
    matcher = new ThaiMatcher(dictionary, MOST);
  }

  @Override
  public void split(byte[] bytes, int bytesOfText, WordList words) {
    text = bytes;
    length = bytesOfText;
    ThaiNumbers numbers = new ThaiNumbers(bytes, 0, bytesOfText);
    int at = 0;
    while (at < length) {
      int count = take(at);
      int part = count < MOST ? count : partEnd();
      ends.clear();
      matcher.cut(points, 0, part, ends);
      int from = 0;
      for (int i = 0; i < ends.size(); i++) {
        int start = offsets[from];
        from = ends.get(i);
        words.append(text, start, offsets[from]);
        if (!numbers.goesOn(start, offsets[from])) {
          words.endWord();
        }
      }
      at = offsets[part];
    }
    words.endWord();
  }

  /** Reads the next code points; returns how many. */
  private int take(int from) {
    int count = 0;
    int at = from;
    while (count < MOST && at < length) {
      offsets[count] = at;
      points[count++] = Utf8.at(text, at, length);
      at = Math.min(length, at + Utf8.width(text[at]));
    }
    offsets[count] = at;
    return count;
  }

  /** Where a part ends: behind the last blank, or before the last of the longest words. */
  private int partEnd() {
    for (int at = MOST - 1; at >= LEAST; at--) {
      if (points[at] == ' ') {
        return at + 1;
      }
    }
    ends.clear();
    matcher.cut(points, LEAST, MOST, ends);
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
