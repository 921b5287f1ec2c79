package zydeco.dedup.earlier;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Publication;

/** Writes a {@link PublishedIndex}. */
final class PublishedIndexWriter {
  /*
   * A row's place, part and number, is its address in the index: in the order of ids. Later builds
   * tell documents apart by it.
   */

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
    String folder = PublishedIndex.folder(compared.label());
    new PublishedIndex(to.path(folder), compared, sources, all, kept, texts != null, "")
        .write(to.storage());
    rows(texts == null ? rows : texts.of(rows), folder, all);
  }

  private void rows(Dataset<Row> rows, String folder, long count) {
    TableSchema schema = schema(rows.columns());
    List<Column> columns = new ArrayList<>();
    for (TableSchema.Column column : schema.columns()) {
      columns.add(col(own(column.name())));
    }
    new PartsById(to, folder, schema, (row, part) -> append(schema, row, part))
        .write(rows, count, columns);
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

  private static void append(TableSchema schema, Row row, TableWriter to) throws IOException {
    int last = schema.columns().size();
    to.set(0, (long) row.getInt(last) << 32 | to.rows());
    for (int field = 1; field < last; field++) {
      if (!row.isNullAt(field)) {
        switch (schema.columns().get(field).kind()) {
          case INT -> to.set(field, row.getInt(field));
          case DOUBLE -> to.set(field, row.getDouble(field));
          case STRING -> to.set(field, row.getString(field));
          default -> to.set(field, row.<byte[]>getAs(field));
        }
      }
    }
    to.append();
  }
}
