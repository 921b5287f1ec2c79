package zydeco.tokenize.mixture;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * An order by score: more of the good late. At the time t of a phase, 0 to 1, the mean quantile of
 * the scores is (1 - strength) / 2 + strength * t.
 */
public final class Curriculum implements Serializable {
  /*
   * Copies have a quantile by score, tokens counted; with the probability of the strength a copy's
   * time is its quantile, else a random one. Both are uniform, so the mixture is, and every shard is as
   * large as without a curriculum. Quantiles come from a histogram: bins are the upper 20 bits of a
   * score's order, 256 to an octave; copies within a bin are in random order. Memory: a long a bin.
   */
  private static final int SHIFT = 44;
  private static final long CHOOSE = 0x43686f6f7365L;
  private static final long WITHIN = 0x57697468696eL;

  private final double strength;
  private final int[] bins;
  private final long[] before;
  private final long total;

  /**
   * A curriculum over what a phase holds.
   *
   * @param strength 0 to 1
   * @param tokens by {@link #bin}
   */
  public Curriculum(double strength, Map<Integer, Long> tokens) {
    this.strength = strength;
    TreeMap<Integer, Long> sorted = new TreeMap<>(tokens);
    bins = new int[sorted.size()];
    before = new long[bins.length + 1];
    int i = 0;
    for (Map.Entry<Integer, Long> bin : sorted.entrySet()) {
      bins[i] = bin.getKey();
      before[i + 1] = before[i] + bin.getValue();
      i++;
    }
    total = before[bins.length];
  }

  /** The bin of a score; bins are in the order of scores, no score (NaN) is the last. */
  public static int bin(double score) {
    if (Double.isNaN(score)) {
      return Integer.MAX_VALUE;
    }
    long bits = Double.doubleToLongBits(score + 0.0);
    long ordered = bits < 0 ? ~bits : bits | Long.MIN_VALUE;
    return (int) (ordered >>> SHIFT);
  }

  /**
   * The place of a copy.
   *
   * @param drawn its place without a curriculum
   */
  public long place(long drawn, double score) {
    int bin = java.util.Arrays.binarySearch(bins, bin(score));
    boolean random = Double.isNaN(score) || bin < 0 || Draw.fraction(drawn, CHOOSE) >= strength;
    if (random) {
      return drawn;
    }
    double tokens = before[bin] + Draw.fraction(drawn, WITHIN) * (before[bin + 1] - before[bin]);
    long high = Math.min((1L << 53) - 1, (long) (tokens / total * 0x1p53));
    return high << 11 | drawn >>> 53;
  }
}
