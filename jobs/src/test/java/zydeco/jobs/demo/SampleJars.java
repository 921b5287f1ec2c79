package zydeco.jobs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small documentation jars with the shape of real ones. */
final class SampleJars {
  static final String PROJECT =
      """
      <project><build><plugins><plugin><executions>
        %s%s%s
      </executions></plugin></plugins></build></project>
      """
          .formatted(
              source("guides", item("reader", "2.0"), item("writer", "2.0")),
              source("mirror", item("reader", "2.0"), item("reader", "1.5")),
              source("crawl", item("reader", "1.0"), item("other", "0.1")));

  private SampleJars() {}

  private static String source(String id, String... items) {
    return "<execution><id>%s</id><configuration>%s</configuration></execution>"
        .formatted(id, String.join("", items));
  }

  private static String item(String artifact, String version) {
    return ("<artifactItem><groupId>org.sample</groupId><artifactId>%s</artifactId>"
            + "<version>%s</version></artifactItem>")
        .formatted(artifact, version);
  }

  static void write(DocumentationJar jar, Path cache) throws IOException {
    Path file = jar.below(cache);
    Files.createDirectories(file.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 12; i++) {
        add(zip, "org/sample/Type" + i + ".html", page(jar, i));
        add(zip, "org/sample/class-use/Type" + i + ".html", "<p>Uses of Type" + i);
      }
      add(zip, "index-all.html", "<ul><li>A<li>B</ul>");
      add(zip, "stylesheet.css", "p {}");
    }
  }

  private static String page(DocumentationJar jar, int i) {
    return """
        <!DOCTYPE html><html lang="en"><head><title>Type%d</title></head><body>
        <nav><a href="#main">Skip navigation</a></nav>
        <main><h1>Class Type%d</h1><p>Reads   records of kind %d.
        Since %s.</p><pre>  int x = %d;
          return x;</pre></main></body></html>
        """
        .formatted(i, i, i, jar.version(), i);
  }

  private static void add(ZipOutputStream zip, String path, String html) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(LocalDateTime.of(2024, 5, 6, 7, 8, 10));
    zip.putNextEntry(entry);
    zip.write(html.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
