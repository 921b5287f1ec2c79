package zydeco.dedup.survivors;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import zydeco.dedup.text.DocumentDate;
import zydeco.dedup.text.Utf8;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
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
 * @param orderBy measures, of which the greater is better, or after a minus the lesser; besides
 *     those of stages: {@code bytes} (of UTF-8), {@code length} (in characters) and {@code date}
 *     (the later is the greater; an unreadable one is the last)
 * @param protect sources that never lose a document
 * @param guard what a source may lose
 */
public record Keeping(
    KeepPolicy policy, int atMost, List<String> orderBy, List<String> protect, Guard guard)
    implements Serializable {

  private static final List<String> OWN = List.of("bytes", "date", "length");

  public Keeping {
    orderBy = List.copyOf(orderBy);
    protect = List.copyOf(protect);
  }

  /** Only the policy: one stays, no order, no protection, no guard. */
  public static Keeping of(KeepPolicy policy) {
    return new Keeping(policy, 1, List.of(), List.of(), Guard.NONE);
  }

  /**
   * Reads {@code keep: best | top-source} and, where given, {@code at-most}, {@code order-by},
   * {@code protect} and {@code guard}.
   *
   * @param usual the guard where the recipe itself gives none
   * @param known the measures of earlier stages; null: any
   * @param sources the recipe's; none: any can be protected
   */
  public static Keeping of(
      Settings settings, Guard usual, Set<String> known, List<String> sources) {
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
    boolean given = settings.textOrNull("guard") != null && settings.keys().contains("guard");
    Guard guard = given ? new Guard(settings.number("guard", 0, 1), 0) : usual;
    Keeping keeping =
        new Keeping(policy, atMost, list(settings, "order-by"), list(settings, "protect"), guard);
    keeping.reads().forEach(name -> check(settings, name, known));
    keeping.protect.forEach(name -> checkSource(settings, name, sources));
    return keeping;
  }

  private static void checkSource(Settings settings, String name, List<String> sources) {
    if (!sources.isEmpty() && !sources.contains(name)) {
      throw settings.error(
          "protect",
          "Cannot protect '" + name + "': no source has that name.",
          RecipeException.hint(
              name, sources, "The sources are " + String.join(", ", sources) + "."));
    }
  }

  private static void check(Settings settings, String name, Set<String> known) {
    if (known != null && !known.contains(name)) {
      Set<String> all = new TreeSet<>(known);
      all.addAll(OWN);
      throw settings.error(
          "order-by",
          "Cannot order by '" + name + "': no earlier stage measures it.",
          RecipeException.hint(
              name,
              all,
              "Name a signal or score of an earlier stage, or one of "
                  + String.join(", ", OWN)
                  + "."));
    }
  }

  private static List<String> list(Settings settings, String key) {
    return settings.has(key) ? settings.texts(key) : List.of();
  }

  /** The measures of other stages that the order needs. */
  public List<String> reads() {
    return orderBy.stream().map(Keeping::measure).filter(name -> !OWN.contains(name)).toList();
  }

  private static String measure(String term) {
    return term.startsWith("-") ? term.substring(1) : term;
  }

  /** A column for each term of the order, greater is better; none is undefined. */
  public List<Column> columns(String stage) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < orderBy.size(); i++) {
      columns.add(Column.number(stage + "-order-" + i));
    }
    return columns;
  }

  /** Fills in the columns. */
  public void measure(String stage, Columns columns, Document document, Measures measures) {
    for (int i = 0; i < orderBy.size(); i++) {
      String name = measure(orderBy.get(i));
      double value =
          switch (name) {
            case "bytes" -> document.text().length;
            case "length" -> Utf8.characters(document.text());
            case "date" -> DocumentDate.seconds(document.date());
            default -> measures.number(columns.slot(name));
          };
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
        + (guard.watches() ? ", no source may lose more than " + guard.share() : "")
        + (guard.watches() && guard.from() > 0 ? " and " + guard.from() + " documents" : "");
  }
}
