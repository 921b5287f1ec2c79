package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** The documents and verdicts of {@code shared/data}; tests skip where it is missing. */
public final class SharedData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  /** One document of {@code parity/documents.tsv}. */
  public record Parity(String id, String file, int characters, byte[] text) {
    public boolean isMutated() {
      return id.startsWith("mut/");
    }
  }

  /** The folder, from the environment or found upwards from here; null where there is none. */
  public static Path folder() {
    String named = System.getenv("ZYDECO_SHARED");
    if (named != null) {
      return Path.of(named, "data");
    }
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("shared/data"))) {
      at = at.getParent();
    }
    return at == null ? null : at.resolve("shared/data");
  }

  /** A file of the folder; skips the test where it is missing. */
  public static Path require(String file) {
    Path folder = folder();
    assumeTrue(folder != null, "SKIPPED: no folder shared/data upwards from here");
    Path path = folder.resolve(file);
    assumeTrue(Files.exists(path), "SKIPPED: " + path + " is missing");
    return path;
  }

  /** Each line of a plain, gzip or zstd file. */
  public static void lines(Path path, Consumer<String> each) throws IOException {
    try (InputStream file = Files.newInputStream(path);
        InputStream in = unpack(path.toString(), file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        each.accept(line);
      }
    }
  }

  private static InputStream unpack(String name, InputStream in) throws IOException {
    return name.endsWith(".gz")
        ? new GZIPInputStream(in)
        : name.endsWith(".zst") ? new ZstdInputStream(in) : in;
  }

  /** A table with a header, each row by column. */
  public static List<Map<String, String>> table(String file) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>();
    lines(
        require(file),
        line -> {
          String[] cells = line.split("\t", -1);
          if (header.isEmpty()) {
            header.addAll(List.of(cells));
          } else {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length; i++) {
              row.put(header.get(i), cells[i]);
            }
            rows.add(row);
          }
        });
    return rows;
  }

  /** The parity documents with their texts, in the order of the table. */
  public static List<Parity> parityDocuments() throws IOException {
    Map<String, Map<String, Map<String, String>>> byFile = new LinkedHashMap<>();
    List<Map<String, String>> rows = table("parity/documents.tsv");
    for (Map<String, String> row : rows) {
      byFile.computeIfAbsent(row.get("file"), f -> new HashMap<>()).put(row.get("id"), row);
    }
    Map<String, byte[]> texts = new HashMap<>();
    for (Map.Entry<String, Map<String, Map<String, String>>> file : byFile.entrySet()) {
      readTexts(file.getKey(), file.getValue(), texts);
    }
    List<Parity> documents = new ArrayList<>();
    for (Map<String, String> row : rows) {
      byte[] text = texts.get(row.get("file") + "\t" + row.get("id"));
      documents.add(
          new Parity(row.get("id"), row.get("file"), Integer.parseInt(row.get("chars")), text));
    }
    if (Files.exists(folder().resolve("SOURCES.md"))) {
      assertThat(documents).as("documents of shared/data/parity").hasSize(3671);
    }
    return documents;
  }

  /** The text of a document's JSON line. */
  public static String text(String line) {
    try {
      return JSON.readTree(line).get("text").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readTexts(
      String file, Map<String, Map<String, String>> wanted, Map<String, byte[]> texts)
      throws IOException {
    lines(
        require(file),
        line -> {
          try {
            int quote = line.indexOf("\"id\":");
            String start = line.substring(quote, Math.min(line.length(), quote + 200));
            if (wanted.keySet().stream().noneMatch(start::contains)) {
              return;
            }
            JsonNode node = JSON.readTree(line);
            String id = node.get("id").asText();
            if (wanted.containsKey(id)) {
              texts.put(
                  file + "\t" + id, node.get("text").asText().getBytes(StandardCharsets.UTF_8));
            }
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
