package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/** What tests read of a finished build. */
final class Builds {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Builds() {}

  static JsonNode manifest(Path build) throws IOException {
    return JSON.readTree(build.resolve("manifest.json").toFile());
  }

  /** SHA-256 by path, of every file in the manifest below a folder. */
  static Map<String, String> hashes(Path build, String below) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (JsonNode file : manifest(build).path("files")) {
      if (file.path("path").asText().startsWith(below)) {
        hashes.put(file.path("path").asText(), file.path("sha256").asText());
      }
    }
    return hashes;
  }

  /** The manifest's whole text. */
  static String manifestText(Path build) throws IOException {
    return Files.readString(build.resolve("manifest.json"));
  }

  /** String columns of a table, a row a line, sorted. */
  static List<List<String>> rows(Path build, String table, String... columns) throws IOException {
    return rows(build, table, TableSchema.Kind.STRING, columns);
  }

  /** The same, the last column of another kind: INT or LONG. */
  static List<List<String>> rows(Path build, String table, TableSchema.Kind last, String... columns)
      throws IOException {
    List<TableSchema.Column> asked = new ArrayList<>();
    for (String column : columns) {
      TableSchema.Kind kind = asked.size() + 1 < columns.length ? TableSchema.Kind.STRING : last;
      asked.add(new TableSchema.Column(column, kind, true, true));
    }
    boolean text = last == TableSchema.Kind.STRING;
    List<List<String>> rows = new ArrayList<>();
    String location = build.resolve(table).toAbsolutePath().toString();
    try (TableReader reader = TableReader.open(Storage.plain(), location, new TableSchema(asked))) {
      while (reader.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
          boolean number = !text && i == columns.length - 1 && !reader.isNull(i);
          row.add(number ? Long.toString(reader.number(i)) : String.valueOf(reader.text(i)));
        }
        rows.add(row);
      }
    }
    rows.sort((a, b) -> a.toString().compareTo(b.toString()));
    return rows;
  }
}
