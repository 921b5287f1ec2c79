package zydeco.filters.redpajama;

import java.util.List;
import java.util.TreeSet;
import zydeco.filters.signal.Signal;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * RedPajama-V2's JSON layout of its 45 signals: each a list of {@code [start, end, score]}, offsets
 * in code points, scores of at most eight decimals, {@code null} where undefined or where the
 * recipe names no file that the signal needs.
 */
public final class QualitySignals {
  /** Scores of classifiers, which are other stages' business here. */
  private static final List<String> CLASSIFIERS =
      List.of("rps_doc_ml_palm_score", "rps_doc_ml_wikipedia_score", "rps_doc_ml_wikiref_score");

  /** Characters; a text of millions of lines would have gigabytes of spans. */
  static final int LONGEST = 1 << 27;

  private QualitySignals() {}

  /** The published names, in order. */
  public static List<String> names() {
    TreeSet<String> names = new TreeSet<>(CLASSIFIERS);
    RedpajamaSignals.ROWS.forEach(signal -> names.add(signal.name()));
    LineSignal.ROWS.forEach(signal -> names.add(signal.name()));
    return List.copyOf(names);
  }

  /**
   * The signals of a text as one JSON object; null where it would be longer than 128 MiB, which
   * takes half a million lines or more.
   */
  public static String json(Segments segments) {
    StringBuilder json = new StringBuilder("{");
    for (String name : names()) {
      json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":[");
      if (name.startsWith("rps_lines_")) {
        lines(json, name, segments);
      } else {
        span(json, 0, segments.characters(), score(name, segments));
      }
      json.append(']');
      if (json.length() > LONGEST) {
        return null;
      }
    }
    return json.append('}').toString();
  }

  private static double score(String name, Segments segments) {
    if (!Signals.has(name)) {
      return Double.NaN;
    }
    Signal signal = Signals.named(name);
    return segments.lists().hasAll(signal.needs()) ? signal.of(segments) : Double.NaN;
  }

  private static void lines(StringBuilder json, String name, Segments segments) {
    RedpajamaText text = RedpajamaText.of(segments);
    LineSignal signal =
        LineSignal.ROWS.stream().filter(row -> row.name().equals(name)).findAny().orElseThrow();
    if (text.raw().lines() == 0 && name.equals("rps_lines_start_with_bulletpoint")) {
      span(json, 0, 0, Double.NaN);
    }
    for (int line = 0; line < text.raw().lines() && json.length() <= LONGEST; line++) {
      json.append(line > 0 ? "," : "");
      double score = signal.function().applyAsDouble(text, line);
      span(json, text.raw().lineStart(line), text.raw().lineEnd(line), score);
    }
  }

  private static void span(StringBuilder json, int start, int end, double score) {
    json.append('[').append(start).append(',').append(end).append(',');
    if (Double.isNaN(score)) {
      json.append("null]");
    } else if (score == Math.rint(score) && Math.abs(score) < 1e15) {
      json.append((long) score).append(']');
    } else {
      json.append(new java.math.BigDecimal(Double.toString(score)).toPlainString()).append(']');
    }
  }
}
