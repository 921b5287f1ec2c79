package zydeco.tokenize.mixture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a mixture weighs: the sources, the labels of a column, or buckets of a score. Each document
 * is in one pool at most.
 *
 * @param by {@code source}, or the column's name
 * @param names of the pools, in order
 * @param ranges of a score, by pool; empty for sources and labels
 */
public record Pools(String by, List<String> names, List<Range> ranges) implements Serializable {
  public static final String SOURCE = "source";
  public static final int NONE = -1;

  public Pools {
    names = List.copyOf(names);
    ranges = List.copyOf(ranges);
  }

  /**
   * A half-open range of a score.
   *
   * @param least in it; -infinity where there is no bound
   * @param below what is above it; infinity where there is no bound
   */
  public record Range(double least, double below) implements Serializable {

    /**
     * Of {@code 2..3}, {@code ..2} or {@code 3..}. Throws IllegalArgumentException saying what is
     * wrong.
     */
    public static Range of(String text) {
      int dots = text.indexOf("..");
      if (dots < 0) {
        throw new IllegalArgumentException("'" + text + "' is no range");
      }
      double least = bound(text.substring(0, dots), Double.NEGATIVE_INFINITY);
      double below = bound(text.substring(dots + 2), Double.POSITIVE_INFINITY);
      if (!(least < below)) {
        throw new IllegalArgumentException("the range '" + text + "' is empty");
      }
      return new Range(least, below);
    }

    private static double bound(String text, double none) {
      try {
        return text.isBlank() ? none : Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is no number", e);
      }
    }

    boolean holds(double score) {
      return score >= least && score < below;
    }

    boolean meets(Range other) {
      return least < other.below && other.least < below;
    }
  }

  public static Pools ofSources(List<String> sources) {
    return new Pools(SOURCE, sources, List.of());
  }

  public static Pools ofLabels(String column, List<String> labels) {
    return new Pools(column, labels, List.of());
  }

  /** Buckets of a score. Throws IllegalArgumentException where two of them meet. */
  public static Pools ofRanges(String column, List<String> texts) {
    List<Range> ranges = new ArrayList<>();
    for (String text : texts) {
      Range range = Range.of(text);
      for (int i = 0; i < ranges.size(); i++) {
        if (ranges.get(i).meets(range)) {
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "'%s' and '%s' overlap", texts.get(i), text));
        }
      }
      ranges.add(range);
    }
    return new Pools(column, texts, ranges);
  }

  public boolean bySource() {
    return by.equals(SOURCE);
  }

  public int size() {
    return names.size();
  }

  /** The pool of a label, or {@link #NONE}. */
  public int ofLabel(String label) {
    return label == null ? NONE : names.indexOf(label);
  }

  /** The pool of a score, or {@link #NONE}. */
  public int ofScore(double score) {
    for (int pool = 0; pool < ranges.size(); pool++) {
      if (ranges.get(pool).holds(score)) {
        return pool;
      }
    }
    return NONE;
  }
}
