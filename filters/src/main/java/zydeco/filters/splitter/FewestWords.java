package zydeco.filters.splitter;

import java.util.Arrays;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.IntList;

/**
 * Cuts a short text into the fewest words of a dictionary: from each place words are tried, and
 * where they meet in one place again, the shortest way there is taken, of equal ones the first
 * found. Used by one thread.
 */
public abstract class FewestWords {
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
  private int waitingCount;

  /**
   * Words of texts of a size.
   *
   * @param most code points
   */
  protected FewestWords(int most) {
    waiting = new boolean[most + 1];
    firstTried = new int[most + 1];
    lastTried = new int[most + 1];
    cameFrom = new int[most + 1];
    queue = new int[most + 1];
  }

  /** Tries the words that begin at a place, the shortest first: {@link #found}. */
  protected abstract void tryWords(int from);

  /** Where what no word begins ends. */
  protected abstract int unknownEnd(int from);

  /** Takes note of the end of a word; returns how many were found since the ways last met. */
  protected final int found(int end) {
    tried.add(end);
    waitAt(end);
    return tried.size();
  }

  /** Adds the place at which each word of a range ends. */
  protected final void cut(int from, int to, IntList ends) {
    Arrays.fill(waiting, from, to + 1, false);
    waitingCount = 0;
    Arrays.fill(firstTried, from, to + 1, 0);
    Arrays.fill(lastTried, from, to + 1, 0);
    tried.clear();
    int done = from;
    int at = from;
    while (at < to) {
      firstTried[at] = tried.size();
      tryWords(at);
      lastTried[at] = tried.size();
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

  /**
   * Where Latin letters, a number, blanks or a line end end that begin at a place; the place: none
   * does.
   *
   * @param end behind the last place
   */
  protected static int foreignEnd(int[] points, int from, int end) {
    int c = points[from];
    int at = from;
    if (isLatin(c)) {
      while (at < end && isLatin(points[at])) {
        at++;
      }
    } else if (isSpace(c)) {
      while (at < end && isSpace(points[at])) {
        at++;
      }
    } else if (c == '\r') {
      at += at + 1 < end && points[at + 1] == '\n' ? 2 : 0;
    } else if (c == '\n') {
      at++;
    } else {
      while (isDigit(points, at, end)) {
        at++;
        boolean mark = at < end && (points[at] == ',' || points[at] == '.');
        at += mark && isDigit(points, at + 1, end) ? 1 : 0;
      }
    }
    return at;
  }

  private static boolean isLatin(int c) {
    return c == '-' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isDigit(int[] points, int at, int end) {
    return at < end && Characters.is(points[at], Characters.DECIMAL);
  }
}
