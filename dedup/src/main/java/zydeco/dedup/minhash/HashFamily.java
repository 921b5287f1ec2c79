package zydeco.dedup.minhash;

/**
 * Functions {@code x -> a x} over 32-bit words, a odd, so that each is a permutation. A signature
 * has the least value of each over the shingles, then the greatest of each: with well mixed x the
 * share of values that agree is an unbiased estimate of the Jaccard similarity, of no greater
 * variance than as many least values have, at half the multiplications (Ji et al., Min-Max Hash for
 * Jaccard Similarity, ICDM 2013).
 */
final class HashFamily {
  private final int[] factors;

  private HashFamily(int[] factors) {
    this.factors = factors;
  }

  /** As many functions as a signature of that many values needs. */
  static HashFamily ofValues(int values, long seed) {
    return of((values + 1) / 2, seed);
  }

  /** The family of that seed; a smaller one is the beginning of a larger one. */
  static HashFamily of(int size, long seed) {
    int[] factors = new int[size];
    for (int i = 0; i < size; i++) {
      factors[i] = (int) (Mix.finish(seed * Mix.GOLDEN + i + 1) >>> 32) | 1;
    }
    return new HashFamily(factors);
  }

  int size() {
    return factors.length;
  }

  int[] factors() {
    return factors.clone();
  }
}
