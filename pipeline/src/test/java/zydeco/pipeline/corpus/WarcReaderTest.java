package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.WarcResponse;

class WarcReaderTest {
  @TempDir Path folder;

  private static byte[] record(String type, String headers, byte[] block) {
    byte[] head =
        ("WARC/1.0\r\nWARC-Type: "
                + type
                + "\r\nWARC-Record-ID: <urn:x>\r\n"
                + "WARC-Target-URI: <http://h/>\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
                + headers
                + "Content-Length: "
                + block.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] record = Arrays.copyOf(head, head.length + block.length + 4);
    System.arraycopy(block, 0, record, head.length, block.length);
    System.arraycopy(
        "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, record, record.length - 4, 4);
    return record;
  }

  private static byte[] http(String head, byte[] body) {
    byte[] start = ("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  private static byte[] http(String head, String body) {
    return http(head, body.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[]... records) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] record : records) {
      all.write(record);
    }
    return Reading.write(folder.resolve("a.warc"), all.toByteArray());
  }

  @Test
  void next_pagesAndOthers_areReadOrQuarantined() throws IOException {
    Path file =
        file(
            record("warcinfo", "", "x".getBytes(StandardCharsets.UTF_8)),
            record(
                "response",
                "",
                http(
                    "200 OK\r\nContent-Type: text/html; charset=ISO-8859-1",
                    "<title>T</title><p>caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))),
            record("response", "", http("404 Not Found\r\nContent-Type: text/html", "<p>gone")),
            record("response", "", http("200 OK\r\nContent-Type: image/png", "png")),
            record("response", "", http("200 OK\r\nContent-Type: text/plain", "plain \ufffd")),
            record(
                "conversion",
                "WARC-Identified-Content-Language: eng\r\n",
                "wet".getBytes(StandardCharsets.UTF_8)));

    try (RowReader reader = Reading.open(file)) {
      List<String> rows = Reading.show(Reading.rest(reader));
      assertThat(rows).hasSize(5);
      assertThat(rows.get(0))
          .isEqualTo(
              "0|<urn:x>|http://h/|2020-01-02T03:04:05Z|{\"content-type\":\"text/html\",\"title\":\"T\"}|café");
      assertThat(rows.get(1)).startsWith("Bad[row=1").contains("response of status 404 is no page");
      assertThat(rows.get(2))
          .startsWith("Bad[row=2")
          .contains("response of type image/png is no page");
      assertThat(rows.get(3))
          .isEqualTo(
              "3|<urn:x>|http://h/|2020-01-02T03:04:05Z|{\"content-type\":\"text/plain\"}|plain"
                  + " \ufffd");
      assertThat(rows.get(4))
          .isEqualTo("4|<urn:x>|http://h/|2020-01-02T03:04:05Z|{\"languages\":\"eng\"}|wet");
      assertThat(reader.skipped()).containsOnlyKeys("record warcinfo");
    }
    assertThat(Reading.all(file, Reading.source(), row -> row == 4)).hasSize(1);
  }

  @Test
  void next_charset_isOfHeaderThenMetaThenUtf8() throws IOException {
    Charset russian = Charset.forName("windows-1251");
    byte[] meta = "<meta charset=windows-1251><p>мир".getBytes(russian);
    Path file =
        file(
            record("response", "", http("200 OK\r\nContent-Type: text/html", meta)),
            record("response", "", http("200 OK\r\nContent-Type: text/html", "<p>мир")),
            record(
                "response", "", http("200 OK\r\nContent-Type: text/html; charset=nonsense", meta)),
            record(
                "response",
                "",
                http(
                    "200 OK\r\nContent-Type: text/html; charset=utf-8",
                    new byte[] {'a', (byte) 0xff, 'b'})));

    List<String> texts = new ArrayList<>();
    for (Intake row : Reading.all(file)) {
      texts.add(new String(((Intake.Good) row).document().text(), StandardCharsets.UTF_8));
    }
    assertThat(texts).containsExactly("мир", "мир", "мир", "a\ufffdb");
  }

  @Test
  void next_chunksAndGzip_areUndone() throws IOException {
    byte[] gzip = Reading.compress(Codec.GZIP, "<p>zipped".getBytes(StandardCharsets.UTF_8));
    Path file =
        file(
            record(
                "response",
                "",
                http(
                    "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked",
                    "4;x=y\r\n<p>a\r\n3\r\nbcd\r\n0\r\n\r\n")),
            record(
                "response",
                "",
                http("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", gzip)),
            record(
                "response",
                "",
                http("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", "<p>plain")),
            record(
                "response",
                "",
                http(
                    "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
                    Arrays.copyOf(gzip, 20))),
            record("response", "", "nothing".getBytes(StandardCharsets.UTF_8)));

    List<String> shown = Reading.show(Reading.all(file));
    assertThat(shown.get(0)).endsWith("|abcd");
    assertThat(shown.get(1)).endsWith("|zipped");
    assertThat(shown.get(2)).endsWith("|plain");
    assertThat(shown.get(3)).startsWith("Bad[row=3");
    assertThat(shown.get(4)).contains("the block is no HTTP response");
  }

  @Test
  void next_gzipBodyCutAnywhere_isBadAndSaysSo() throws IOException {
    byte[] gzip = Reading.compress(Codec.GZIP, "<p>zipped".getBytes(StandardCharsets.UTF_8));
    byte[][] records = new byte[gzip.length - 3][];
    for (int length = 3; length < gzip.length; length++) {
      String head = "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
      records[length - 3] = record("response", "", http(head, Arrays.copyOf(gzip, length)));
    }

    assertThat(Reading.all(file(records)))
        .hasSize(records.length)
        .allSatisfy(
            row -> assertThat(((Intake.Bad) row).cause()).isEqualTo("the gzip body is cut short"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      textBlock =
          """
          WARC/1.0@VARC/1.0@does not begin with 'WARC/'
          Content-Length: 51@X: 1@does not tell its length
          Content-Length: 51@Content-Length: 50@is longer than it says
          Content-Length: 51@Content-Length: 951@is cut short
          WARC-Date: 2020-01-02T03:04:05Z@WARC-Date@has no colon
          """)
  void next_brokenFrame_isBadAndTheRecordsBeforeItStand(String part, String broken, String why)
      throws IOException {
    byte[] good = record("response", "", http("200 OK\r\nContent-Type: text/html", "<p>abcd"));
    String text = new String(good, StandardCharsets.UTF_8);
    assertThat(text).contains(part);
    byte[] bad = text.replace(part, broken).getBytes(StandardCharsets.UTF_8);
    byte[] info = record("warcinfo", "", new byte[3]);
    for (byte[][] tail : new byte[][][] {{bad}, {bad, good, info, good}}) {
      for (byte[] start : new byte[][] {good, info}) {
        byte[][] records = new byte[tail.length + 1][];
        records[0] = start;
        System.arraycopy(tail, 0, records, 1, tail.length);
        Path file = file(records);
        long rest = Files.size(file) - start.length;
        List<Intake> rows = Reading.all(file);
        int before = start == good ? 1 : 0;
        assertThat(rows).hasSize(before + 1);
        Intake.Bad last = (Intake.Bad) rows.get(before);
        assertThat(last.cause()).contains(why);
        assertThat(List.of(last.row(), last.offset(), last.bytes()))
            .containsExactly((long) before, (long) start.length, rest);
      }
    }
    assertThatThrownBy(() -> Reading.all(file(bad, good)))
        .as("no WARC at all")
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(why);
  }

  @Test
  void next_cutAnywhere_givesTheWholeRecordsAndTellsTheOther() throws IOException {
    byte[] good = record("conversion", "", "wet".getBytes(StandardCharsets.UTF_8));
    byte[] three = Files.readAllBytes(file(good, good, good));
    for (int length = good.length + 1; length < three.length; length++) {
      Path cut = Reading.write(folder.resolve("cut.warc"), Arrays.copyOf(three, length));
      List<Intake> rows = Reading.all(cut);
      int whole = length / good.length;
      boolean between = length % good.length == 0;
      assertThat(rows).as("%d bytes", length).hasSize(between ? whole : whole + 1);
      assertThat(rows.subList(0, whole)).allMatch(row -> row instanceof Intake.Good);
      assertThat(Reading.all(cut, Reading.source(), row -> row < whole)).hasSize(whole);
    }
  }

  @Test
  void next_gzipCutShort_voidsTheFile() throws IOException {
    byte[] good = record("conversion", "", "wet".getBytes(StandardCharsets.UTF_8));
    byte[] gzip = Reading.compress(Codec.GZIP, Files.readAllBytes(file(good, good)));
    Path cut = Reading.write(folder.resolve("b.warc.gz"), Arrays.copyOf(gzip, gzip.length - 9));
    assertThatThrownBy(() -> Reading.all(cut)).isInstanceOf(CorruptFileException.class);
  }

  @Test
  void next_digestedFileFlipped_isNeverSilentInItsBlocks() throws IOException {
    Path original = SharedData.path("warc/whirlwind.warc");
    byte[] bytes = Files.readAllBytes(original);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int from = text.indexOf("\r\n\r\n", text.indexOf("WARC-Type: response")) + 4;
    int to = text.indexOf("\r\n\r\nWARC/1.0\r\nWARC-Type: metadata", from);
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      byte[] flipped = bytes.clone();
      flipped[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
      Path file = Reading.write(folder.resolve("w.warc"), flipped);
      assertThat(Reading.all(file)).hasSize(1).allMatch(row -> row instanceof Intake.Bad);
    }
    assertThat(Reading.all(original)).hasSize(1).allMatch(row -> row instanceof Intake.Good);
  }

  /** jwarc reads the same responses, with the same bodies. */
  @Test
  void http_realRecords_agreesWithJwarc() throws IOException {
    for (String name :
        new String[] {"whirlwind.warc.gz", "sample-0000.warc.gz", "pages-0.warc.gz"}) {
      Path path = SharedData.path("warc/" + name);
      InputFile input = Storage.plain().file(path.toString(), name);
      try (var theirs = new org.netpreserve.jwarc.WarcReader(path);
          ContentStream content = new ContentStream(Storage.plain(), input)) {
        WarcRecords ours = new WarcRecords(content);
        for (var record : theirs) {
          assertThat(ours.next()).isTrue();
          assertThat(ours.header("warc-type")).isEqualTo(record.type());
          assertThat(ours.header("warc-record-id")).contains(record.id().toString());
          if (record instanceof WarcResponse response) {
            HttpResponse expected = response.http();
            HttpMessage found = HttpMessage.parse(ours.block(), 1 << 28);
            assertThat(found.status()).isEqualTo(expected.status());
            assertThat(found.type())
                .isEqualTo(
                    expected.contentType().base().toString().toLowerCase(java.util.Locale.ROOT));
            assertThat(found.body()).isEqualTo(expected.bodyDecoded().stream().readAllBytes());
          }
        }
        assertThat(ours.next()).isFalse();
      }
    }
  }

  /** Main contents of trafilatura 2.3.1: 92 % and 94 %, of resiliparse 2.0.1: 96 % and 72 %. */
  @ParameterizedTest
  @CsvSource({"false, 98, 35", "true, 90, 88"})
  void next_realPages_keepWhatMustBeKept(boolean mainContent, int leastKept, int leastDropped)
      throws IOException {
    JsonNode truth = new ObjectMapper().readTree(SharedData.path("warc/pages-truth.json").toFile());
    int[] kept = new int[2];
    int[] dropped = new int[2];
    for (int i = 0; i < 4; i++) {
      Path pages = SharedData.path("warc/pages-" + i + ".warc.gz");
      for (Intake row : Reading.all(pages, Reading.pages(mainContent), Reading.ALL)) {
        var document = ((Intake.Good) row).document();
        JsonNode page = truth.path(document.url());
        String text = plain(new String(document.text(), StandardCharsets.UTF_8));
        for (JsonNode with : page.path("with")) {
          kept[text.contains(plain(with.asText())) ? 1 : 0]++;
        }
        for (JsonNode without : page.path("without")) {
          dropped[text.contains(plain(without.asText())) ? 0 : 1]++;
        }
      }
    }
    int wanted = kept[0] + kept[1];
    int unwanted = dropped[0] + dropped[1];
    System.err.printf("kept %d of %d, dropped %d of %d%n", kept[1], wanted, dropped[1], unwanted);
    assertThat(kept[1]).isGreaterThanOrEqualTo(wanted * leastKept / 100);
    assertThat(dropped[1]).isGreaterThanOrEqualTo(unwanted * leastDropped / 100);
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
