package zydeco.pipeline.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import zydeco.pipeline.text.Hash128;

/**
 * Tells one state of the program from another on this machine, so that a newer program redoes
 * unfinished passes.
 */
final class CodeVersion {
  /** What a manifest says. */
  static final String RELEASE = "0.1.0";

  private CodeVersion() {}

  /** A hash of Zydeco's own jars and class folders: names, sizes and dates. */
  static String here() {
    StringBuilder line = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      boolean jar =
          path.getFileName() != null && path.getFileName().toString().startsWith("zydeco-");
      if (jar || entry.endsWith("target" + File.separator + "classes")) {
        describe(path, line);
      }
    }
    return Hash128.ofParts(line.toString()).toString();
  }

  private static void describe(Path path, StringBuilder line) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : sorted) {
        line.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
