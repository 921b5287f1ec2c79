package zydeco.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stops a build in which a source loses more of its documents than the recipe allows.
 *
 * @param share the greatest share of its documents that a source may lose; 1: any
 * @param from the fewest lost documents that stop a build
 */
record Guard(double share, long from) implements Serializable {
  /** Any source may lose all. */
  static final Guard NONE = new Guard(1, 0);

  boolean watches() {
    return share < 1;
  }

  /**
   * Throws IllegalStateException where a source loses too many.
   *
   * @param removed with {@code source} and {@code cluster}
   * @param documents with {@code source}
   */
  void check(Dataset<Row> removed, Dataset<Row> documents, String stage) {
    Dataset<Row> lost = removed.groupBy("source").count().withColumnRenamed("count", "lost");
    List<Row> worst =
        documents
            .groupBy("source")
            .count()
            .join(lost, "source")
            .where(col("lost").gt(col("count").multiply(lit(share))).and(col("lost").geq(from)))
            .orderBy("source")
            .collectAsList();
    if (!worst.isEmpty()) {
      throw new IllegalStateException(message(worst.get(0), removed, stage));
    }
  }

  private String message(Row worst, Dataset<Row> removed, String stage) {
    String source = worst.getString(0);
    long count = worst.getLong(1);
    long lost = worst.getLong(2);
    Row cluster =
        removed
            .where(col("source").equalTo(source))
            .groupBy("cluster")
            .count()
            .orderBy(col("count").desc(), col("cluster"))
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
        share,
        cluster.getLong(1),
        HexFormat.of().formatHex(cluster.getAs(0)),
        stage);
  }
}
