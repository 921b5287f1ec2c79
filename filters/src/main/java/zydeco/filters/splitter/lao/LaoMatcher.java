package zydeco.filters.splitter.lao;

import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.FewestWords;
import zydeco.filters.splitter.WordTree;

/** Cuts a short text into the fewest words of a dictionary, as laonlp 1.3 does. */
final class LaoMatcher extends FewestWords {
  private final LaoWords dictionary;
  private int[] points;
  private int end;

  /**
   * A matcher for texts of a size.
   *
   * @param most code points
   */
  LaoMatcher(LaoWords dictionary, int most) {
    super(most);
    this.dictionary = dictionary;
  }

  /** Adds the place at which each word of a range of code points ends. */
  void cut(int[] text, int from, int to, IntList ends) {
    points = text;
    end = to;
    cut(from, to, ends);
  }

  @Override
  protected void tryWords(int from) {
    int beginning = WordTree.ROOT;
    for (int at = from; at < end; at++) {
      beginning = dictionary.next(beginning, points[at]);
      if (beginning < 0) {
        break;
      }
      if (dictionary.isWord(beginning)) {
        found(at + 1);
      }
    }
  }

  @Override
  protected int unknownEnd(int from) {
    int foreign = foreignEnd(points, from, end);
    if (foreign > from) {
      return foreign;
    }
    int at = from + 1;
    while (at < end && !beginsWord(at) && foreignEnd(points, at, end) == at) {
      at++;
    }
    return at;
  }

  private boolean beginsWord(int from) {
    int beginning = WordTree.ROOT;
    for (int at = from; at < end; at++) {
      beginning = dictionary.next(beginning, points[at]);
      if (beginning < 0) {
        return false;
      }
      if (dictionary.isWord(beginning)) {
        return true;
      }
    }
    return false;
  }
}
