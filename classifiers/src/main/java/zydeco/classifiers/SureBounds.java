package zydeco.classifiers;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where a cheap scorer is sure enough to decide for a dear one. Documents that score below {@code
 * dropBelow} are dropped and those from {@code keepFrom} on are kept without asking the dear one;
 * what lies between is asked.
 *
 * @param dropBelow negative infinity: none is dropped unasked
 * @param keepFrom at least {@code dropBelow}; positive infinity: none is kept unasked
 */
public record SureBounds(double dropBelow, double keepFrom) implements Serializable {

  /** Nothing is sure: every document is asked. */
  public static final SureBounds NONE =
      new SureBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** One-sided 90 % of a normal distribution. */
  private static final double Z = 1.2816;

  /**
   * How the bounds do on documents whose fate is known.
   *
   * @param documents all of them
   * @param decided those that are not asked
   * @param wrong those of {@code decided} that the dear scorer would have decided otherwise
   */
  public record Outcome(int documents, int decided, int wrong) implements Serializable {

    /** Share of documents whose kept/dropped bit is the dear scorer's, 0 to 1. */
    public double agreement() {
      return documents == 0 ? 1 : 1 - (double) wrong / documents;
    }

    /**
     * How many times fewer documents are asked than there are; where none is, how many there are.
     */
    public double fewer() {
      return (double) documents / Math.max(1, documents - decided);
    }

    /** Share of documents that are not asked, 0 to 1. */
    public double decidedShare() {
      return documents == 0 ? 0 : (double) decided / documents;
    }
  }

  public SureBounds {
    if (!(dropBelow <= keepFrom)) {
      throw new IllegalArgumentException(dropBelow + " is not at most " + keepFrom);
    }
  }

  public boolean drops(double score) {
    return score < dropBelow;
  }

  public boolean keeps(double score) {
    return score >= keepFrom;
  }

  /**
   * The bounds that decide most documents while so few are decided wrongly that, with a confidence
   * of 90 %, the share of wrong ones is at most 1 - agreement; of such bounds those with the fewest
   * wrong ones. With too few documents to be confident of that the bounds are {@link #NONE}.
   *
   * @param scores of the cheap scorer
   * @param kept what the dear scorer decides
   * @param agreement wanted share of equal bits, 0.5 to 1
   */
  public static SureBounds choose(double[] scores, boolean[] kept, double agreement) {
    int allowed = allowedErrors(scores.length, 1 - agreement);
    if (allowed < 0) {
      return NONE;
    }
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
    return new Search(order, scores, kept, allowed).best();
  }

  /**
   * What bounds that are chosen so come to: each half of the documents is decided with the bounds
   * that the other half chooses.
   *
   * @param first which documents are of the first half
   */
  public static Outcome crossed(
      double[] scores, boolean[] kept, boolean[] first, double agreement) {
    Half one = Half.of(scores, kept, first, true);
    Half other = Half.of(scores, kept, first, false);
    Outcome ofOther = one.choose(agreement).on(other.scores, other.kept);
    Outcome ofOne = other.choose(agreement).on(one.scores, one.kept);
    return new Outcome(scores.length, ofOne.decided + ofOther.decided, ofOne.wrong + ofOther.wrong);
  }

  private record Half(double[] scores, boolean[] kept) {

    static Half of(double[] scores, boolean[] kept, boolean[] first, boolean wanted) {
      int[] places = IntStream.range(0, first.length).filter(i -> first[i] == wanted).toArray();
      boolean[] chosen = new boolean[places.length];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = kept[places[i]];
      }
      return new Half(IntStream.of(places).mapToDouble(i -> scores[i]).toArray(), chosen);
    }

    SureBounds choose(double agreement) {
      return SureBounds.choose(scores, kept, agreement);
    }
  }

  /** What the bounds come to on other documents. */
  public Outcome on(double[] scores, boolean[] kept) {
    int decided = 0;
    int wrong = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean drops = drops(scores[i]);
      if (drops || keeps(scores[i])) {
        decided++;
        wrong += drops == kept[i] ? 1 : 0;
      }
    }
    return new Outcome(scores.length, decided, wrong);
  }

  /**
   * The most errors of n whose share is, with 90 % confidence, at most the rate; -1: not even 0.
   */
  static int allowedErrors(int n, double rate) {
    int allowed = -1;
    while (allowed + 1 < n && upperShare(allowed + 1, n) <= rate) {
      allowed++;
    }
    return allowed;
  }

  /** Upper end of Wilson's score interval (1927) for a share of k in n. */
  private static double upperShare(int k, int n) {
    double p = (double) k / n;
    double z2 = Z * Z;
    double centre = p + z2 / (2 * n);
    double spread = Z * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
    return (centre + spread) / (1 + z2 / n);
  }

  /*
   * Two pointers over the documents by rising score. The lowest `low` are dropped, those from `high`
   * on are kept; as `low` rises, fewer errors are left for the upper end, so `high` only rises too.
   * Both stand only where the score changes.
   */
  private record Search(Integer[] order, double[] scores, boolean[] kept, int allowed) {

    SureBounds best() {
      int n = order.length;
      int high = 0;
      int highErrors = 0;
      for (int i = 0; i < n; i++) {
        highErrors += kept[order[i]] ? 0 : 1;
      }
      int lowErrors = 0;
      int bestAsked = n + 1;
      int bestErrors = 0;
      SureBounds best = NONE;
      for (int low = 0; low <= n; low++) {
        if (low > 0) {
          lowErrors += kept[order[low - 1]] ? 1 : 0;
        }
        if (lowErrors > allowed) {
          break;
        }
        while (high < n && (high < low || !isEdge(high) || highErrors + lowErrors > allowed)) {
          highErrors -= kept[order[high++]] ? 0 : 1;
        }
        int asked = high - low;
        int errors = lowErrors + highErrors;
        if (isEdge(low) && (asked < bestAsked || asked == bestAsked && errors < bestErrors)) {
          bestAsked = asked;
          bestErrors = errors;
          best = new SureBounds(lower(low), upper(high));
        }
      }
      return best;
    }

    private boolean isEdge(int at) {
      return at == 0 || at == order.length || score(at) != score(at - 1);
    }

    private double score(int at) {
      return scores[order[at]];
    }

    /** Nothing is dropped below a score higher than any that was seen. */
    private double lower(int at) {
      return at == 0 ? Double.NEGATIVE_INFINITY : score(Math.min(at, order.length - 1));
    }

    private double upper(int at) {
      return at == order.length ? Double.POSITIVE_INFINITY : score(at);
    }
  }
}
