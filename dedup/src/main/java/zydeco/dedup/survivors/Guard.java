package zydeco.dedup.survivors;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import zydeco.pipeline.run.BuildException;

/**
 * Stops a build in which a source loses more of its documents than the recipe allows.
 *
 * @param share the greatest share of its documents that a source may lose; 1: any
 * @param from the fewest lost documents that stop a build
 */
public record Guard(double share, long from) implements Serializable {
  private static final int DOC = ClusterScan.REMOVED.fieldIndex("doc");
  private static final int SOURCE = ClusterScan.REMOVED.fieldIndex("source");
  private static final int CLUSTER = ClusterScan.REMOVED.fieldIndex("cluster");

  /** Any source may lose all. */
  public static final Guard NONE = new Guard(1, 0);

  /** Whether it may stop a build at all. */
  public boolean watches() {
    return share < 1;
  }

  /**
   * Throws BuildException where a source loses too many.
   *
   * @param removed rows of {@link ClusterScan#REMOVED}
   * @param documents with {@code source}
   */
  void check(JavaRDD<Row> removed, Dataset<Row> documents, String stage) {
    Map<String, Long> lost = own(removed).map(row -> row.getString(SOURCE)).countByValue();
    if (lost.values().stream().noneMatch(count -> count >= from)) {
      return;
    }
    for (Row source : documents.groupBy("source").count().orderBy("source").collectAsList()) {
      long gone = lost.getOrDefault(source.getString(0), 0L);
      if (gone >= from && gone > source.getLong(1) * share) {
        throw new BuildException(
            message(source.getString(0), gone, source.getLong(1), removed, stage));
      }
    }
  }

  /** Those of this build, not of earlier ones. */
  private static JavaRDD<Row> own(JavaRDD<Row> removed) {
    return removed.filter(row -> row.getLong(DOC) >= 0);
  }

  private String message(String source, long lost, long count, JavaRDD<Row> removed, String stage) {
    Tuple2<String, Long> worst =
        own(removed)
            .filter(row -> row.getString(SOURCE).equals(source))
            .mapToPair(
                row -> new Tuple2<>(HexFormat.of().formatHex(row.<byte[]>getAs(CLUSTER)), 1L))
            .reduceByKey(Long::sum)
            .max(new BySize());
    return String.format(
        Locale.ROOT,
        "Cannot accept %s: source '%s' would lose %d of %d documents (%.1f %%), more than the"
            + " guard of %s allows. %d of them are in the cluster of document %s. To look at it,"
            + " build into another folder with 'guard: 1' in %s, and ask './zydeco why' for that"
            + " document; if it is right, keep that guard.",
        stage,
        source,
        lost,
        count,
        100.0 * lost / count,
        share,
        worst._2(),
        worst._1(),
        stage);
  }

  /** Clusters and their sizes; of equal ones the least id is the greatest. */
  private static final class BySize implements Comparator<Tuple2<String, Long>>, Serializable {
    @Override
    public int compare(Tuple2<String, Long> a, Tuple2<String, Long> b) {
      int bySize = Long.compare(a._2(), b._2());
      return bySize == 0 ? b._1().compareTo(a._1()) : bySize;
    }
  }
}
