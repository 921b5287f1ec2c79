package zydeco.classifiers.fasttext;

/**
 * How a supervised model is trained.
 *
 * @param dim numbers in a row, 1 to 1,000
 * @param epochs passes over the examples, 1 to 1,000
 * @param rate the first step size, above 0; it falls to 0 in a straight line
 * @param wordNgrams longest word n-gram, 1 to 10
 * @param minn shortest character n-gram, 0 to maxn
 * @param maxn longest character n-gram, 0: none
 * @param bucket rows shared by hashed n-grams, 1 to 100 million
 * @param minCount a word that is rarer has no row of its own
 * @param seed decides the first numbers and the order of the examples
 */
public record Training(
    int dim,
    int epochs,
    double rate,
    int wordNgrams,
    int minn,
    int maxn,
    int bucket,
    int minCount,
    long seed) {

  public Training {
    within("dim", dim, 1, 1_000);
    within("epochs", epochs, 1, 1_000);
    within("word-ngrams", wordNgrams, 1, 10);
    within("maxn", maxn, 0, 20);
    within("minn", minn, 0, maxn);
    within("bucket", bucket, 1, 100_000_000);
    within("min-count", minCount, 1, Integer.MAX_VALUE);
    if (!(rate > 0 && rate <= 10)) {
      throw new IllegalArgumentException("rate is " + rate + ", not in 0 to 10");
    }
  }

  /** Words and pairs of words, as DCLM's quality model has them, in 16 numbers. */
  public static Training standard(long seed) {
    return new Training(16, 25, 1.0, 2, 0, 0, 200_000, 2, seed);
  }

  private static void within(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", not in " + min + " to " + max);
    }
  }

  Arguments arguments() {
    boolean hashed = wordNgrams > 1 || maxn > 0;
    return new Arguments(dim, wordNgrams, Arguments.Loss.SOFTMAX, hashed ? bucket : 0, minn, maxn);
  }
}
