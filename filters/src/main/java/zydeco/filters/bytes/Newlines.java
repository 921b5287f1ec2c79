package zydeco.filters.bytes;

/** The parts of a buffer between newlines, the last one too, empty ones among them. */
public final class Newlines {
  private Newlines() {}

  /** Takes a part. */
  public interface Line {
    void line(int from, int to);
  }

  /** Calls for each part between {@code from} and {@code to}, as {@code split("\n")} cuts it. */
  public static void each(byte[] bytes, int from, int to, Line line) {
    int start = from;
    int base = from;
    while (base < to) {
      long ends = BlankMask.equal(Hashing.word(bytes, base), '\n');
      for (; ends != 0; ends &= ends - 1) {
        int at = base + (Long.numberOfTrailingZeros(ends) >>> 3);
        if (at < to) {
          line.line(start, at);
          start = at + 1;
        }
      }
      base += 8;
    }
    line.line(start, to);
  }
}
