package zydeco.tokenize.mixture;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much of which pool a phase is to hold: pools are sources, labels or score buckets.
 *
 * @param weights by pool, relative to each other; a pool without one is left out; empty: as much of
 *     each pool as it holds
 * @param budget tokens in all, with one end-of-text a document; 0: as many as there are without
 *     taking any document twice
 * @param cap epochs of a pool at most, over all phases
 */
public record Mixture(Map<String, Double> weights, long budget, double cap)
    implements Serializable {
  /*
   * With weights w of sum W and a budget T, pool s gives T w_s / W tokens, behind those that earlier
   * phases took: a pool's documents stand in a fixed order that repeats without end, and each phase
   * goes on where the one before it stopped. Without a budget T is the largest for which no pool
   * passes one epoch: the minimum over s of left_s W / w_s.
   */

  public Mixture {
    weights = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      if (!(weight.getValue() >= 0 && weight.getValue() < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the weight of " + weight.getKey() + " is " + weight.getValue());
      }
    }
    if (!weights.isEmpty() && weights.values().stream().noneMatch(w -> w > 0)) {
      throw new IllegalArgumentException("the weights sum to nothing");
    }
    if (!(cap > 0)) {
      throw new IllegalArgumentException("the epochs cap is " + cap);
    }
  }

  /** Every document of every source once. */
  public static Mixture everythingOnce() {
    return new Mixture(Map.of(), 0, 1);
  }

  /** The same weights with another budget. */
  public Mixture withBudget(long tokens) {
    return new Mixture(weights, tokens, cap);
  }

  /** Whether any document of the pool can be in the corpus. */
  public boolean takes(String source) {
    return weights.isEmpty() || weights.getOrDefault(source, 0.0) > 0;
  }

  /** What each pool is to give where nothing was given before. */
  public List<SourceShare> plan(List<SourceTotals> pools) {
    return plan(pools, new long[pools.size()]);
  }

  /**
   * What each pool is to give, in the order of the pools. Throws MixtureException where a pool
   * would have to be repeated more often than the cap allows, or has a weight and no documents.
   *
   * @param pools what they hold
   * @param given tokens that earlier phases took of each
   */
  public List<SourceShare> plan(List<SourceTotals> pools, long[] given) {
    BigDecimal sum = BigDecimal.ZERO;
    for (SourceTotals pool : pools) {
      sum = sum.add(weight(pool));
    }
    if (sum.signum() == 0) {
      throw new MixtureException(
          "Cannot mix the sources: none with a weight holds a token. To see what the stages before"
              + " removed, build into another folder without 'output.shards'; or give other"
              + " weights.");
    }
    BigDecimal total = budget > 0 ? BigDecimal.valueOf(budget) : most(pools, given, sum);
    List<SourceShare> shares = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      shares.add(share(pools.get(i), given[i], total, sum));
    }
    return shares;
  }

  private BigDecimal weight(SourceTotals source) {
    return weights.isEmpty()
        ? BigDecimal.valueOf(source.tokens())
        : BigDecimal.valueOf(weights.getOrDefault(source.name(), 0.0));
  }

  private BigDecimal most(List<SourceTotals> pools, long[] given, BigDecimal sum) {
    BigDecimal most = null;
    for (int i = 0; i < given.length; i++) {
      BigDecimal weight = weight(pools.get(i));
      if (weight.signum() > 0) {
        long left = Math.max(0, pools.get(i).tokens() - given[i]);
        BigDecimal allowed =
            BigDecimal.valueOf(left).multiply(sum).divide(weight, MathContext.DECIMAL128);
        most = most == null ? allowed : most.min(allowed);
      }
    }
    return most;
  }

  private SourceShare share(SourceTotals pool, long given, BigDecimal total, BigDecimal sum) {
    BigDecimal weight = weight(pool);
    long target =
        total
            .multiply(weight)
            .divide(sum, MathContext.DECIMAL128)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    double stated = weights.isEmpty() ? Double.NaN : weight.doubleValue();
    double asked = weight.divide(sum, MathContext.DECIMAL128).doubleValue();
    if (weight.signum() == 0) {
      return new SourceShare(
          pool.name(), stated, 0, 0, 0, SourceShare.End.of(given, pool.tokens()));
    }
    if (pool.tokens() == 0) {
      throw new MixtureException(
          "Cannot mix the sources: "
              + pool.name()
              + " has the weight "
              + plain(weight)
              + " but holds no document. Leave it out of the mixture, or look at what removed its"
              + " documents.");
    }
    checkCap(pool, given, target, weight, total, sum);
    double epochs = (double) target / pool.tokens();
    SourceShare.End end = SourceShare.End.of(given + target, pool.tokens());
    return new SourceShare(pool.name(), stated, asked, target, epochs, end);
  }

  private void checkCap(
      SourceTotals pool,
      long given,
      long target,
      BigDecimal weight,
      BigDecimal total,
      BigDecimal sum) {
    BigDecimal allowed =
        BigDecimal.valueOf(pool.tokens())
            .multiply(BigDecimal.valueOf(cap))
            .subtract(BigDecimal.valueOf(given));
    if (BigDecimal.valueOf(target).compareTo(allowed) <= 0) {
      return;
    }
    long most =
        allowed.max(BigDecimal.ZERO).multiply(sum).divide(weight, 0, RoundingMode.DOWN).longValue();
    String before =
        given == 0 ? "" : String.format(Locale.ROOT, " and has given %,d in earlier phases", given);
    throw new MixtureException(
        String.format(
            Locale.ROOT,
            "Cannot fill %,d tokens: %s is to give %s / %s of them = %,d tokens, but holds %,d%s:"
                + " %.2f epochs, above the cap of %s. Give 'tokens: %d' or fewer, a lower weight"
                + " for %s, or raise 'epochs-cap'.",
            total.longValue(),
            pool.name(),
            plain(weight),
            plain(sum),
            target,
            pool.tokens(),
            before,
            (double) (given + target) / pool.tokens(),
            plain(BigDecimal.valueOf(cap)),
            most,
            pool.name()));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
