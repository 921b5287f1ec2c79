package zydeco.filters.redpajama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.filters.list.Lists;
import zydeco.filters.parity.Digest;
import zydeco.filters.parity.SharedData;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/** Every document and line signal of RedPajama-Data 6d2cee9d that needs no model. */
class RedpajamaParityTest {
  private final List<String> differences = new ArrayList<>();

  private static Segments segments() {
    return new Segments(
        new Lists(
            Map.of(
                "stop-words",
                SharedData.require("parity/lists/rpv2-stop_words_en.txt").toString(),
                "bad-words",
                SharedData.require("wordlists/ldnoobw/en").toString())));
  }

  @Test
  void signals_parityDocuments_agreeToTheDigit() throws IOException {
    List<SharedData.Parity> documents = SharedData.parityDocuments();
    Segments segments = segments();
    ObjectMapper json = new ObjectMapper();
    int[] row = {0};
    SharedData.lines(
        SharedData.require("parity/rpv2.jsonl.gz"),
        line -> {
          try {
            compare(documents.get(row[0]++), json.readTree(line), segments);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(row[0]).isEqualTo(documents.size());
    assertThat(differences).isEmpty();
  }

  private void compare(SharedData.Parity document, JsonNode theirs, Segments segments) {
    assertThat(theirs.get("id").asText()).isEqualTo(document.id());
    segments.of(document.text());
    theirs
        .get("doc")
        .fields()
        .forEachRemaining(
            entry ->
                same(
                    document.id(),
                    entry.getKey(),
                    entry.getValue(),
                    Signals.named(entry.getKey()).of(segments)));
    RedpajamaText text = RedpajamaText.of(segments);
    JsonNode lines = theirs.get("lines");
    same(document.id(), "lines", theirs.get("n_lines"), text.raw().lines());
    for (int line = 0; line < Math.min(lines.size(), text.raw().lines()); line++) {
      same(document.id(), "start", lines.get(line).get(0), text.raw().lineStart(line));
      same(document.id(), "end", lines.get(line).get(1), text.raw().lineEnd(line));
      for (LineSignal signal : LineSignal.ROWS) {
        double ours = signal.function().applyAsDouble(text, line);
        same(document.id(), signal.name(), theirs.get("line").get(signal.name()).get(line), ours);
      }
    }
  }

  private void same(String id, String what, JsonNode theirs, double ours) {
    boolean same = theirs.isNull() ? Double.isNaN(ours) : theirs.asDouble() == ours;
    if (!same && differences.size() < 50) {
      differences.add(id + " " + what + ": " + theirs + ", ours " + ours);
    }
  }

  @Test
  void features_sample_haveTheOriginsHashes() throws IOException {
    Map<String, String> hashes = new HashMap<>();
    SharedData.lines(
        SharedData.require("parity/minhash_rpv2.tsv.gz"),
        line -> {
          String[] cells = line.split("\t", -1);
          hashes.put(cells[0], cells[cells.length - 1]);
        });
    Segments segments = new Segments();
    int compared = 0;
    for (SharedData.Parity document : SharedData.parityDocuments()) {
      String theirs = hashes.get(document.id());
      if (theirs != null) {
        ByteBuffer counts =
            ByteBuffer.allocate(8 * Features.BUCKETS).order(ByteOrder.LITTLE_ENDIAN);
        for (int count : Features.of(segments.of(document.text())).counts()) {
          counts.putLong(count);
        }
        assertThat(Digest.sha256(counts.array())).as(document.id()).startsWith(theirs);
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(100);
  }
}
