package zydeco.tokenize;

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
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** The folder of real documents beside the repository, where a checkout has one. */
public final class SharedData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  /** A file of the data folder; skips the test, saying so, where there is none. */
  public static Path file(String name) {
    Path folder = folder();
    boolean found = folder != null && Files.exists(folder.resolve(name));
    String message =
        "SKIPPED: no shared/data/" + name + " beside the repository; set ZYDECO_SHARED";
    if (!found) {
      System.err.println(message);
    }
    Assumptions.assumeTrue(found, message);
    return folder.resolve(name);
  }

  private static Path folder() {
    String named = System.getProperty("ZYDECO_SHARED", System.getenv("ZYDECO_SHARED"));
    if (named != null) {
      return Path.of(named).resolve("data");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared/data");
      }
    }
    return null;
  }

  /** The lines of a .zst or .gz file. */
  public static List<String> lines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain =
            file.toString().endsWith(".gz")
                ? new GZIPInputStream(raw)
                : new ZstdInputStream(raw).setContinuous(false);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }

  public static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
