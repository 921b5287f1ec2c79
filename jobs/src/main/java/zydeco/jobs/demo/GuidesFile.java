package zydeco.jobs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;

/**
 * A parquet file with FineWeb's columns: {@code text, id, dump, url, date, file_path, language,
 * language_score, token_count}. The language is the one that the page declares, hence of score 1;
 * {@code token_count} counts words between white space.
 */
final class GuidesFile {
  private static final TableSchema COLUMNS =
      TableSchema.builder()
          .strings("text")
          .nullable()
          .wide()
          .strings("id")
          .nullable()
          .wide()
          .strings("dump")
          .nullable()
          .strings("url")
          .nullable()
          .wide()
          .strings("date")
          .nullable()
          .strings("file_path")
          .nullable()
          .strings("language")
          .nullable()
          .doubles("language_score")
          .nullable()
          .longs("token_count")
          .nullable()
          .build();

  private GuidesFile() {}

  /** Writes the pages' texts; gives how many bytes of text they are. */
  static long write(Path file, List<Page> pages) throws IOException {
    List<String> texts = PageText.of(pages);
    long bytes = 0;
    String location = file.toAbsolutePath().toString();
    try (TableWriter table = TableWriter.create(Storage.plain(), location, COLUMNS)) {
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        append(table, pages.get(i), text);
      }
      table.commit();
    }
    return bytes;
  }

  private static void append(TableWriter table, Page page, String text) throws IOException {
    DocumentationJar jar = page.jar();
    table
        .set(0, text)
        .set(1, "<urn:uuid:" + urn(page) + ">")
        .set(2, "demo-" + jar.source())
        .set(3, page.url())
        .set(4, page.date())
        .set(5, jar.group() + "/" + jar.artifact() + "/" + jar.version())
        .set(6, "en")
        .set(7, 1.0)
        .set(8, (long) text.split("\\s+").length)
        .append();
  }

  /** A page's name in this source: the same in every build. */
  static UUID urn(Page page) {
    String name = page.jar().source() + " " + page.url();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
