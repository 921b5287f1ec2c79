package zydeco.dedup.survivors;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import zydeco.dedup.earlier.EarlierBuilds;
import zydeco.dedup.earlier.Side;

/** Sorts the members of clusters by preference and asks {@link ClusterScan} who goes. */
public final class Removals {
  private Removals() {}

  /**
   * The removed documents.
   *
   * @param documents as {@link zydeco.pipeline.stage.CorpusStage#remove} gets them
   * @param members those of them, and of earlier builds, that have a {@code cluster}, equal for
   *     members of one
   * @param signed the columns of signature, band keys and text that the scan reads
   */
  public static Dataset<Row> of(
      Dataset<Row> documents,
      Dataset<Row> members,
      List<String> signed,
      String stage,
      ClusterScan scan) {
    Keeping keeping = scan.keeping();
    List<String> read =
        new ArrayList<>(List.of("cluster", "doc", "rank", "source", "id", Side.COLUMN));
    read.addAll(signed);
    Dataset<Row> removed =
        members
            .repartition(col("cluster"))
            .sortWithinPartitions(preference(keeping, stage))
            .select(read.stream().map(name -> col(name)).toArray(Column[]::new))
            .mapPartitions(scan, Encoders.row(ClusterScan.REMOVED));
    if (keeping.guard().watches()) {
      JavaRDD<Row> once = removed.toJavaRDD().persist(StorageLevel.DISK_ONLY());
      keeping.guard().check(once, documents, stage);
      removed = documents.sparkSession().createDataFrame(once, ClusterScan.REMOVED);
    }
    return removed;
  }

  private static Column[] preference(Keeping keeping, String stage) {
    List<Column> order = new ArrayList<>(List.of(col("cluster"), col("rank")));
    keeping.columns(stage).forEach(column -> order.add(col(column.name()).desc()));
    order.addAll(Arrays.asList(col("content"), col("id"), EarlierBuilds.age()));
    return order.toArray(Column[]::new);
  }
}
