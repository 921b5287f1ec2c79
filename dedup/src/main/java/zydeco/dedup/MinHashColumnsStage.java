package zydeco.dedup;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.earlier.PartsById;
import zydeco.dedup.minhash.RedpajamaMinHash;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Publication;
import zydeco.pipeline.stage.Verdict;

/**
 * Leaves RedPajama-V2's MinHash columns of the documents that come to it, and removes none: {@code
 * minhash/part-*.parquet} with {@code shard_id} (the source), {@code id}, {@code id_int} (the first
 * eight bytes of the id's SHA-1, the low byte first) and {@code signature_sim1.0}, {@code 0.9},
 * {@code 0.8} and {@code 0.7}: lists of band keys, null for fewer than 13 words. In a recipe:
 * {@code minhash: {layout: redpajama-v2}}.
 */
public record MinHashColumnsStage() implements CorpusStage {
  private static final String NAME = "minhash";
  private static final String COLUMN = "minhash-values";
  private static final StructType NONE =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("value", DataTypes.DoubleType)
          .add("rule", DataTypes.StringType)
          .add("bound", DataTypes.StringType);

  /** Reads the stage from what stands under its key. */
  public static MinHashColumnsStage of(Settings settings) {
    settings.choice("layout", "redpajama-v2");
    settings.finish();
    return new MinHashColumnsStage();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String plan() {
    return "leaves minhash/: runs of 13 words, 128 values, bands for 1.0, 0.9, 0.8 and 0.7";
  }

  @Override
  public DocumentStage measure() {
    return new Measure();
  }

  private record Measure() implements DocumentStage {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<Column> writes() {
      return List.of(Column.bytes(COLUMN));
    }

    @Override
    public Judge open(Columns columns) {
      return new Values(new RedpajamaMinHash(), columns.slot(COLUMN));
    }
  }

  private record Values(RedpajamaMinHash minHash, int slot) implements Judge {
    @Override
    public Verdict judge(Document document, Measures measures) {
      measures.bytes(slot, minHash.values(document.text()));
      return new Verdict.Keep(document);
    }
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts) {
    return documents.sparkSession().createDataFrame(List.of(), NONE);
  }

  /** Writes the columns, by id. */
  @Override
  public void publish(
      Dataset<Row> documents, Dataset<Row> removed, CorpusTexts texts, Publication to)
      throws IOException {
    new PartsById(to, NAME, schema(), MinHashColumnsStage::append)
        .write(documents, documents.count(), List.of(col("source"), col("id"), col(COLUMN)));
  }

  private static TableSchema schema() {
    TableSchema.Builder schema =
        TableSchema.builder().strings("shard_id").strings("id").wide().unsignedLongs("id_int");
    for (RedpajamaMinHash.Bands bands : RedpajamaMinHash.Bands.values()) {
      schema.binaryLists(bands.column()).nullable().wide();
    }
    return schema.build();
  }

  private static void append(Row row, TableWriter to) throws IOException {
    String id = HexFormat.of().formatHex(row.<byte[]>getAs(1));
    to.set(0, row.getString(0)).set(1, id).set(2, number(id));
    byte[] values = row.getAs(2);
    if (values != null) {
      int field = 3;
      for (RedpajamaMinHash.Bands bands : RedpajamaMinHash.Bands.values()) {
        to.setBinaries(field++, bands.of(values));
      }
    }
    to.append();
  }

  private static long number(String id) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(id.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
