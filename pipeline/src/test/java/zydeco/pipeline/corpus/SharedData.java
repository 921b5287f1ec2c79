package zydeco.pipeline.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the real documents are: in ZYDECO_SHARED, or in shared/data beside a folder above. */
final class SharedData {
  private SharedData() {}

  /** A file or folder of the shared data; the test is skipped, and says so, where it is missing. */
  static Path path(String name) {
    Path found = find(name);
    if (found == null) {
      System.err.println("SKIPPED: no shared/data/" + name + " on this machine");
    }
    Assumptions.assumeTrue(found != null, "no shared/data/" + name + " on this machine");
    return found;
  }

  private static Path find(String name) {
    String said = System.getProperty("zydeco.shared", System.getenv("ZYDECO_SHARED"));
    if (said != null) {
      for (Path path : new Path[] {Path.of(said, "data", name), Path.of(said, name)}) {
        if (Files.exists(path)) {
          return path;
        }
      }
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path path = up.resolve("shared/data").resolve(name);
      if (Files.exists(path)) {
        return path;
      }
    }
    return null;
  }
}
