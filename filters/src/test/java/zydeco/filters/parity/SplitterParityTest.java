package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zydeco.filters.text.Segments;

/** Words of hand-made strings, as datatrove 0.10.1 with spaCy 3.8.18 cuts them. */
class SplitterParityTest {

  @Test
  void words_handMadeStrings_areThoseOfSpacy() throws IOException {
    List<String> differences = new ArrayList<>();
    int[] count = {0};
    Segments segments = new Segments();
    SharedData.lines(
        SharedData.require("parity/splitter.jsonl"),
        line -> {
          JsonNode node = parse(line);
          List<String> theirs = new ArrayList<>();
          node.get("words").forEach(word -> theirs.add(word.asText()));
          segments.of(node.get("text").asText().getBytes(StandardCharsets.UTF_8));
          if (!segments.words().texts().equals(theirs)) {
            differences.add(theirs + " ours " + segments.words().texts());
          }
          count[0]++;
        });
    assertThat(count[0]).isEqualTo(213);
    assertThat(differences).isEmpty();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
