package zydeco.dedup.earlier;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.Publication;

/**
 * A table of documents in files that depend on the documents alone: cut by the first bits of their
 * ids, sorted by id within a file.
 *
 * @param folder relative to the build's
 */
public record PartsById(Publication to, String folder, TableSchema schema, Appends appends)
    implements ForeachPartitionFunction<Row>, Serializable {
  private static final long ROWS_A_PART = 1 << 20;
  private static final String PART = "part";

  /** Appends one row to a file. */
  public interface Appends extends Serializable {
    /**
     * Appends a row.
     *
     * @param row the columns that were asked for, and behind them the part, an int
     */
    void append(Row row, TableWriter to) throws IOException;
  }

  /**
   * Writes rows that have a column {@code id}.
   *
   * @param count how many there are
   * @param columns what {@link Appends} gets of them
   */
  public void write(Dataset<Row> rows, long count, List<Column> columns) {
    int parts = (int) (count / ROWS_A_PART) + 1;
    Column part =
        udf((UDF1<byte[], Integer>) id -> partOf(id, parts), DataTypes.IntegerType)
            .apply(col("id"));
    List<Column> asked = new ArrayList<>(columns);
    asked.add(col(PART));
    rows.withColumn(PART, part)
        .repartition(col(PART))
        .sortWithinPartitions(PART, "id")
        .select(asked.toArray(Column[]::new))
        .foreachPartition(this);
  }

  private static int partOf(byte[] id, int parts) {
    return ((id[0] & 0xff) << 8 | id[1] & 0xff) * parts >>> 16;
  }

  @Override
  public void call(Iterator<Row> rows) throws IOException {
    try (TableParts parts = new TableParts(to.storage(), to.path(folder), schema)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        appends.append(row, parts.of(row.getInt(row.size() - 1)));
      }
      parts.commit();
    }
  }
}
