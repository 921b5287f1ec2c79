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
 * How much of which source a corpus is to hold.
 *
 * @param weights by source, relative to each other; a source without one is left out; empty: as
 *     much of each source as it holds
 * @param budget tokens in all, with one end-of-text a document; 0: as many as there are without
 *     taking any document twice
 * @param cap epochs of a source at most
 */
public record Mixture(Map<String, Double> weights, long budget, double cap)
    implements Serializable {
  /*
   * With weights w of sum W and a budget T, source s gets T w_s / W tokens. Where that is more than
   * it holds, its documents come again: the integer part of target / tokens are whole epochs, and
   * the rest is a last epoch of part of the documents. Without a budget T is the largest for which
   * no source passes one epoch: the minimum over s of tokens_s W / w_s.
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

  /** Whether any document of the source can be in the corpus. */
  public boolean takes(String source) {
    return weights.isEmpty() || weights.getOrDefault(source, 0.0) > 0;
  }

  /**
   * What each source is to give, in the order of the sources. Throws MixtureException where a
   * source would have to be repeated more often than the cap allows, or has a weight and no
   * documents.
   */
  public List<SourceShare> plan(List<SourceTotals> sources) {
    BigDecimal sum = BigDecimal.ZERO;
    for (SourceTotals source : sources) {
      sum = sum.add(weight(source));
    }
    if (sum.signum() == 0) {
      throw new MixtureException(
          "Cannot mix the sources: none with a weight holds a token. Look at what the stages before"
              + " removed, or give other weights.");
    }
    BigDecimal total = budget > 0 ? BigDecimal.valueOf(budget) : most(sources, sum);
    List<SourceShare> shares = new ArrayList<>();
    for (SourceTotals source : sources) {
      shares.add(share(source, total, sum));
    }
    return shares;
  }

  private BigDecimal weight(SourceTotals source) {
    return weights.isEmpty()
        ? BigDecimal.valueOf(source.tokens())
        : BigDecimal.valueOf(weights.getOrDefault(source.name(), 0.0));
  }

  private BigDecimal most(List<SourceTotals> sources, BigDecimal sum) {
    BigDecimal most = null;
    for (SourceTotals source : sources) {
      BigDecimal weight = weight(source);
      if (weight.signum() > 0) {
        BigDecimal allowed =
            BigDecimal.valueOf(source.tokens())
                .multiply(sum)
                .divide(weight, MathContext.DECIMAL128);
        most = most == null ? allowed : most.min(allowed);
      }
    }
    return most;
  }

  private SourceShare share(SourceTotals source, BigDecimal total, BigDecimal sum) {
    BigDecimal weight = weight(source);
    long target =
        total
            .multiply(weight)
            .divide(sum, MathContext.DECIMAL128)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    double given = weights.isEmpty() ? Double.NaN : weight.doubleValue();
    double asked = weight.divide(sum, MathContext.DECIMAL128).doubleValue();
    if (weight.signum() == 0) {
      return new SourceShare(source.name(), given, 0, 0, 0, 0, 0);
    }
    if (source.tokens() == 0) {
      throw new MixtureException(
          "Cannot mix the sources: "
              + source.name()
              + " has the weight "
              + plain(weight)
              + " but holds no document. Leave it out of the mixture, or look at what removed its"
              + " documents.");
    }
    checkCap(source, target, weight, total, sum);
    return new SourceShare(
        source.name(),
        given,
        asked,
        target,
        (double) target / source.tokens(),
        Math.toIntExact(target / source.tokens()),
        target % source.tokens());
  }

  private void checkCap(
      SourceTotals source, long target, BigDecimal weight, BigDecimal total, BigDecimal sum) {
    BigDecimal allowed = BigDecimal.valueOf(source.tokens()).multiply(BigDecimal.valueOf(cap));
    if (BigDecimal.valueOf(target).compareTo(allowed) <= 0) {
      return;
    }
    long most = allowed.multiply(sum).divide(weight, 0, RoundingMode.DOWN).longValueExact();
    throw new MixtureException(
        String.format(
            Locale.ROOT,
            "Cannot fill %,d tokens: %s is to give %s / %s of them = %,d tokens, but holds %,d:"
                + " %.2f epochs, above the cap of %s. Give 'tokens: %d' or fewer, a lower weight for"
                + " %s, or raise 'epochs-cap'.",
            total.longValue(),
            source.name(),
            plain(weight),
            plain(sum),
            target,
            source.tokens(),
            (double) target / source.tokens(),
            plain(BigDecimal.valueOf(cap)),
            most,
            source.name()));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
