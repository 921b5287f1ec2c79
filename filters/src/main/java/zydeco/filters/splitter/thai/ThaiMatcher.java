package zydeco.filters.splitter.thai;

import java.util.Arrays;
import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.FewestWords;
import zydeco.filters.splitter.WordTree;

/**
 * Cuts a short text into the fewest words of a dictionary, as PyThaiNLP 5.4's {@code newmm} does:
 * words end where {@link ThaiClusters} do; from each place all words are tried, and where they meet
 * in one place again, the shortest way there is taken, of equal ones the first found. What no word
 * begins goes on until one of more than two consonants does. Used by one thread.
 */
final class ThaiMatcher extends FewestWords {
  /** Tries after which one word a place is tried until the ways meet. */
  private static final int MANY = 50;

  private final ThaiWords dictionary;
  private final ThaiClusters clusters;
  private final boolean[] clusterEnds;

  /** For each place, whether a longer word begins there: 0 is not known, 1 no, 2 yes. */
  private final byte[] begins;

  private int[] points;
  private int end;

  /**
   * A matcher for texts of a size.
   *
   * @param most code points
   */
  ThaiMatcher(ThaiWords dictionary, int most) {
    super(most);
    this.dictionary = dictionary;
    clusters = new ThaiClusters(most);
    clusterEnds = new boolean[most + 1];
    begins = new byte[most + 1];
  }

  /** Adds the place at which each word of a range of code points ends. */
  void cut(int[] text, int from, int to, IntList ends) {
    points = text;
    end = to;
    clusters.mark(text, from, to, clusterEnds);
    Arrays.fill(begins, from, to + 1, (byte) 0);
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
      boolean word = dictionary.isWord(beginning) && clusterEnds[at + 1];
      if (word && found(at + 1) > MANY) {
        break;
      }
    }
  }

  @Override
  protected int unknownEnd(int from) {
    int other = otherEnd(from);
    if (other > from) {
      return other;
    }
    int at = from + 1;
    while (at < end && !(clusterEnds[at] && (beginsLonger(at) || otherEnd(at) > at))) {
      at++;
    }
    return at;
  }

  private boolean beginsLonger(int from) {
    if (begins[from] == 0) {
      begins[from] = (byte) (hasLonger(from) ? 2 : 1);
    }
    return begins[from] == 2;
  }

  /** Whether a word begins at a place that is more than two consonants. */
  private boolean hasLonger(int from) {
    int beginning = WordTree.ROOT;
    boolean consonants = true;
    for (int at = from; at < end; at++) {
      beginning = dictionary.next(beginning, points[at]);
      if (beginning < 0) {
        return false;
      }
      consonants &= ThaiWords.isConsonant(points[at]);
      boolean word = dictionary.isWord(beginning) && clusterEnds[at + 1];
      if (word && !(consonants && at - from < 2)) {
        return true;
      }
    }
    return false;
  }

  /** Where letters, a number, blanks, a line end or other characters that are not Thai end. */
  private int otherEnd(int from) {
    int foreign = foreignEnd(points, from, end);
    return foreign > from ? foreign : behindOthers(from);
  }

  private int behindOthers(int from) {
    int at = from;
    while (at < end && isOther(points[at])) {
      at++;
    }
    return at;
  }

  private static boolean isOther(int c) {
    return !(c >= 0xE00 && c <= 0xE7F || c == ' ' || c == '\t' || c == '\r' || c == '\n');
  }
}
