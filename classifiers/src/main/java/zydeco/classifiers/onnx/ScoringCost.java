package zydeco.classifiers.onnx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import zydeco.classifiers.ScorerSource;
import zydeco.classifiers.TextScorer;
import zydeco.classifiers.UnscorableException;

/** How fast scorers are here, measured on a few texts in CPU time of one thread. */
final class ScoringCost {
  private static final long MOST_NANOS = 2_000_000_000L;

  private ScoringCost() {}

  static String of(ScorerSource scorer, FirstScorer first, List<byte[]> sample) {
    double large = seconds(scorer.open(), sample);
    String alone = line("scoring", large, "");
    if (first == null) {
      return alone;
    }
    SureShare share = SureShare.of(first, sample);
    double both = share.seconds() + (1 - share.decided()) * large;
    return line("scoring without " + first.name(), large, "")
        + "\n"
        + line(
            "scoring with it",
            both,
            String.format(
                Locale.ROOT,
                "; it decides %.1f %% of %d sampled documents, %.1f times fewer go to the larger"
                    + " model",
                100 * share.decided(),
                sample.size(),
                1 / Math.max(1e-9, 1 - share.decided())));
  }

  private static String line(String what, double seconds, String more) {
    return String.format(
        Locale.ROOT,
        "%s: %.4g documents/s a core here, %.4g core-hours a million documents%s",
        what,
        1 / seconds,
        seconds * 1e6 / 3600,
        more);
  }

  /** CPU seconds a text: the second time through as many texts as a little time allows. */
  private static double seconds(TextScorer scorer, List<byte[]> sample) {
    int texts = run(scorer, sample, sample.size());
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long begin = clock.getCurrentThreadCpuTime();
    int measured = run(scorer, sample, texts);
    return Math.max(1, clock.getCurrentThreadCpuTime() - begin) / 1e9 / Math.max(1, measured);
  }

  private static int run(TextScorer scorer, List<byte[]> sample, int most) {
    long begin = System.nanoTime();
    int texts = 0;
    while (texts < most && (texts == 0 || System.nanoTime() - begin < MOST_NANOS)) {
      try {
        scorer.score(sample.get(texts));
      } catch (UnscorableException e) {
        // costs its time all the same
      }
      texts++;
    }
    return texts;
  }

  /** CPU seconds a text of the cheap model, and the share of texts that it decides. */
  private record SureShare(double seconds, double decided) {

    static SureShare of(FirstScorer first, List<byte[]> sample) {
      TextScorer cheap = first.source().open();
      double seconds = ScoringCost.seconds(cheap, sample);
      long decided =
          sample.stream()
              .mapToDouble(cheap::valueOrNaN)
              .filter(p -> first.cascade().sure().drops(p) || first.cascade().sure().keeps(p))
              .count();
      return new SureShare(seconds, (double) decided / sample.size());
    }
  }
}
