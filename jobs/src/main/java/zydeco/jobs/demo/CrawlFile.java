package zydeco.jobs.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcCompression;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcWriter;
import org.netpreserve.jwarc.Warcinfo;

/** A {@code .warc.gz} file: one record that tells of the file, then one response for each page. */
final class CrawlFile {
  private CrawlFile() {}

  /** Writes the pages as they are; gives how many bytes of HTML they are. */
  static long write(Path file, List<Page> pages) throws IOException {
    long bytes = 0;
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        WarcWriter writer = new WarcWriter(channel, WarcCompression.GZIP)) {
      writer.write(about(file));
      for (Page page : pages) {
        writer.write(response(page));
        bytes += page.html().length;
      }
    }
    return bytes;
  }

  private static Warcinfo about(Path file) {
    return new Warcinfo.Builder()
        .recordId(UUID.nameUUIDFromBytes(file.getFileName().toString().getBytes()))
        .date(Instant.EPOCH)
        .filename(file.getFileName().toString())
        .fields(Map.of("software", List.of("zydeco demo")))
        .build();
  }

  private static WarcResponse response(Page page) throws IOException {
    HttpResponse http =
        new HttpResponse.Builder(200, "OK").body(MediaType.HTML, page.html()).build();
    return new WarcResponse.Builder(URI.create(page.url()))
        .recordId(GuidesFile.urn(page))
        .date(Instant.parse(page.date()))
        .body(http)
        .build();
  }
}
