package zydeco.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import zydeco.dedup.passage.Cuts;
import zydeco.dedup.passage.Passages;
import zydeco.pipeline.stage.CorpusTexts;

/** What was cut out of a corpus: how much of each source, and the passages cut most often. */
final class CutPassages {
  private static final int MOST = 20;
  private static final int SHOWN = 240;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final StructType CUT =
      new StructType()
          .add("hash", DataTypes.BinaryType, false)
          .add("source", DataTypes.StringType, false)
          .add("opens", DataTypes.IntegerType, false)
          .add("id", DataTypes.BinaryType, false)
          .add("doc", DataTypes.LongType, false)
          .add("from", DataTypes.IntegerType, false)
          .add("to", DataTypes.IntegerType, false);

  private CutPassages() {}

  /**
   * Counts them.
   *
   * @param documents as the stage got them, with their packed passages in that column
   * @param notes what it noted of them
   */
  static byte[] of(
      PassageDedupStage stage, Dataset<Row> documents, Dataset<Row> notes, CorpusTexts texts) {
    Dataset<Row> cut =
        documents
            .select(col("doc"), col("source"), col("id"), col(stage.packed()))
            .join(notes, "doc")
            .flatMap(new Hashes(), Encoders.row(CUT))
            .persist(StorageLevel.MEMORY_AND_DISK());
    ObjectNode root = JSON.createObjectNode().put("stage", stage.label());
    root.put("compared", stage.passages().toString());
    ArrayNode sources = root.putArray("sources");
    cut.groupBy("source")
        .agg(sum("opens"), count(lit(1)))
        .orderBy("source")
        .collectAsList()
        .forEach(
            row ->
                sources
                    .addObject()
                    .put("source", row.getString(0))
                    .put("documents", row.getLong(1))
                    .put("passages", row.getLong(2)));
    most(cut, texts, root.putArray("most"));
    cut.unpersist();
    try {
      return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }

  private static void most(Dataset<Row> cut, CorpusTexts texts, ArrayNode to) {
    Dataset<Row> most =
        cut.groupBy("hash")
            .agg(count(lit(1)).as("times"), min(struct("id", "doc", "from", "to")).as("one"))
            .orderBy(col("times").desc(), col("hash"))
            .limit(MOST)
            .select("one.doc", "hash", "times", "one.id", "one.from", "one.to")
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<Row> rows = most.collectAsList();
    Map<Row, String> shown = new HashMap<>();
    Iterator<Row> read = texts.of(most.select("doc").distinct()).toLocalIterator();
    while (read.hasNext()) {
      Row text = read.next();
      for (Row row : rows) {
        if (row.getLong(0) == text.getLong(0)) {
          shown.put(row, beginning(text.getAs(1), row.getInt(4), row.getInt(5)));
        }
      }
    }
    for (Row row : rows) {
      to.addObject()
          .put("times", row.getLong(2))
          .put("id", HexFormat.of().formatHex(row.getAs(3)))
          .put("text", shown.get(row));
    }
    most.unpersist();
  }

  private static String beginning(byte[] text, int from, int to) {
    int end = Math.min(to, from + SHOWN);
    while (end < to && text[end] < -64) {
      end--;
    }
    return new String(text, from, end - from, StandardCharsets.UTF_8).strip();
  }

  /** A row an occurrence that was cut, with its hash again. */
  private static final class Hashes implements FlatMapFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Row row) {
      List<Row> rows = new ArrayList<>();
      Passages.Packed packed = new Passages.Packed(row.getAs(3));
      for (Cuts.Cut cut : Cuts.of(row.getString(4))) {
        while (packed.from() != cut.from() || packed.to() != cut.to()) {
          packed.next();
        }
        rows.add(
            RowFactory.create(
                packed.hash(),
                row.getString(1),
                rows.isEmpty() ? 1 : 0,
                row.getAs(2),
                row.getLong(0),
                cut.from(),
                cut.to()));
      }
      return rows.iterator();
    }
  }
}
