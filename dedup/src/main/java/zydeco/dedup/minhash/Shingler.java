package zydeco.dedup.minhash;

/**
 * Cuts a text into overlapping shingles and hashes each to 32 well mixed bits. Owned by one thread.
 */
public abstract class Shingler {
  /** Shingles handed over at a time: 16 KiB, so that they are still in the nearest cache. */
  static final int BUFFER = 4096;

  /** An odd multiplier: rolling hashes are polynomials in it modulo 2⁶⁴. */
  public static final long BASE = 0xd1342543de82ef95L;

  final int[] buffer = new int[BUFFER];

  /** What a shingle is made of. */
  public enum Unit {
    /** Unicode characters: code points of UTF-8. */
    CHAR,
    /** Runs of bytes above 0x20: what white space and control characters of ASCII separate. */
    WORD,
    /** Tokens of a tokenizer. */
    TOKEN;

    /** A shingler of characters or words. */
    Shingler open(int size) {
      return open(size, null);
    }

    /**
     * A shingler.
     *
     * @param tokens of which it makes its shingles, where it makes them of tokens
     */
    Shingler open(int size, TokenSource tokens) {
      return switch (this) {
        case CHAR -> new CharShingler(size);
        case WORD -> new WordShingler(size);
        case TOKEN -> new TokenShingler(tokens.open(), size);
      };
    }
  }

  /**
   * Sends the hash of every shingle of the text, repeats included, in order.
   *
   * @return how many there were: none where the text is shorter than one shingle
   */
  abstract long shingle(byte[] text, ShingleSink sink);

  public static long power(long base, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }
}
