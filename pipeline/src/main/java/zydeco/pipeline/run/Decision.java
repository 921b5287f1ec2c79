package zydeco.pipeline.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.Publication;
import zydeco.pipeline.text.Hash128;

/**
 * The decisions of one phase over the whole corpus. They read the state tables' small columns and
 * write, for each split, what changed in it; of text they read what their stages ask for.
 */
final class Decision {
  /** The folder of what is to be part of the build, below that of the decision. */
  static final String PUBLISHED = "published";

  private static final Set<String> FIXED =
      Set.of(StateTable.DOC, "rank", "source", "id", "content", "bytes");

  /** What a state table says of every row, beside its measures. */
  private static final List<String> PLACE =
      List.of(
          StateTable.DOC,
          "rank",
          "file",
          "row",
          "origin",
          "cause",
          "stage",
          "id",
          "content",
          "bytes");

  private static final String[] ON_DOC = {StateTable.DOC};
  private static final StructType RENAMED =
      new StructType().add(StateTable.DOC, DataTypes.LongType).add("own", DataTypes.BinaryType);

  private final SparkSession spark;
  private final Recipe recipe;
  private final Storage storage;
  private final Phase phase;
  private final String states;
  private final String out;
  private final CorpusTexts texts;
  private final List<CorpusTexts.Answer> before;

  /**
   * A decision, not yet made.
   *
   * @param states the folder of the phase's state tables
   * @param out where what it leaves goes
   * @param texts reads texts again
   * @param before what the decisions of earlier phases answered
   */
  Decision(
      SparkSession spark,
      Recipe recipe,
      Storage storage,
      Phase phase,
      String states,
      String out,
      CorpusTexts texts,
      List<CorpusTexts.Answer> before) {
    this.spark = spark;
    this.recipe = recipe;
    this.storage = storage;
    this.phase = phase;
    this.states = states;
    this.out = out;
    this.texts = texts;
    this.before = new ArrayList<>(before);
  }

  /** What the decisions of a phase answered, whose folder is given; none where nobody goes. */
  static List<CorpusTexts.Answer> answers(
      SparkSession spark, Storage storage, Phase phase, String out) throws IOException {
    List<CorpusTexts.Answer> answers = new ArrayList<>();
    int number = 0;
    for (CorpusStage stage : phase.decisions()) {
      String kept = out + "/removed-" + number++;
      if (!TableReader.tables(storage, kept).isEmpty()) {
        Dataset<Row> removed = spark.read().parquet(BuildFolder.sparkReads(kept));
        answers.add(new CorpusTexts.Answer(stage, removed));
      }
    }
    return answers;
  }

  /** Decides, and leaves the changes under {@code changes/}, a file a split that has any. */
  void decide() throws IOException {
    Dataset<Row> rows = states();
    Dataset<Row> renamed = phase.index() == 0 ? renamed(rows) : null;
    Dataset<Row> documents = documents(rows, renamed);
    Dataset<Row> changes = null;
    int number = 0;
    for (CorpusStage stage : phase.decisions()) {
      String kept = out + "/removed-" + number++;
      CorpusTexts known = new Known(texts, List.copyOf(before));
      Dataset<Row> removed = stored(stage.remove(documents, known), kept);
      before.add(new CorpusTexts.Answer(stage, removed));
      stage.publish(documents, removed, known, new Publication(storage, out + "/" + PUBLISHED));
      Dataset<Row> told = tell(stage, removed);
      changes = changes == null ? told : changes.unionByName(told, true);
      if (stage.rewrite() == null) {
        documents = documents.join(removed.select(StateTable.DOC), ON_DOC, "left_anti");
      }
    }
    if (renamed != null) {
      changes = changes.unionByName(renamed.select(StateTable.DOC), true);
    }
    write(changes);
  }

  /** Texts, and what the stages before one answered. */
  private record Known(CorpusTexts texts, List<Answer> before) implements CorpusTexts {
    @Override
    public Dataset<Row> of(Dataset<Row> rows) {
      return texts.of(rows);
    }
  }

  private Dataset<Row> states() {
    List<Column> columns = new ArrayList<>();
    for (String name : PLACE) {
      columns.add(col(name));
    }
    compared().forEach(name -> columns.add(col(StateTable.measure(name))));
    return spark
        .read()
        .parquet(BuildFolder.sparkReads(states))
        .select(columns.toArray(Column[]::new));
  }

  /** Written once, so that nothing decides the same twice. */
  private Dataset<Row> stored(Dataset<Row> removed, String location) {
    removed.write().option("compression", "zstd").parquet(BuildFolder.sparkWrites(location));
    return spark.read().schema(removed.schema()).parquet(BuildFolder.sparkReads(location));
  }

  /**
   * Documents whose origin id is not theirs alone in their source: they are told apart by place.
   * Null where there are none.
   */
  private Dataset<Row> renamed(Dataset<Row> rows) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String> files =
        TableReader.tables(storage, states).stream().map(InputFile::location).toList();
    if (!RepeatedIds.any(context, files, originIds(storage))) {
      return null;
    }
    List<String> sources = recipe.sources().stream().map(Source::name).toList();
    Dataset<Row> named = rows.where(col("cause").isNull().and(col("origin").isNotNull()));
    Dataset<Row> shared =
        named.groupBy("id").agg(count(lit(1)).as("n")).where(col("n").gt(1)).select("id");
    Dataset<Row> clashes =
        named
            .join(shared, new String[] {"id"}, "left_semi")
            .select(StateTable.DOC, "rank", "file", "row");
    Dataset<Row> renamed =
        clashes.map(
            (MapFunction<Row, Row>)
                row ->
                    RowFactory.create(
                        row.getLong(0),
                        Entry.place(sources.get(row.getInt(1)), row.getString(2), row.getLong(3))),
            Encoders.row(RENAMED));
    return stored(renamed, out + "/renamed");
  }

  private static RepeatedIds.Ids originIds(Storage storage) {
    return (location, to) -> {
      try (TableReader rows = TableReader.open(storage, location, StateTable.NAMES)) {
        while (rows.next()) {
          if (rows.isNull(0) && !rows.isNull(1)) {
            to.add(Hash128.ofBytes(rows.bytes(2)));
          }
        }
      }
    };
  }

  private Dataset<Row> documents(Dataset<Row> rows, Dataset<Row> renamed) {
    Dataset<Row> alive =
        rows.where(
            col("cause").isNull().and(col("stage").isNull()).and(col("content").isNotNull()));
    Column id = col("id");
    if (renamed != null) {
      alive = alive.join(renamed, ON_DOC, "left");
      id = coalesce(col("own"), col("id"));
    }
    Column[] names =
        recipe.sources().stream().map(source -> lit(source.name())).toArray(Column[]::new);
    List<Column> columns = new ArrayList<>();
    columns.add(col(StateTable.DOC));
    columns.add(col("rank"));
    columns.add(element_at(array(names), col("rank").plus(1)).as("source"));
    columns.add(id.as("id"));
    columns.add(col("content"));
    columns.add(col("bytes"));
    for (String name : compared()) {
      columns.add(col(StateTable.measure(name)).as(name));
    }
    return alive.select(columns.toArray(Column[]::new));
  }

  /**
   * The measures that the decisions look at. A phase may have hundreds; Spark's planning of each
   * query takes its time for every one.
   */
  private Set<String> compared() {
    Set<String> names = new LinkedHashSet<>();
    for (CorpusStage stage : phase.decisions()) {
      stage.measure().writes().forEach(column -> names.add(column.name()));
      names.addAll(stage.measure().reads());
    }
    names.removeAll(FIXED);
    return names;
  }

  /** Removals of this build's documents, or notes on them, as the split's files tell them. */
  private static Dataset<Row> tell(CorpusStage stage, Dataset<Row> removed) {
    if (stage.rewrite() != null) {
      String noted = stage.rewrite().notes().get(0);
      return removed
          .where(col(StateTable.DOC).geq(0))
          .select(col(StateTable.DOC), lit(noted).as("noted"), col("note"));
    }
    if (!Arrays.asList(removed.columns()).contains("survivor")) {
      return removed.select(
          col(StateTable.DOC),
          lit(stage.name()).as("stage"),
          col("rule"),
          col("bound"),
          lit(null).cast(DataTypes.BinaryType).as("survivor"),
          lit(null).cast(DataTypes.BinaryType).as("cluster"),
          col("value").as("similarity"),
          lit(null).cast(DataTypes.DoubleType).as("jaccard"),
          lit(0).as("survivor_build"));
    }
    return removed
        .where(col(StateTable.DOC).geq(0))
        .select(
            col(StateTable.DOC),
            lit(stage.name()).as("stage"),
            col("rule"),
            col("bound"),
            col("survivor"),
            col("cluster"),
            col("similarity"),
            col("jaccard"),
            col("survivor_build"));
  }

  private void write(Dataset<Row> changes) {
    Set<String> given = Set.of(changes.columns());
    List<Column> columns = new ArrayList<>();
    for (TableSchema.Column field : Changes.SCHEMA.columns()) {
      columns.add(given.contains(field.name()) ? col(field.name()) : lit(null).as(field.name()));
    }
    columns.add(shiftrightunsigned(col(StateTable.DOC), 32).cast("int").as("split"));
    changes
        .select(columns.toArray(Column[]::new))
        .repartition(col("split"))
        .sortWithinPartitions("split", StateTable.DOC)
        .foreachPartition(new Writer(storage, out + "/changes"));
  }

  /** Writes sorted changes, one file a split. */
  private record Writer(Storage storage, String folder)
      implements ForeachPartitionFunction<Row>, Serializable {
    @Override
    public void call(Iterator<Row> rows) throws IOException {
      try (TableParts parts = new TableParts(storage, folder, Changes.SCHEMA)) {
        while (rows.hasNext()) {
          Row row = rows.next();
          write(row, parts.of(row.getInt(11)));
        }
        parts.commit();
      }
    }

    private static void write(Row row, TableWriter to) throws IOException {
      to.set(0, row.getLong(0));
      if (!row.isNullAt(1)) {
        for (int field = 1; field <= 3; field++) {
          to.set(field, row.getString(field));
        }
        if (!row.isNullAt(4)) {
          to.set(4, row.<byte[]>getAs(4));
          to.set(5, row.<byte[]>getAs(5));
          to.set(8, row.getInt(8));
        }
        for (int field = 6; field <= 7; field++) {
          if (!row.isNullAt(field)) {
            to.set(field, row.getDouble(field));
          }
        }
      }
      for (int field = 9; field <= 10; field++) {
        to.set(field, row.getString(field));
      }
      to.append();
    }
  }
}
