package zydeco.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stops a build in which a source loses more of its documents than the recipe allows. */
final class Guard {
  private Guard() {}

  /**
   * Throws IllegalStateException where a source loses too many.
   *
   * @param removed with {@code source} and {@code cluster}
   * @param documents with {@code doc}, {@code source} and {@code id}
   */
  static void check(Dataset<Row> removed, Dataset<Row> documents, double guard, String stage) {
    Dataset<Row> lost = removed.groupBy("source").count().withColumnRenamed("count", "lost");
    List<Row> worst =
        documents
            .groupBy("source")
            .count()
            .join(lost, "source")
            .where(col("lost").gt(col("count").multiply(lit(guard))))
            .orderBy("source")
            .collectAsList();
    if (!worst.isEmpty()) {
      throw new IllegalStateException(message(worst.get(0), removed, documents, guard, stage));
    }
  }

  private static String message(
      Row worst, Dataset<Row> removed, Dataset<Row> documents, double guard, String stage) {
    String source = worst.getString(0);
    long count = worst.getLong(1);
    long lost = worst.getLong(2);
    Row cluster =
        removed
            .where(col("source").equalTo(source))
            .groupBy("cluster")
            .count()
            .join(documents.select(col("doc").as("cluster"), col("id")), "cluster")
            .orderBy(col("count").desc(), col("id"))
            .head();
    return String.format(
        Locale.ROOT,
        "Cannot accept %s: source '%s' would lose %d of %d documents (%.1f %%), more than the"
            + " guard of %s allows. %d of them are in the cluster of document %s. Look at that"
            + " cluster; if it is right, set 'guard: 1' in %s.",
        stage,
        source,
        lost,
        count,
        100.0 * lost / count,
        guard,
        cluster.getLong(1),
        hex(cluster.getAs(2)),
        stage);
  }

  private static String hex(byte[] id) {
    return java.util.HexFormat.of().formatHex(id);
  }
}
