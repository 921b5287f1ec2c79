package zydeco.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.run.BuildFolder;
import zydeco.tokenize.formats.PlacementWriter;

/** Where the pieces of a kept document stand in the shards of a build. */
record Placements(BuildFolder folder) {
  private static final String TABLES = "shards/" + PlacementWriter.FOLDER + "/";

  /** One object a piece, by shard and place; none where the build wrote no shards. */
  void tell(String id, ArrayNode to) throws IOException {
    for (String file : folder.files()) {
      if (file.startsWith(TABLES)) {
        tell(id, file, to);
      }
    }
  }

  private void tell(String id, String file, ArrayNode to) throws IOException {
    String name = file.substring(TABLES.length(), file.length() - ".parquet".length());
    int slash = name.indexOf('/');
    try (TableReader rows =
        TableReader.open(folder.storage(), folder.path(file), PlacementWriter.SCHEMA)) {
      while (rows.next()) {
        if (id.equals(rows.text(0))) {
          ObjectNode piece = to.addObject();
          if (slash >= 0) {
            piece.put("phase", name.substring(0, slash));
          }
          piece.put("shard", name.substring(slash + 1)).put("epoch", rows.number(1));
          piece.put("sequence", rows.number(2)).put("offset", rows.number(3));
          piece.put("tokens", rows.number(4)).put("from", rows.number(5));
        }
      }
    }
  }

  /** A line for people. */
  static String line(ObjectNode piece) {
    long epoch = piece.path("epoch").asLong();
    return String.format(
        Locale.ROOT,
        "in %sshard %s, sequence %d, offset %d: %d tokens from its token %d, %s",
        piece.has("phase") ? "phase " + piece.path("phase").asText() + ", " : "",
        piece.path("shard").asText(),
        piece.path("sequence").asLong(),
        piece.path("offset").asLong(),
        piece.path("tokens").asLong(),
        piece.path("from").asLong(),
        epoch < 0 ? "replayed" : "epoch " + (epoch + 1));
  }
}
