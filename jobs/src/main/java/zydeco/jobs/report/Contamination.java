package zydeco.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import zydeco.dedup.decontamination.Benchmarks;
import zydeco.dedup.decontamination.DecontaminateStage;

/** What documents share with evaluation sets: by set, with hits to look at. */
public final class Contamination {
  private static final int HITS = 5;
  private static final String RUNS = "map<string,bigint>";

  private Contamination() {}

  /**
   * An entry a set, those without a hit too. A set is counted by itself: the documents that have a
   * run of it, those of them that were dropped, and its runs in them, whichever other sets have
   * these too. None of a build whose code did not measure that yet: what it measured, a run's first
   * set, would say of other sets that nothing was found.
   *
   * @param build the build's folder: a path or URI
   * @param stages those of the recipe, in order
   */
  public static ArrayNode of(SparkSession spark, String build, List<DecontaminateStage> stages) {
    BuildTables tables = new BuildTables(spark, build);
    ArrayNode sets = Json.array();
    List<String> measured = List.of(tables.signals().columns());
    List<DecontaminateStage> counted =
        stages.stream().filter(stage -> measured.contains(stage.setsColumn())).toList();
    for (DecontaminateStage stage : counted) {
      Dataset<Row> hits = hits(tables, stage).persist();
      Map<String, Row> sums = new HashMap<>();
      hits.groupBy("set")
          .agg(count(lit(1)), sum("runs"), sum(when(col("gone"), 1L).otherwise(0L)))
          .collectAsList()
          .forEach(row -> sums.put(row.getString(0), row));
      Map<String, ArrayNode> samples = samples(hits, stage);
      for (Benchmarks.Set set : stage.sets()) {
        Row row = sums.get(set.name());
        ObjectNode entry = sets.addObject().put("set", set.name()).put("samples", set.samples());
        entry.put("unsearchable", set.unsearchable());
        entry.put("documents", row == null ? 0 : row.getLong(1));
        entry.put("runs", row == null ? 0 : row.getLong(2));
        entry.put("dropped", row == null ? 0 : row.getLong(3));
        entry.set("hits", samples.getOrDefault(set.name(), Json.array()));
      }
      hits.unpersist();
    }
    return sets;
  }

  private static Dataset<Row> hits(BuildTables tables, DecontaminateStage stage) {
    Dataset<Row> dropped =
        tables
            .ledger()
            .where(col("stage").equalTo(stage.name()))
            .select(col("id"), lit(true).as("gone"));
    return tables
        .signals()
        .where(col("`" + stage.runsColumn() + "`").gt(0))
        .select(
            col("id"),
            col("source"),
            col("`" + stage.runsColumn() + "`").as("all"),
            col("`" + stage.textColumn() + "`").as("text"),
            explode(from_json(col("`" + stage.setsColumn() + "`"), RUNS, Map.of()))
                .as(new String[] {"set", "runs"}))
        .join(dropped, Samples.asScala("id"), "left");
  }

  /**
   * Of each set the hits whose ids, which are hashes, are smallest. The text is that of a
   * document's first run; null where that is another set's.
   */
  private static Map<String, ArrayNode> samples(Dataset<Row> hits, DecontaminateStage stage) {
    Map<String, ArrayNode> samples = new HashMap<>();
    hits.withColumn("turn", row_number().over(Window.partitionBy("set").orderBy("id")))
        .where(col("turn").leq(HITS))
        .orderBy("set", "id")
        .select("set", "id", "source", "runs", "text", "gone", "all")
        .collectAsList()
        .forEach(
            row ->
                samples
                    .computeIfAbsent(row.getString(0), set -> Json.array())
                    .addObject()
                    .put("id", row.getString(1))
                    .put("source", row.getString(2))
                    .put("runs", row.getLong(3))
                    .put("text", isOwn(row, stage) ? row.getString(4) : null)
                    .put("dropped", !row.isNullAt(5)));
    return samples;
  }

  private static boolean isOwn(Row row, DecontaminateStage stage) {
    return row.getLong(3) == (long) row.getDouble(6)
        || stage.shares(row.getString(0), row.getString(4));
  }
}
