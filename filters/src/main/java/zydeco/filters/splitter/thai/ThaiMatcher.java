package zydeco.filters.splitter.thai;

import java.util.Arrays;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.WordTree;

/**
 * Cuts a short text into the fewest words of a dictionary, as PyThaiNLP 5.4's {@code newmm} does:
 * words end where {@link ThaiClusters} do; from each place all words are tried, and where they meet
 * in one place again, the shortest way there is taken, of equal ones the first found. What no word
 * begins goes on until one of more than two consonants does. Used by one thread.
 */
final class ThaiMatcher {
  /** Tries after which one word a place is tried until the ways meet. */
  private static final int MANY = 50;

  private final ThaiWords dictionary;
  private final ThaiClusters clusters;
  private final boolean[] clusterEnds;

  /** For each place, whether a longer word begins there: 0 is not known, 1 no, 2 yes. */
  private final byte[] begins;

  private final boolean[] waiting;

  /**
   * Where the words end that were tried since the ways last met, and for each place its first one
   * and the one behind its last. No place is tried twice.
   */
  private final IntList tried = new IntList();

  private final int[] firstTried;
  private final int[] lastTried;

  private final int[] cameFrom;
  private final int[] queue;
  private int[] points;
  private int end;
  private int waitingCount;

  /**
   * A matcher for texts of a size.
   *
   * @param most code points
   */
  ThaiMatcher(ThaiWords dictionary, int most) {
    this.dictionary = dictionary;
    clusters = new ThaiClusters(most);
    clusterEnds = new boolean[most + 1];
    begins = new byte[most + 1];
    waiting = new boolean[most + 1];
    firstTried = new int[most + 1];
    lastTried = new int[most + 1];
    cameFrom = new int[most + 1];
    queue = new int[most + 1];
  }

  /** Adds the place at which each word of a range of code points ends. */
  void cut(int[] text, int from, int to, IntList ends) {
    points = text;
    end = to;
    clusters.mark(text, from, to, clusterEnds);
    Arrays.fill(begins, from, to + 1, (byte) 0);
    Arrays.fill(waiting, from, to + 1, false);
    waitingCount = 0;
    Arrays.fill(firstTried, from, to + 1, 0);
    Arrays.fill(lastTried, from, to + 1, 0);
    tried.clear();
    int done = from;
    int at = from;
    while (at < to) {
      tryWords(at);
      if (waitingCount == 0) {
        done = unknownEnd(at);
        ends.add(done);
        tried.clear();
        waitAt(done);
      } else if (waitingCount == 1) {
        int meeting = nextWaiting(at);
        addShortest(done, meeting, ends);
        done = meeting;
        tried.clear();
      }
      at = nextWaiting(at);
      waiting[at] = false;
      waitingCount--;
    }
  }

  private void waitAt(int place) {
    if (!waiting[place]) {
      waiting[place] = true;
      waitingCount++;
    }
  }

  private int nextWaiting(int after) {
    int place = after + 1;
    while (!waiting[place]) {
      place++;
    }
    return place;
  }

  private void tryWords(int from) {
    firstTried[from] = tried.size();
    int beginning = WordTree.ROOT;
    for (int at = from; at < end; at++) {
      beginning = dictionary.next(beginning, points[at]);
      if (beginning < 0) {
        break;
      }
      if (dictionary.isWord(beginning) && clusterEnds[at + 1]) {
        tried.add(at + 1);
        waitAt(at + 1);
        if (tried.size() > MANY) {
          break;
        }
      }
    }
    lastTried[from] = tried.size();
  }

  /** Adds the ends of the fewest words from a place to another. */
  private void addShortest(int from, int to, IntList ends) {
    Arrays.fill(cameFrom, from, to + 1, -1);
    int asked = 0;
    int found = 0;
    queue[found++] = from;
    while (cameFrom[to] < 0) {
      int place = queue[asked++];
      for (int i = firstTried[place]; i < lastTried[place]; i++) {
        int next = tried.get(i);
        if (cameFrom[next] < 0) {
          cameFrom[next] = place;
          queue[found++] = next;
        }
      }
    }
    int count = 0;
    for (int place = to; place > from; place = cameFrom[place]) {
      queue[count++] = place;
    }
    while (count > 0) {
      ends.add(queue[--count]);
    }
  }

  /** Where what no word begins ends. */
  private int unknownEnd(int from) {
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
    int c = points[from];
    if (isLatin(c)) {
      return whileLatin(from);
    }
    if (isDigit(from)) {
      return numberEnd(from);
    }
    if (isSpace(c)) {
      int at = from;
      while (at < end && isSpace(points[at])) {
        at++;
      }
      return at;
    }
    if (c == '\r') {
      return from + 1 < end && points[from + 1] == '\n' ? from + 2 : from;
    }
    return c == '\n' ? from + 1 : behindOthers(from);
  }

  private int whileLatin(int from) {
    int at = from;
    while (at < end && isLatin(points[at])) {
      at++;
    }
    return at;
  }

  private static boolean isLatin(int c) {
    return c == '-' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t';
  }

  private boolean isDigit(int at) {
    return at < end && Characters.is(points[at], Characters.DECIMAL);
  }

  private int numberEnd(int from) {
    int at = from;
    while (isDigit(at)) {
      at++;
      boolean mark = at < end && (points[at] == ',' || points[at] == '.');
      at += mark && isDigit(at + 1) ? 1 : 0;
    }
    return at;
  }

  private int behindOthers(int from) {
    int at = from;
    while (at < end && isOther(points[at])) {
      at++;
    }
    return at;
  }

  private static boolean isOther(int c) {
    return !(c >= 0xE00 && c <= 0xE7F || isSpace(c) || c == '\r' || c == '\n');
  }
}
