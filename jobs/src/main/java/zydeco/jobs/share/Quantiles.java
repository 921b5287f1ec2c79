package zydeco.jobs.share;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Exact bounds that keep wanted shares of a column's values, by group: the k-th largest value,
 * where k is the share of their number, rounded up. Undefined values do not count.
 */
final class Quantiles {
  /** The group of all documents together. */
  static final String WHOLE = "";

  private Quantiles() {}

  /*
   * Equal values are counted first; a running sum over a group's distinct values, largest first, then
   * finds each bound. So a group's distinct values go through one task: of scores with six decimals
   * they are few. Everything is counted in whole numbers, so nothing depends on order.
   */

  /**
   * The bounds of each group, in the order of the shares; a group without a defined value has none.
   *
   * @param column of numbers
   * @param bySource whether each source is a group, or all documents are one
   * @param shares above 0, at most 1
   */
  static Map<String, double[]> of(
      Dataset<Row> documents, String column, boolean bySource, List<BigDecimal> shares) {
    Dataset<Row> counted =
        documents
            .where(col(column).isNotNull().and(not(col(column).isNaN())))
            .select(
                bySource ? col("source").as("group") : lit(WHOLE).as("group"),
                col(column).as("value"))
            .groupBy("group", "value")
            .agg(count(lit(1)).as("n"));
    Map<String, Long> totals = new TreeMap<>();
    for (Row row : counted.groupBy("group").agg(sum("n")).collectAsList()) {
      totals.put(row.getString(0), row.getLong(1));
    }
    return totals.isEmpty() ? Map.of() : bounds(counted, totals, shares);
  }

  private static Map<String, double[]> bounds(
      Dataset<Row> counted, Map<String, Long> totals, List<BigDecimal> shares) {
    WindowSpec largestFirst =
        Window.partitionBy("group")
            .orderBy(col("value").desc())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    List<Column> found = new ArrayList<>();
    for (BigDecimal share : shares) {
      found.add(max(when(col("down-to").geq(rank(totals, share)), col("value"))));
    }
    Dataset<Row> rows =
        counted
            .withColumn("down-to", sum("n").over(largestFirst))
            .groupBy("group")
            .agg(found.get(0), found.subList(1, found.size()).toArray(Column[]::new));
    Map<String, double[]> bounds = new TreeMap<>();
    for (Row row : rows.collectAsList()) {
      double[] values = new double[shares.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getDouble(i + 1);
      }
      bounds.put(row.getString(0), values);
    }
    return bounds;
  }

  /** Which value from the top is the bound, by group. */
  private static Column rank(Map<String, Long> totals, BigDecimal share) {
    Column rank = lit(Long.MAX_VALUE);
    for (Map.Entry<String, Long> total : totals.entrySet()) {
      rank =
          when(col("group").equalTo(total.getKey()), lit(rank(total.getValue(), share)))
              .otherwise(rank);
    }
    return rank;
  }

  /** The share of a number of documents, rounded up. */
  static long rank(long documents, BigDecimal share) {
    return share
        .multiply(BigDecimal.valueOf(documents))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
