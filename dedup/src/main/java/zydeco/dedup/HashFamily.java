package zydeco.dedup;

/**
 * Functions {@code x -> a x + b} over 32-bit words, a odd, so that each is a permutation. A
 * signature has the least value of each over the shingles, then the greatest of each: with well
 * mixed x the share of values that agree is an unbiased estimate of the Jaccard similarity, of no
 * greater variance than as many least values have, at half the multiplications (Ji et al., Min-Max
 * Hash for Jaccard Similarity, ICDM 2013).
 */
final class HashFamily {
  private final int[] factors;
  private final int[] terms;

  private HashFamily(int[] factors, int[] terms) {
    this.factors = factors;
    this.terms = terms;
  }

  /** As many functions as a signature of that many values needs. */
  static HashFamily ofValues(int values, long seed) {
    return of((values + 1) / 2, seed);
  }

  /** The family of that seed; a smaller one is the beginning of a larger one. */
  static HashFamily of(int size, long seed) {
    int[] factors = new int[size];
    int[] terms = new int[size];
    for (int i = 0; i < size; i++) {
      long word = Mix.finish(seed * Mix.GOLDEN + i + 1);
      factors[i] = (int) (word >>> 32) | 1;
      terms[i] = (int) word;
    }
    return new HashFamily(factors, terms);
  }

  int size() {
    return factors.length;
  }

  /** The factors, with zeros after them up to the given length. */
  int[] factors(int padded) {
    return java.util.Arrays.copyOf(factors, padded);
  }

  /** The terms, with zeros after them up to the given length. */
  int[] terms(int padded) {
    return java.util.Arrays.copyOf(terms, padded);
  }
}
