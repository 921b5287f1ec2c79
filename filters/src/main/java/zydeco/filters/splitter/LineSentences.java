package zydeco.filters.splitter;

import java.util.function.IntConsumer;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Utf8;

/** Sentences of a language that its words do not tell. Immutable; any thread may ask. */
public interface LineSentences {

  /** Counts the sentences of a line without blanks at its ends: at least 1. */
  int count(byte[] bytes, int from, int to);

  /**
   * Takes the code points of each sentence of a text, blanks at its ends aside. False, and nothing
   * is taken, where only lines can be asked for.
   */
  default boolean each(byte[] bytes, int from, int to, IntConsumer taker) {
    return false;
  }

  /** Has the code points of a range taken, blanks at its ends aside; a blank one is no sentence. */
  static void take(byte[] bytes, int from, int to, IntConsumer taker) {
    int end = Blanks.stripEnd(bytes, from, to);
    int length = Utf8.count(bytes, Blanks.stripStart(bytes, from, end), end);
    if (length > 0) {
      taker.accept(length);
    }
  }

  /** How many sentences {@link #each} takes of a line, at least 1. */
  default int taken(byte[] bytes, int from, int to) {
    int[] count = new int[1];
    each(bytes, from, to, length -> count[0]++);
    return Math.max(1, count[0]);
  }
}
