package zydeco.dedup.minhash;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;
import zydeco.dedup.text.Normalization;

/**
 * RedPajama-V2's MinHash (togethercomputer/RedPajama-Data, {@code dedupe/minhash.py}): runs of 13
 * normalised words, the first four bytes of their SHA-1, 128 permutations modulo 2^61 - 1 drawn
 * with seed 42, cut into bands for four similarities. For one thread.
 */
public final class RedpajamaMinHash {
  /*
   * a h + b is taken modulo 2^64 before it is modulo the prime, because the origin computes in
   * unsigned 64 bits; of the result the low 32 bits count.
   */
  static final int VALUES = 128;

  private static final int WORDS = 13;
  private static final int SEED = 42;
  private static final long PRIME = (1L << 61) - 1;
  private static final long LOW = 0xffffffffL;

  /** The columns of bands, with the similarity from which they find pairs. */
  public enum Bands {
    SIM_1_0("1.0", 1, 128),
    SIM_0_9("0.9", 5, 25),
    SIM_0_8("0.8", 9, 13),
    SIM_0_7("0.7", 14, 9);

    private final String similarity;
    private final int bands;
    private final int rows;

    Bands(String similarity, int bands, int rows) {
      this.similarity = similarity;
      this.bands = bands;
      this.rows = rows;
    }

    /** As the origin names it. */
    public String column() {
      return "signature_sim" + similarity;
    }

    /** A band each: its values, 4 bytes each, the high byte first. */
    public List<byte[]> of(byte[] values) {
      List<byte[]> keys = new ArrayList<>();
      for (int band = 0; band < bands; band++) {
        keys.add(Arrays.copyOfRange(values, 4 * band * rows, 4 * (band + 1) * rows));
      }
      return keys;
    }
  }

  private final long[] factors = new long[VALUES];
  private final long[] summands = new long[VALUES];
  private final MessageDigest sha1;
  private int[] hashes = new int[0];

  public RedpajamaMinHash() {
    MersenneTwister random = new MersenneTwister(SEED);
    for (int i = 0; i < VALUES; i++) {
      factors[i] = between(random, 1, PRIME);
      summands[i] = between(random, 0, PRIME);
    }
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }

  /**
   * The next number from {@code least} to below {@code bound}, as numpy's {@code RandomState} draws
   * it: 64 bits are two numbers of 32, the high half first, and a number that is too large is drawn
   * anew.
   */
  static long between(MersenneTwister random, long least, long bound) {
    long range = bound - 1 - least;
    long mask = -1L >>> Long.numberOfLeadingZeros(range);
    long drawn;
    do {
      drawn = ((long) random.nextInt() << 32 | random.nextInt() & LOW) & mask;
    } while (drawn > range);
    return least + drawn;
  }

  /**
   * The 128 values, 4 bytes each, the high byte first; null where there are fewer words than 13.
   */
  public byte[] values(byte[] text) {
    int count = hash(Normalization.REDPAJAMA.apply(text));
    if (count == 0) {
      return null;
    }
    ByteBuffer values = ByteBuffer.allocate(4 * VALUES);
    for (int i = 0; i < VALUES; i++) {
      long least = LOW;
      for (int run = 0; run < count; run++) {
        least = Math.min(least, permuted(hashes[run] & LOW, i));
      }
      values.putInt((int) least);
    }
    return values.array();
  }

  private long permuted(long hash, int i) {
    long product = hash * factors[i] + summands[i];
    long rest = (product & PRIME) + (product >>> 61);
    return (rest >= PRIME ? rest - PRIME : rest) & LOW;
  }

  /** Hashes each run of words, which stand apart by single spaces; gives how many there are. */
  private int hash(byte[] form) {
    if (hashes.length < form.length / 2 + 1) {
      hashes = new int[form.length];
    }
    int[] starts = new int[WORDS];
    int words = 0;
    int runs = 0;
    int start = 0;
    for (int i = 0; i <= form.length; i++) {
      if (i == form.length || form[i] == ' ') {
        if (i > start) {
          starts[words++ % WORDS] = start;
          if (words >= WORDS) {
            int from = starts[words % WORDS];
            sha1.update(form, from, i - from);
            hashes[runs++] = Integer.reverseBytes(ByteBuffer.wrap(sha1.digest()).getInt());
          }
        }
        start = i + 1;
      }
    }
    return runs;
  }
}
