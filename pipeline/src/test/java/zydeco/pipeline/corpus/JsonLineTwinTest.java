package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.document.Document;

/** Holds the parser of JSON lines to Jackson, on real and on damaged lines. */
class JsonLineTwinTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(1 << 30).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final JsonLine fast = new JsonLine(Layout.PLAIN);

  @TempDir Path folder;

  /** What Jackson makes of a line; null where it finds a fault. */
  private static ObjectNode twin(byte[] line) {
    if (Utf8.firstInvalid(line, 0, line.length) >= 0) {
      return null;
    }
    try {
      JsonNode node = JACKSON.readTree(line);
      return node instanceof ObjectNode object && object.path("text").isTextual() ? object : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void compare(byte[] line) throws JsonProcessingException {
    ObjectNode expected = twin(line);
    Document found;
    try {
      found = fast.read(line, 0, line.length, "s", Long.MAX_VALUE);
    } catch (JsonFault fault) {
      boolean lone = expected != null && fault.getMessage().startsWith("a lone surrogate");
      assertThat(expected == null || lone)
          .as("%s in %s", fault.getMessage(), new String(line, StandardCharsets.UTF_8))
          .isTrue();
      assertThat(fault.at()).isBetween(0, line.length);
      return;
    }
    assertThat(expected).as(new String(line, StandardCharsets.UTF_8)).isNotNull();
    assertThat(new String(found.text(), StandardCharsets.UTF_8))
        .isEqualTo(expected.remove("text").textValue());
    for (String[] part : new String[][] {{"id", found.originId()}, {"url", found.url()}}) {
      if (part[1] != null) {
        assertThat(part[1]).isEqualTo(expected.remove(part[0]).asText());
      }
    }
    if (found.date() != null) {
      for (String name : new String[] {"date", "timestamp", "created"}) {
        if (expected.path(name).isValueNode()
            && expected.path(name).asText().equals(found.date())) {
          expected.remove(name);
          break;
        }
      }
    }
    assertThat(JACKSON.readTree(found.metadata())).isEqualTo(expected);
  }

  @Test
  void read_realLines_agreesWithJackson() throws IOException {
    for (String source :
        new String[] {"c4/c4", "dolma-cc/dolma-cc", "redpajama-samples/redpajama-samples"}) {
      for (byte[] line : lines(SharedData.path("sources/" + source + ".jsonl.zst"))) {
        compare(line);
      }
    }
  }

  @Test
  void read_damagedLines_agreesWithJackson() throws IOException {
    Random random = new Random(3);
    List<byte[]> seeds = seeds();
    byte[] spice =
        "\"\\{}[],:0123456789.eE+-truefalsn \t\r\u0000\u001f".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] line = seeds.get(random.nextInt(seeds.size())).clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        int at = random.nextInt(line.length);
        switch (random.nextInt(4)) {
          case 0 -> line[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> line[at] = spice[random.nextInt(spice.length)];
          case 2 -> line = java.util.Arrays.copyOf(line, Math.max(1, at));
          default -> line[at] = line[random.nextInt(line.length)];
        }
      }
      compare(line);
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String line :
        new String[] {
          "{\"text\":\"plain\",\"id\":\"a\",\"url\":\"http://x/\",\"n\":-1.5e+10}",
          "{\"a\":{\"b\":[1,2,{\"c\":\"d\"}],\"e\":true},\"text\":\"q\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\"}",
          "{\"text\":\"\\ud83d\\ude00 😀 éß漢\",\"id\":12,\"timestamp\":null,\"x\":[[],{},[[]]]}",
          " { \"text\" : \"spaced\" , \"l\" : [ 1 , \"2\" , false , null ] } ",
          "{\"id\":{\"x\":1},\"url\":[1],\"date\":7,\"created\":\"c\",\"text\":\"\"}",
        }) {
      seeds.add(line.getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  private static List<byte[]> lines(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    InputFile input = Storage.plain().file(file.toString(), file.toString());
    try (ContentStream content = new ContentStream(Storage.plain(), input)) {
      LineReader reader = new LineReader(content, 0, 1 << 28);
      while (reader.next()) {
        lines.add(java.util.Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end()));
      }
    }
    return lines;
  }

  @Test
  void reader_thousandFuzzedLines_accountsForEach() throws IOException {
    Random random = new Random(11);
    List<byte[]> seeds = seeds();
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    int written = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] line = seeds.get(random.nextInt(seeds.size())).clone();
      for (int j = random.nextInt(12); j >= 0; j--) {
        line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      }
      for (int j = 0; j < line.length; j++) {
        line[j] = line[j] == '\n' ? (byte) '?' : line[j];
      }
      all.write(line);
      all.write('\n');
      written++;
    }
    List<Intake> rows = Reading.all(Reading.write(folder.resolve("f.jsonl"), all.toByteArray()));

    assertThat(rows).hasSize(written);
    for (int i = 0; i < written; i++) {
      long row =
          rows.get(i) instanceof Intake.Good good ? good.row() : ((Intake.Bad) rows.get(i)).row();
      assertThat(row).isEqualTo(i);
    }
  }
}
