package zydeco.dedup.minhash;

import java.util.Arrays;

/** The kernel in plain Java, for machines without the Vector API. */
final class ScalarMinHash implements MinHashKernel {
  private final int[] factors;
  private final int[] least;
  private final int[] greatest;

  ScalarMinHash(HashFamily family) {
    factors = family.factors();
    least = new int[family.size()];
    greatest = new int[family.size()];
    reset();
  }

  @Override
  public void reset() {
    Arrays.fill(least, Integer.MAX_VALUE);
    Arrays.fill(greatest, Integer.MIN_VALUE);
  }

  @Override
  public void accept(int[] shingles, int count) {
    for (int j = 0; j < least.length; j++) {
      accept(shingles, count, j);
    }
  }

  private void accept(int[] shingles, int count, int j) {
    int factor = factors[j];
    int min = least[j];
    int max = greatest[j];
    for (int i = 0; i < count; i++) {
      int value = factor * shingles[i];
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    least[j] = min;
    greatest[j] = max;
  }

  @Override
  public int[] values(int size) {
    int[] values = Arrays.copyOf(least, size);
    System.arraycopy(greatest, 0, values, least.length, size - least.length);
    return values;
  }
}
