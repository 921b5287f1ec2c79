package zydeco.dedup.earlier;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.Serializable;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.stage.Publication;

/**
 * The table {@code earlier/LABEL/}: documents of earlier builds whose fate a build that ranks both
 * sides changes. One row each: {@code build} (its place under {@code against}, from 1), {@code id},
 * {@code source}, {@code fate} ({@code dropped}, or {@code kept} where it had been dropped), and of
 * a dropped one its {@code survivor}, {@code similarity} and {@code jaccard}; {@code of} is the
 * fingerprint of the document's build.
 *
 * @param label of the stage
 * @param builds their fingerprints, in the order of {@code against}
 */
public record EarlierChanges(String label, List<String> builds, Publication to)
    implements Serializable {
  /** Of which the tables are, a folder a stage. */
  public static final String FOLDER = "earlier";

  /** The columns of fates. */
  public static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new TableSchema.Column("build", Kind.INT, false, false),
              new TableSchema.Column("id", Kind.STRING, false, true),
              new TableSchema.Column("source", Kind.STRING, false, false),
              new TableSchema.Column("fate", Kind.STRING, false, false),
              new TableSchema.Column("survivor", Kind.STRING, true, true),
              new TableSchema.Column("similarity", Kind.DOUBLE, true, false),
              new TableSchema.Column("jaccard", Kind.DOUBLE, true, false),
              new TableSchema.Column("survivor_build", Kind.INT, true, false)));

  private static final TableSchema WRITTEN =
      new TableSchema(
          Stream.concat(
                  SCHEMA.columns().stream(),
                  Stream.of(new TableSchema.Column("of", Kind.STRING, false, false)))
              .toList());

  /**
   * What a stage of a finished build answered of documents of earlier ones: {@code doc} (of the
   * right build), {@code id} and {@code survivor_doc}.
   *
   * @param table where its own table lies
   */
  public static Dataset<Row> answered(SparkSession spark, String table) {
    Column doc = EarlierBuilds.someOf(col("build"));
    return spark
        .read()
        .parquet(BuildFolder.sparkReads(table))
        .select(
            doc.as("doc"),
            unhex(col("id")).as("id"),
            when(col("fate").equalTo("kept"), doc).otherwise(lit(0L)).as("survivor_doc"));
  }

  /** Writes it, in one file by build and id. */
  void write(Dataset<Row> removed) throws IOException {
    String location = to.path(FOLDER + "/" + label + "/part-00000.parquet");
    Dataset<Row> changes = removed.where("doc < 0");
    if (changes.isEmpty()) {
      try (TableWriter none = TableWriter.create(to.storage(), location, WRITTEN)) {
        none.commit();
      }
      return;
    }
    changes
        .select("doc", "id", "source", "survivor", "similarity", "jaccard", "survivor_doc")
        .repartition(1)
        .sortWithinPartitions(EarlierBuilds.age())
        .foreachPartition(new Writer(to, location, builds));
  }

  private record Writer(Publication to, String location, List<String> builds)
      implements ForeachPartitionFunction<Row>, Serializable {
    @Override
    public void call(Iterator<Row> rows) throws IOException {
      try (TableWriter writer = TableWriter.create(to.storage(), location, WRITTEN)) {
        while (rows.hasNext()) {
          append(rows.next(), writer);
        }
        writer.commit();
      }
    }

    private void append(Row row, TableWriter to) throws IOException {
      boolean kept = row.getLong(0) == row.getLong(6);
      int place = EarlierBuilds.placeOf(row.getLong(0));
      to.set(0, place).set(8, builds.get(place - 1));
      to.set(1, HexFormat.of().formatHex(row.<byte[]>getAs(1))).set(2, row.getString(2));
      to.set(3, kept ? "kept" : "dropped");
      if (!kept) {
        to.set(4, HexFormat.of().formatHex(row.<byte[]>getAs(3)));
        for (int field = 4; field <= 5; field++) {
          if (!row.isNullAt(field)) {
            to.set(field + 1, row.getDouble(field));
          }
        }
        if (row.getLong(6) < 0) {
          to.set(7, EarlierBuilds.placeOf(row.getLong(6)));
        }
      }
      to.append();
    }
  }
}
