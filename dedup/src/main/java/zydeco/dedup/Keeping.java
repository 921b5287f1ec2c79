package zydeco.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;

/**
 * Who stays of equal or similar documents, as a recipe says it. Of a cluster's members the one of
 * the best source comes first; among those of one source the one with the greatest value of the
 * first {@code order-by}, and so on; at last content hash and id decide.
 *
 * @param policy who stays of a cluster
 * @param atMost members that stay, where the policy is best
 * @param orderBy measures, of which the greater is better, or after a minus the lesser; {@code
 *     bytes} is the length of the text
 * @param protect sources that never lose a document
 * @param guard the greatest share of its documents that a source may lose; 1: any
 */
record Keeping(
    KeepPolicy policy, int atMost, List<String> orderBy, List<String> protect, double guard)
    implements Serializable {

  Keeping {
    orderBy = List.copyOf(orderBy);
    protect = List.copyOf(protect);
  }

  /** Only the policy: one stays, no order, no protection, no guard. */
  static Keeping of(KeepPolicy policy) {
    return new Keeping(policy, 1, List.of(), List.of(), 1);
  }

  /**
   * Reads {@code keep: best | top-source} and, where given, {@code at-most}, {@code order-by},
   * {@code protect} and {@code guard}.
   */
  static Keeping of(Settings settings, double usualGuard) {
    KeepPolicy policy = KeepPolicy.of(settings.choice("keep", "best", "top-source"));
    int atMost =
        settings.textOrNull("at-most") == null
            ? 1
            : (int) settings.integer("at-most", 1, 1_000_000);
    if (atMost > 1 && policy != KeepPolicy.BEST) {
      throw settings.error(
          "at-most",
          "Cannot keep at most " + atMost + ": 'keep: top-source' keeps all of the best source.",
          "Use 'keep: best', or leave at-most out.");
    }
    double guard =
        settings.textOrNull("guard") == null ? usualGuard : settings.number("guard", 0, 1);
    return new Keeping(
        policy, atMost, list(settings, "order-by"), list(settings, "protect"), guard);
  }

  private static List<String> list(Settings settings, String key) {
    return settings.has(key) ? settings.texts(key) : List.of();
  }

  /** The measures of other stages that the order needs. */
  List<String> reads() {
    return orderBy.stream().map(Keeping::measure).filter(name -> !name.equals("bytes")).toList();
  }

  private static String measure(String term) {
    return term.startsWith("-") ? term.substring(1) : term;
  }

  /** A column for each term of the order, greater is better; none is undefined. */
  List<Column> columns(String stage) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < orderBy.size(); i++) {
      columns.add(Column.number(stage + "-order-" + i));
    }
    return columns;
  }

  /** Fills in the columns. */
  void measure(String stage, Columns columns, Document document, Measures measures) {
    for (int i = 0; i < orderBy.size(); i++) {
      String name = measure(orderBy.get(i));
      double value =
          name.equals("bytes") ? document.text().length : measures.number(columns.slot(name));
      double better = orderBy.get(i).startsWith("-") ? -value : value;
      measures.number(
          columns.slot(stage + "-order-" + i),
          Double.isNaN(better) ? Double.NEGATIVE_INFINITY : better + 0.0);
    }
  }

  /** Such as {@code keep: best, at most 2, by -word-count}. */
  @Override
  public String toString() {
    return "keep: "
        + policy.key()
        + (atMost > 1 ? ", at most " + atMost : "")
        + (orderBy.isEmpty() ? "" : ", by " + String.join(", ", orderBy))
        + (protect.isEmpty() ? "" : ", all of " + String.join(", ", protect))
        + (guard < 1 ? ", no source may lose more than " + guard : "");
  }
}
