package zydeco.classifiers.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of this JVM, native memory included. */
final class ResidentMemory {
  private ResidentMemory() {}

  static long kilobytesAfterCollection() throws IOException, InterruptedException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "SKIPPED: no /proc here to read resident memory from");
    System.gc();
    Thread.sleep(50);
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
