package zydeco.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Whether the build's tables agree with its ledger, source by source: a signals row for each
 * document that could be read, a quarantine row for each that could not, a document for each kept
 * one, a duplicates row for each with a survivor, and no source but those of the recipe.
 */
final class Reconciliation {
  private final ArrayNode checks = Json.array();
  private boolean agrees = true;

  private Reconciliation() {}

  /**
   * The verdict.
   *
   * @param copies rows of the duplicates table by source
   */
  static ObjectNode of(
      BuildTables tables, Fates fates, ReportRecipe recipe, Map<String, Long> copies) {
    Reconciliation found = new Reconciliation();
    Map<String, Map<String, Long>> rows = rows(tables);
    Predicate<Fates.Group> unread = group -> group.is("quarantined");
    found.compare("signals", documents(fates, unread.negate()), of(rows, "signals"));
    found.compare("quarantine", documents(fates, unread), of(rows, "quarantine"));
    if (tables.has("documents")) {
      found.compare(
          "documents", documents(fates, group -> group.is("kept")), of(rows, "documents"));
    }
    found.compare(
        "duplicates", fates.bySource(group -> group.copies() > 0, Fates.Group::copies), copies);
    found.compare(
        "ledger",
        documents(fates, group -> true),
        documents(fates, group -> recipe.sources().contains(group.source())));
    ObjectNode verdict = Json.object().put("reconciles", found.agrees);
    verdict.set("checks", found.checks);
    return verdict;
  }

  private void compare(String what, Map<String, Long> expected, Map<String, Long> found) {
    Map<String, Long> all = new TreeMap<>(expected);
    found.keySet().forEach(source -> all.putIfAbsent(source, 0L));
    for (Map.Entry<String, Long> entry : all.entrySet()) {
      long rows = found.getOrDefault(entry.getKey(), 0L);
      boolean equal = rows == entry.getValue();
      agrees &= equal;
      checks
          .addObject()
          .put("table", what)
          .put("source", entry.getKey())
          .put("ledger", entry.getValue())
          .put("found", rows)
          .put("agrees", equal);
    }
  }

  private static Map<String, Long> documents(Fates fates, Predicate<Fates.Group> which) {
    return fates.bySource(which, Fates.Group::documents);
  }

  private static Map<String, Long> of(Map<String, Map<String, Long>> rows, String table) {
    return rows.getOrDefault(table, Map.of());
  }

  /** Rows by table and source. */
  private static Map<String, Map<String, Long>> rows(BuildTables tables) {
    Dataset<Row> all =
        sources("signals", tables.signals()).union(sources("quarantine", tables.quarantine()));
    if (tables.has("documents")) {
      all = all.union(sources("documents", tables.documents()));
    }
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (Row row : all.groupBy("table", "source").count().collectAsList()) {
      rows.computeIfAbsent(row.getString(0), table -> new TreeMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    return rows;
  }

  private static Dataset<Row> sources(String name, Dataset<Row> table) {
    return table.select(
        functions.lit(name).as("table"), table.col("source").cast("string").as("source"));
  }
}
