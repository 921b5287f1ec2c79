package zydeco.classifiers.fasttext;

import java.io.IOException;

/**
 * What a model file says of how it was trained, as far as prediction needs it.
 *
 * @param dim numbers in a row of the matrices
 * @param wordNgrams longest word n-gram, 1: words alone
 * @param bucket rows shared by hashed n-grams
 * @param minn shortest character n-gram
 * @param maxn longest character n-gram, 0: none
 */
record Arguments(int dim, int wordNgrams, Loss loss, int bucket, int minn, int maxn) {
  private static final int SUPERVISED = 3;
  private static final int OLD_VERSION = 11;

  /** How the output matrix turns into probabilities. */
  enum Loss {
    HIERARCHICAL_SOFTMAX(1),
    NEGATIVE_SAMPLING(2),
    SOFTMAX(3),
    ONE_VS_ALL(4);

    final int code;

    Loss(int code) {
      this.code = code;
    }

    static Loss of(int code) throws IOException {
      for (Loss loss : values()) {
        if (loss.code == code) {
          return loss;
        }
      }
      throw new ModelInput.MalformedModel("its loss is number " + code + ", which is none");
    }
  }

  static Arguments read(ModelInput in, int version) throws IOException {
    int dim = in.int32("the arguments");
    in.int32("the arguments"); // ws
    in.int32("the arguments"); // epoch
    in.int32("the arguments"); // minCount
    in.int32("the arguments"); // neg
    int wordNgrams = in.int32("the arguments");
    Loss loss = Loss.of(in.int32("the arguments"));
    int model = in.int32("the arguments");
    int bucket = in.int32("the arguments");
    int minn = in.int32("the arguments");
    int maxn = in.int32("the arguments");
    in.int32("the arguments"); // lrUpdateRate
    in.float64("the arguments"); // t
    if (model != SUPERVISED) {
      throw new ModelInput.MalformedModel("it holds word vectors, not a supervised model");
    }
    return new Arguments(dim, wordNgrams, loss, bucket, minn, version == OLD_VERSION ? 0 : maxn)
        .checked();
  }

  /**
   * Writes what official readers expect; training settings that prediction ignores are as given.
   */
  void write(ModelOutput out, int epochs, int minCount) throws IOException {
    int[] fields = {
      dim, 5, epochs, minCount, 5, wordNgrams, loss.code, SUPERVISED, bucket, minn, maxn, 100
    };
    for (int field : fields) {
      out.int32(field);
    }
    out.float64(1e-4);
  }

  private Arguments checked() throws IOException {
    check("dim", dim, 1, 100_000);
    check("wordNgrams", wordNgrams, 0, 1_000);
    check("bucket", bucket, 0, Integer.MAX_VALUE);
    check("minn", minn, 0, 1_000);
    check("maxn", maxn, 0, 1_000);
    if (bucket == 0 && (maxn > 0 || wordNgrams > 1)) {
      throw new ModelInput.MalformedModel("it has n-grams, but no buckets for them");
    }
    return this;
  }

  private static void check(String name, int value, int min, int max) throws IOException {
    if (value < min || value > max) {
      throw new ModelInput.MalformedModel(
          "its " + name + " is " + value + ", not in " + min + " to " + max);
    }
  }
}
