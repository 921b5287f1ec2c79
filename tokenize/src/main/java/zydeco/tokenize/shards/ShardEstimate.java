package zydeco.tokenize.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zydeco.pipeline.recipe.SourceSample;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.mixture.SourceShare;
import zydeco.tokenize.mixture.SourceTotals;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;

/**
 * Tokens that the sources hold before the stages remove any, estimated from a sample of their
 * texts, and what the phases would make of them.
 */
public final class ShardEstimate {
  /*
   * Tokens a byte r over a sample of n of N texts: the ratio estimator, whose relative error is
   *   sqrt((1 - n/N) / n * sum((t_i - r b_i)^2) / (n - 1)) / mean(t).
   * That of the source's bytes is independent of it and is added in squares. Bounds are at twice the
   * error, 95 %. A phase is refused only where the upper bound of what a pool holds is too little,
   * with nothing held out: of few documents none may be.
   */
  private static final double TWICE = 2;
  private static final double NO_END = 1e15;

  private final ShardSettings settings;
  private final List<Estimate> estimates;

  /** Tokens of a source with one end-of-text a document; the error is relative, NaN if unknown. */
  private record Estimate(SourceSample sample, double tokens, double error) {

    /**
     * What trains: with so many errors more than the estimate, and nothing held out; without end
     * where the error is not known.
     */
    SourceTotals totals(double errors, double heldOut) {
      double held =
          errors == 0
              ? tokens * (1 - heldOut)
              : Double.isNaN(error) ? NO_END : tokens * (1 + errors * error);
      return new SourceTotals(
          sample.name(), Math.round(sample.documents()), (long) held, Math.round(sample.bytes()));
    }
  }

  private ShardEstimate(ShardSettings settings, List<Estimate> estimates) {
    this.settings = settings;
    this.estimates = estimates;
  }

  /** Tokenises the sample. */
  public static ShardEstimate of(ShardSettings settings, List<SourceSample> samples) {
    List<Estimate> estimates = new ArrayList<>();
    try (Tokenizer tokenizer = settings.tokenizer().open()) {
      samples.forEach(sample -> estimates.add(estimate(tokenizer, sample)));
    } catch (Exception e) {
      throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
    return new ShardEstimate(settings, estimates);
  }

  private static Estimate estimate(Tokenizer tokenizer, SourceSample sample) {
    List<byte[]> texts = sample.texts();
    double[] tokens = new double[texts.size()];
    TokenBuffer ids = new TokenBuffer();
    double all = 0;
    double bytes = 0;
    for (int i = 0; i < tokens.length; i++) {
      ids.clear();
      tokens[i] = tokenizer.encode(texts.get(i), ids);
      all += tokens[i];
      bytes += texts.get(i).length;
    }
    double ratio = bytes == 0 ? 0 : all / bytes;
    double squares = 0;
    for (int i = 0; i < tokens.length; i++) {
      squares += Math.pow(tokens[i] - ratio * texts.get(i).length, 2);
    }
    double part = Math.max(0, 1 - tokens.length / Math.max(1, sample.documents()));
    double error =
        part == 0 || all == 0
            ? 0
            : Math.sqrt(part * tokens.length * squares / (tokens.length - 1)) / all;
    return new Estimate(
        sample, ratio * sample.bytes() + sample.documents(), Math.hypot(error, sample.error()));
  }

  /** In lines. Throws MixtureException where a phase asks for more than can be there. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format("estimate of what the sources hold, before the stages remove any of it:%n"));
    for (Estimate estimate : estimates) {
      text.append(line(estimate));
    }
    if (!settings.pools().bySource()) {
      text.append("shares by ").append(settings.pools().by());
      return text.append(String.format(" are known after the build only%n")).toString();
    }
    phases(TWICE);
    return text.append(expected()).toString();
  }

  private String expected() {
    StringBuilder text = new StringBuilder();
    List<List<SourceShare>> phases;
    try {
      phases = phases(0);
    } catch (MixtureException e) {
      return String.format("it is not sure to be enough: %s%n", e.getMessage());
    }
    for (int i = 0; i < phases.size(); i++) {
      text.append(expected(settings.phases().get(i), phases.get(i)));
    }
    return text.toString();
  }

  private String expected(TrainingPhase phase, List<SourceShare> shares) {
    StringBuilder text = new StringBuilder(phase.title());
    text.append("shares if they removed nothing");
    if (settings.heldOut() > 0) {
      text.append(String.format(Locale.ROOT, " but the %s held out", settings.heldOut()));
    }
    text.append(String.format(":%n"));
    long fresh = shares.stream().mapToLong(SourceShare::target).sum();
    long all = Math.round(fresh / (1 - phase.replay()));
    shares.stream().filter(share -> share.target() > 0).forEach(s -> text.append(line(s, all)));
    if (phase.replay() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-20s %5.2f %%: %,d tokens%n",
              "replay of " + settings.phases().get(0).name(),
              100 * phase.replay(),
              all - fresh));
    }
    return text.toString();
  }

  private static String line(Estimate estimate) {
    SourceSample sample = estimate.sample();
    return Double.isNaN(estimate.error())
        ? String.format(
            Locale.ROOT,
            "  %-20s more than %,.0f tokens: %,.0f documents were read, the rest was not%n",
            sample.name(),
            estimate.tokens(),
            sample.documents())
        : String.format(
            Locale.ROOT,
            "  %-20s %,.0f tokens +- %.1f %% (%,.0f documents, %,.1f MB; %d tokenised)%n",
            sample.name(),
            estimate.tokens(),
            100 * TWICE * estimate.error(),
            sample.documents(),
            sample.bytes() / 1e6,
            sample.texts().size());
  }

  private static String line(SourceShare share, long all) {
    return String.format(
        Locale.ROOT,
        "  %-20s %5.2f %%: %,d tokens, %.2f epochs%n",
        share.name(),
        100.0 * share.target() / Math.max(1, all),
        share.target(),
        share.epochs());
  }

  /** Shares where every source holds so many errors more than its estimate. */
  private List<List<SourceShare>> phases(double errors) {
    List<SourceTotals> held =
        estimates.stream().map(e -> e.totals(errors, settings.heldOut())).toList();
    long[] given = new long[held.size()];
    List<List<SourceShare>> phases = new ArrayList<>();
    for (TrainingPhase phase : settings.phases()) {
      List<SourceShare> shares = shares(phase, held, given);
      for (int pool = 0; pool < given.length; pool++) {
        given[pool] += shares.get(pool).target();
      }
      phases.add(shares);
    }
    return phases;
  }

  private static List<SourceShare> shares(
      TrainingPhase phase, List<SourceTotals> held, long[] given) {
    try {
      return phase.mixture().withBudget(phase.freshBudget()).plan(held, given);
    } catch (MixtureException e) {
      throw new MixtureException(phase.title() + e.getMessage());
    }
  }
}
