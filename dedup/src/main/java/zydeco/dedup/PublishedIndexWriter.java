package zydeco.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
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
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Publication;

/** Writes a {@link PublishedIndex}. */
final class PublishedIndexWriter {
  /*
   * Rows are cut into parts by the first bits of their ids and sorted by id within a part, so that
   * files depend on the documents alone. A row's place, part and number, is its address in the
   * index; later builds tell documents apart by it.
   */
  private static final long ROWS_A_PART = 1 << 20;

  /** What every row has before its order and its compared columns. */
  private static final List<TableSchema.Column> FIXED =
      List.of(
          new TableSchema.Column("doc", Kind.LONG, false, false),
          new TableSchema.Column("rank", Kind.INT, false, false),
          new TableSchema.Column("source", Kind.STRING, false, false),
          new TableSchema.Column("id", Kind.BINARY, false, true),
          new TableSchema.Column("content", Kind.BINARY, false, true),
          new TableSchema.Column("kept", Kind.INT, false, false));

  private final Compared compared;
  private final Publication to;

  PublishedIndexWriter(Compared compared, Publication to) {
    this.compared = compared;
    this.to = to;
  }

  /**
   * Writes it.
   *
   * @param documents as the stage got them
   * @param removed as it gave them
   * @param texts reads texts, where they are to stand in it; else null
   */
  void write(Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts) throws IOException {
    String key = compared.own(compared.columns().get(0));
    Dataset<Row> gone = removed.where("doc >= 0").select(col("doc"), lit(0).as("kept"));
    Dataset<Row> rows =
        documents
            .where(col(key).isNotNull())
            .join(gone, new String[] {"doc"}, "left")
            .withColumn("kept", coalesce(col("kept"), lit(1)));
    List<String> sources = new ArrayList<>();
    long all = 0;
    long kept = 0;
    for (Row row :
        rows.groupBy("source")
            .agg(min("rank").as("rank"), count(lit(1)), sum("kept"))
            .orderBy("rank")
            .collectAsList()) {
      sources.add(row.getString(0));
      all += row.getLong(2);
      kept += row.getLong(3);
    }
    String folder = to.path(PublishedIndex.folder(compared.label()));
    new PublishedIndex(folder, compared, sources, all, kept, texts != null).write(to.storage());
    rows(texts == null ? rows : texts.of(rows), folder, (int) (all / ROWS_A_PART) + 1);
  }

  private void rows(Dataset<Row> rows, String folder, int parts) {
    Column part =
        udf((UDF1<byte[], Integer>) id -> partOf(id, parts), DataTypes.IntegerType)
            .apply(col("id"));
    TableSchema schema = schema(rows.columns());
    List<Column> columns = new ArrayList<>(List.of(col("part")));
    for (TableSchema.Column column : schema.columns()) {
      columns.add(col(own(column.name())));
    }
    rows.withColumn("part", part)
        .repartition(col("part"))
        .sortWithinPartitions("part", "id")
        .select(columns.toArray(Column[]::new))
        .foreachPartition(new Writer(to, folder, schema));
  }

  private static int partOf(byte[] id, int parts) {
    return ((id[0] & 0xff) << 8 | id[1] & 0xff) * parts >>> 16;
  }

  private String own(String column) {
    return column.startsWith("order-") || compared.columns().contains(column)
        ? compared.own(column)
        : column;
  }

  private TableSchema schema(String[] given) {
    List<TableSchema.Column> columns = new ArrayList<>(FIXED);
    for (int term = 0; term < compared.orderBy().size(); term++) {
      columns.add(new TableSchema.Column("order-" + term, Kind.DOUBLE, false, false));
    }
    for (String column : compared.columns()) {
      if (!column.equals("content")) {
        columns.add(new TableSchema.Column(column, Kind.BINARY, true, true));
      }
    }
    if (List.of(given).contains("text")) {
      columns.add(new TableSchema.Column("text", Kind.BINARY, false, true));
    }
    return new TableSchema(columns);
  }

  /** Writes rows sorted by part and id: the part, then the columns of the schema. */
  private record Writer(Publication to, String folder, TableSchema schema)
      implements ForeachPartitionFunction<Row>, Serializable {
    @Override
    public void call(Iterator<Row> rows) throws IOException {
      int part = -1;
      TableWriter writer = null;
      try {
        while (rows.hasNext()) {
          Row row = rows.next();
          if (row.getInt(0) != part) {
            if (writer != null) {
              writer.commit();
            }
            part = row.getInt(0);
            writer = TableWriter.create(to.storage(), location(part), schema);
          }
          append(row, writer);
        }
        if (writer != null) {
          writer.commit();
        }
      } finally {
        if (writer != null) {
          writer.close();
        }
      }
    }

    private String location(int part) {
      return folder + "/part-" + String.format(java.util.Locale.ROOT, "%05d", part) + ".parquet";
    }

    private void append(Row row, TableWriter to) throws IOException {
      to.set(0, (long) row.getInt(0) << 32 | to.rows());
      for (int field = 1; field < schema.columns().size(); field++) {
        if (!row.isNullAt(field + 1)) {
          switch (schema.columns().get(field).kind()) {
            case INT -> to.set(field, row.getInt(field + 1));
            case DOUBLE -> to.set(field, row.getDouble(field + 1));
            case STRING -> to.set(field, row.getString(field + 1));
            default -> to.set(field, row.<byte[]>getAs(field + 1));
          }
        }
      }
      to.append();
    }
  }
}
