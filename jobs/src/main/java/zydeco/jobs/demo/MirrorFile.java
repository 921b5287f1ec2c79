package zydeco.jobs.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of JSON lines with DCLM's fields, compressed with zstd: {@code text, url, metadata} (the
 * WARC headers of the capture), {@code language_id_whole_page_fasttext} (the language that the page
 * declares, hence of score 1), {@code previous_word_count}.
 */
final class MirrorFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private MirrorFile() {}

  /** Writes the pages' texts, then the lines as they are; gives how many bytes of text they are. */
  static long write(Path file, List<Page> pages, List<byte[]> brokenLines) throws IOException {
    List<String> texts = PageText.of(pages);
    long bytes = 0;
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file), 3)) {
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        out.write(line(pages.get(i), text));
        out.write('\n');
      }
      for (byte[] line : brokenLines) {
        out.write(line);
        out.write('\n');
      }
    }
    return bytes;
  }

  private static byte[] line(Page page, String text) throws IOException {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("bff_contained_ngram_count_before_dedupe", 0);
    row.putObject("language_id_whole_page_fasttext").put("en", 1.0);
    ObjectNode warc = row.putObject("metadata");
    warc.put("Content-Type", "application/http; msgtype=response");
    warc.put("WARC-Date", page.date());
    warc.put("WARC-Record-ID", "<urn:uuid:" + GuidesFile.urn(page) + ">");
    warc.put("WARC-Target-URI", page.url());
    warc.put("WARC-Type", "response");
    row.put("previous_word_count", text.split("\\s+").length);
    row.put("text", text);
    row.put("url", page.url());
    row.put("warcinfo", "software: zydeco demo");
    return JSON.writeValueAsBytes(row);
  }
}
