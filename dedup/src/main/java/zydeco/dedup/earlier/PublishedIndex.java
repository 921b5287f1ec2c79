package zydeco.dedup.earlier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;

/**
 * What a stage of a finished build compared, for later builds: {@code index/LABEL/} in the build's
 * folder. {@code index.json} says what this record does; {@code part-*.parquet} has a row a
 * compared document, removed ones included.
 *
 * @param folder where its files lie, a path or URI
 * @param compared what stands in it
 * @param sources of its documents, the best first
 * @param documents rows
 * @param kept those that the stage removed not
 * @param texts whether it has them
 * @param fingerprint of the build that it is of; empty while that is made
 */
record PublishedIndex(
    String folder,
    Compared compared,
    List<String> sources,
    long documents,
    long kept,
    boolean texts,
    String fingerprint)
    implements Serializable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String HEADER = "index.json";

  PublishedIndex {
    sources = List.copyOf(sources);
  }

  /** Where a build holds the index of the stage of that label. */
  static String folder(String label) {
    return "index/" + label;
  }

  /** The folder of the build that it is of. */
  String build() {
    return folder.substring(0, folder.lastIndexOf("/index/"));
  }

  /** The indexes of a finished build, by name of their folders. */
  static List<PublishedIndex> of(Storage storage, String build) throws IOException {
    List<PublishedIndex> found = new ArrayList<>();
    for (String file : storage.list(build + "/index")) {
      if (file.endsWith("/" + HEADER)) {
        String folder = build + "/index/" + file.substring(0, file.length() - HEADER.length() - 1);
        found.add(read(storage, folder, fingerprint(storage, build)));
      }
    }
    return found;
  }

  private static String fingerprint(Storage storage, String build) throws IOException {
    try (InputStream in = storage.read(build + "/manifest.json")) {
      return JSON.readTree(in).path("fingerprint").asText();
    }
  }

  private static PublishedIndex read(Storage storage, String folder, String fingerprint)
      throws IOException {
    JsonNode said;
    try (InputStream in = storage.read(folder + "/" + HEADER)) {
      said = JSON.readTree(in);
    }
    return new PublishedIndex(
        folder,
        new Compared(
            said.path("stage").asText(),
            said.path("label").asText(),
            said.path("parameters").asText(),
            texts(said.path("order_by")),
            texts(said.path("columns"))),
        texts(said.path("sources")),
        said.path("documents").asLong(),
        said.path("kept").asLong(),
        said.path("texts").asBoolean(),
        fingerprint);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Writes the header below a folder. */
  void write(Storage storage) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("stage", compared.stage()).put("label", compared.label());
    root.put("fingerprint", compared.fingerprint()).put("parameters", compared.parameters());
    compared.orderBy().forEach(root.putArray("order_by")::add);
    compared.columns().forEach(root.putArray("columns")::add);
    sources.forEach(root.putArray("sources")::add);
    root.put("documents", documents).put("kept", kept).put("texts", texts);
    try {
      byte[] bytes = (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
      storage.write(folder + "/" + HEADER, bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }

  /** Its rows, in the columns of {@link PublishedIndexWriter}. It must have some. */
  Dataset<Row> rows(SparkSession spark) {
    return spark
        .read()
        .option("pathGlobFilter", "part-*.parquet")
        .parquet(BuildFolder.sparkReads(folder));
  }
}
