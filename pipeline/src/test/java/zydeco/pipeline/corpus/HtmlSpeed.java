package zydeco.pipeline.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a folder of HTML pages and writes their texts as JSON, by file name: {@code HtmlSpeed
 * FOLDER TEXTS.json ROUNDS all|main-content}. Prints pages a CPU second of one core, round by
 * round; main_content.py scores the texts.
 */
final class HtmlSpeed {
  private HtmlSpeed() {}

  public static void main(String[] args) throws IOException {
    Map<String, byte[]> pages = new TreeMap<>();
    long bytes = 0;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file : files.toList()) {
        byte[] page = Files.readAllBytes(file);
        pages.put(file.getFileName().toString(), page);
        bytes += page.length;
      }
    }
    boolean mainContent = args[3].equals("main-content");
    Map<String, String> texts = new TreeMap<>();
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (Map.Entry<String, byte[]> page : pages.entrySet()) {
        texts.put(page.getKey(), HtmlText.of(page.getValue(), null, mainContent).text());
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f pages, %.1f MB of HTML a CPU second%n",
          args[3],
          pages.size() * 1e9 / nanos,
          bytes * 1e3 / nanos);
    }
    new ObjectMapper().writeValue(Path.of(args[1]).toFile(), texts);
  }
}
