package zydeco.dedup;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import zydeco.dedup.passage.CutSums;
import zydeco.dedup.passage.Repeats;
import zydeco.pipeline.stage.CorpusTexts;

/** What was cut out of a corpus, as JSON: how much of each source, and what most often. */
final class CutPassages {
  private static final int SHOWN = 240;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private CutPassages() {}

  /**
   * Sums it up.
   *
   * @param notes what the stage noted, sums among them
   */
  static byte[] of(PassageDedupStage stage, Dataset<Row> notes, CorpusTexts texts) {
    CutSums sums = new CutSums();
    notes
        .where(col("doc").equalTo(CutSums.DOC))
        .select("note")
        .as(Encoders.STRING())
        .collectAsList()
        .forEach(sums::addAll);
    ObjectNode root = JSON.createObjectNode().put("stage", stage.label());
    root.put("compared", stage.passages().toString());
    ArrayNode sources = root.putArray("sources");
    sums.byRank()
        .forEach(
            (rank, counts) ->
                sources
                    .addObject()
                    .put("source", stage.sources().get(rank))
                    .put("documents", counts[0])
                    .put("passages", counts[1]));
    ArrayNode most = root.putArray("most");
    Map<Repeats.Often, String> shown = beginnings(notes, sums, texts);
    for (Repeats.Often passage : sums.most()) {
      most.addObject()
          .put("times", passage.times())
          .put("id", HexFormat.of().formatHex(passage.id()))
          .put("text", shown.get(passage));
    }
    try {
      return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }

  private static Map<Repeats.Often, String> beginnings(
      Dataset<Row> notes, CutSums sums, CorpusTexts texts) {
    Map<Repeats.Often, String> shown = new HashMap<>();
    TreeSet<Long> docs = new TreeSet<>();
    sums.most().forEach(passage -> docs.add(passage.doc()));
    if (docs.isEmpty()) {
      return shown;
    }
    Dataset<Row> asked =
        notes.sparkSession().createDataset(List.copyOf(docs), Encoders.LONG()).toDF("doc");
    Iterator<Row> read = texts.of(asked).toLocalIterator();
    while (read.hasNext()) {
      Row row = read.next();
      for (Repeats.Often passage : sums.most()) {
        if (passage.doc() == row.getLong(0)) {
          shown.put(passage, beginning(row.getAs(1), passage.from(), passage.to()));
        }
      }
    }
    return shown;
  }

  private static String beginning(byte[] text, int from, int to) {
    int end = Math.min(to, from + SHOWN);
    while (end < to && text[end] < -64) {
      end--;
    }
    return new String(text, from, end - from, StandardCharsets.UTF_8).strip();
  }
}
