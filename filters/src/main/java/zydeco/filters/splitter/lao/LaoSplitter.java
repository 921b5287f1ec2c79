package zydeco.filters.splitter.lao;

import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.MatchedPart;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of laonlp 1.3's {@code word_tokenize}, without blanks. A text is cut into parts of fewer
 * than 140 characters, behind a space or in front of a long word, and each part by {@link
 * LaoMatcher}. A slash is in no word, as in the origin, which joins words by it and parts them
 * again.
 */
public final class LaoSplitter implements TextSplitter {
  private static final int LEAST = MatchedPart.LEAST;

  private final LaoMatcher matcher;
  private final IntList ends = new IntList();
  private final MatchedPart next = new MatchedPart();

  public LaoSplitter(LaoWords dictionary) {
    matcher = new LaoMatcher(dictionary, MatchedPart.MOST);
  }

  @Override
  public void split(byte[] text, int length, WordList words) {
    int at = 0;
    while (at < length) {
      next.read(text, at, length);
      int part = next.isLast() ? next.count() : partEnd();
      ends.clear();
      matcher.cut(next.points(), 0, part, ends);
      int from = 0;
      for (int i = 0; i < ends.size(); i++) {
        for (int end = ends.get(i); from < end; from++) {
          if (next.points()[from] == '/') {
            words.endWord();
          } else {
            words.append(text, next.offset(from), next.offset(from + 1));
          }
        }
        words.endWord();
      }
      at = next.offset(part);
    }
  }

  /** Where a part ends: behind the last space, or so far as the words before the longest reach. */
  private int partEnd() {
    int space = next.behindSpace();
    if (space >= 0) {
      return space;
    }
    ends.clear();
    matcher.cut(next.points(), LEAST, MatchedPart.MOST, ends);
    int from = LEAST;
    int walked = LEAST;
    int longest = 0;
    int best = LEAST;
    for (int i = 0; i < ends.size(); i++) {
      int word = walked;
      for (int end = ends.get(i); from < end; from++) {
        if (next.points()[from] == '/') {
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
