package zydeco.filters.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zydeco.filters.signal.Signal;
import zydeco.filters.text.Segments;

/**
 * The statistics of small texts as datatrove 0.10.1's own blocks compute them; {@code
 * statistics.jsonl} is made by {@code src/test/python/origins.py FOLDER statistics}.
 */
class StatsSignalsTest {
  private static final Segments REUSED = new Segments();

  static Stream<JsonNode> texts() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> texts = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                StatsSignalsTest.class.getResourceAsStream("statistics.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        texts.add(json.readTree(line));
      }
    }
    return texts.stream();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void statistics_smallText_thoseOfTheOrigin(JsonNode text) {
    REUSED.of(text.get("text").asText().getBytes(StandardCharsets.UTF_8));
    for (Signal signal : StatsSignals.ROWS) {
      assertThat(signal.of(REUSED))
          .as(signal.name())
          .isCloseTo(text.get("numbers").get(signal.name()).asDouble(), within(1e-12));
    }
  }

  @Test
  void rows_everyStatisticOfTheOrigin_isASignal() throws IOException {
    List<String> theirs = new ArrayList<>();
    texts().findFirst().orElseThrow().get("numbers").fieldNames().forEachRemaining(theirs::add);
    assertThat(StatsSignals.ROWS.stream().map(Signal::name))
        .containsExactlyInAnyOrderElementsOf(theirs);
  }
}
