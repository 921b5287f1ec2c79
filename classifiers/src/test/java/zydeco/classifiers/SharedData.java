package zydeco.classifiers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Real documents beside the repository; tests that need them are skipped where they are missing.
 */
public final class SharedData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  /** A file or folder of the shared data. */
  public static Path path(String relative) {
    Path root = root();
    assumeTrue(root != null, "SKIPPED: no folder shared/data above here (or set ZYDECO_SHARED)");
    return root.resolve(relative);
  }

  private static Path root() {
    String named = System.getProperty("zydeco.shared", System.getenv("ZYDECO_SHARED"));
    if (named != null) {
      Path data = Path.of(named).resolve("data");
      return Files.isDirectory(data) ? data : Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared/data");
      }
    }
    return null;
  }

  /** The fields of each line of a gzipped table, its heading left out. */
  public static List<String[]> table(String relative) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path(relative)));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).map(line -> line.split("\t", -1)).toList();
    }
  }

  /** Each line of a JSON lines file compressed with zstd. */
  public static void forEachLine(Path file, Consumer<JsonNode> consumer) {
    forEachLine(file, line -> true, consumer);
  }

  /** Each line that is wanted as it stands in the file. */
  public static void forEachLine(Path file, Predicate<String> wanted, Consumer<JsonNode> consumer) {
    try (BufferedReader lines = lines(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (wanted.test(line)) {
          consumer.accept(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first texts of a source, as UTF-8. */
  public static List<byte[]> texts(String source, int most) throws IOException {
    List<byte[]> texts = new java.util.ArrayList<>();
    try (Stream<Path> files = Files.list(path("sources/" + source))) {
      for (Path file : files.sorted().toList()) {
        try (BufferedReader lines = lines(file)) {
          String line = "";
          while (texts.size() < most && (line = lines.readLine()) != null) {
            String text = JSON.readTree(line).get("text").asText();
            texts.add(text.getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
    return texts;
  }

  private static BufferedReader lines(Path file) throws IOException {
    InputStream in = new ZstdInputStream(Files.newInputStream(file));
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}
