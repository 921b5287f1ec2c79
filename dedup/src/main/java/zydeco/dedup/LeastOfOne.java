package zydeco.dedup;

/** Keeps the least value that any shingle has under one function, which no signature uses. */
final class LeastOfOne implements ShingleSink {
  private static final int FACTOR = 0x9e3779b1;
  private static final int TERM = 0x7f4a7c15;

  private boolean any;
  private int value;

  void reset() {
    any = false;
    value = Integer.MAX_VALUE;
  }

  boolean any() {
    return any;
  }

  int value() {
    return value;
  }

  @Override
  public void accept(int[] shingles, int count) {
    int least = value;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, shingles[i] * FACTOR + TERM);
    }
    any |= count > 0;
    value = least;
  }
}
