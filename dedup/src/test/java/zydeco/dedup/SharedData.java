package zydeco.dedup;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Real documents beside the repository: the folder of ZYDECO_SHARED, or shared/data above here. */
public final class SharedData {
  private static final com.fasterxml.jackson.databind.ObjectMapper JSON =
      new com.fasterxml.jackson.databind.ObjectMapper();

  private SharedData() {}

  /** A file of the folder; skips the test, and says so, where there is none. */
  public static Path file(String name) {
    String given = System.getProperty("ZYDECO_SHARED", System.getenv("ZYDECO_SHARED"));
    if (given != null) {
      for (Path root : List.of(Path.of(given), Path.of(given, "data"))) {
        if (Files.exists(root.resolve(name))) {
          return root.resolve(name);
        }
      }
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/data").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    Assumptions.abort("SKIPPED: no shared/data/" + name + " found; set ZYDECO_SHARED");
    return null;
  }

  public static List<String> lines(String name) {
    try (InputStream raw = Files.newInputStream(file(name));
        InputStream in =
            name.endsWith(".gz")
                ? new GZIPInputStream(raw)
                : name.endsWith(".zst") ? new ZstdInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the texts of a JSON-lines file by their id. */
  public static void texts(String name, Map<String, byte[]> texts) {
    for (String line : lines(name)) {
      try {
        var node = JSON.readTree(line);
        texts.put(
            node.get("id").asText(), node.get("text").asText().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
