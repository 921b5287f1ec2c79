package zydeco.classifiers.fasttext;

/**
 * Rows on their way to a sum, a block at a time: found in one loop and added in another, so that
 * the memory is asked for many rows at once.
 */
final class RowBlock {
  private static final int ROWS = 1024;

  /** Takes blocks of rows, in the order in which fastText adds them up. */
  interface Sink {
    /** The first so many numbers of the array, which is used again. */
    void rows(int[] rows, int count);
  }

  private final int[] rows = new int[ROWS];
  private final Sink sink;
  private int count;

  RowBlock(Sink sink) {
    this.sink = sink;
  }

  void add(int row) {
    rows[count++] = row;
    if (count == ROWS) {
      flush();
    }
  }

  /** Hands on what is left. */
  void flush() {
    sink.rows(rows, count);
    count = 0;
  }
}
