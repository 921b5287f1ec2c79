package zydeco.filters.splitter.lao;

import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of laonlp 1.3's {@code word_tokenize}, without blanks. A text is cut into parts of fewer
 * than 140 characters, behind a space or in front of a long word, and each part by {@link
 * LaoMatcher}. A slash is in no word, as in the origin, which joins words by it and parts them
 * again.
 */
public final class LaoSplitter implements TextSplitter {
  private static final int MOST = 140;
  private static final int LEAST = 100;

  private final LaoMatcher matcher;
  private final IntList ends = new IntList();
  private final int[] points = new int[MOST];
  private final int[] offsets = new int[MOST + 1];
  private byte[] text;
  private int length;

  public LaoSplitter(LaoWords dictionary) {
    matcher = new LaoMatcher(dictionary, MOST);
  }

  @Override
  public void split(byte[] bytes, int bytesOfText, WordList words) {
    text = bytes;
    length = bytesOfText;
    int at = 0;
    while (at < length) {
      int count = take(at);
      int part = count < MOST ? count : partEnd();
      ends.clear();
      matcher.cut(points, 0, part, ends);
      int from = 0;
      for (int i = 0; i < ends.size(); i++) {
        for (int end = ends.get(i); from < end; from++) {
          if (points[from] == '/') {
            words.endWord();
          } else {
            words.append(text, offsets[from], offsets[from + 1]);
          }
        }
        words.endWord();
      }
      at = offsets[part];
    }
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

  /** Where a part ends: behind the last space, or so far as the words before the longest reach. */
  private int partEnd() {
    for (int at = MOST - 1; at >= LEAST; at--) {
      if (points[at] == ' ') {
        return at + 1;
      }
    }
    ends.clear();
    matcher.cut(points, LEAST, MOST, ends);
    int from = LEAST;
    int walked = LEAST;
    int longest = 0;
    int best = LEAST;
    for (int i = 0; i < ends.size(); i++) {
      int word = walked;
      for (int end = ends.get(i); from < end; from++) {
        if (points[from] == '/') {
          word = walked;
        } else {
          walked++;
        }
        if (walked - word > longest) {
          longest = walked - word;
          best = word;
        }
      }
    }
    return best;
  }
}
