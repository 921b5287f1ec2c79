package zydeco.filters.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What datatrove 0.10.1 with ftfy 6.3.1 makes of random texts; {@code formatters.py} asked it. */
class FormattersTest {

  private static String rewritten(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(Rewrites.named(name).maker().get().rewrite(bytes), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftfy", "symbol-lines", "bar-lines"})
  void rewrite_randomTexts_asDatatrovesFormatter(String name) throws IOException {
    int changed = 0;
    String[] lines;
    try (InputStream in = FormattersTest.class.getResourceAsStream("own-formatters.jsonl")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    }
    assertThat(lines).hasSize(1_000);
    for (String line : lines) {
      JsonNode row = new ObjectMapper().readTree(line);
      String text = row.path("text").asText();
      changed += row.has(name) ? 1 : 0;
      assertThat(rewritten(name, text)).as(line).isEqualTo(row.path(name).asText(text));
    }
    assertThat(changed).isGreaterThan(200);
  }

  @ParameterizedTest
  @CsvSource({
    "schÃ¶n,schön", "voilÃ  le travail,voilà le travail",
        "P&EACUTE;REZ &amp;amp; &lt;b&gt;,PÉREZ & <b>",
    "<b> &amp;,<b> &amp;", "a \u001B[31mred\u001B[0m,a red",
        "&#59; &notanentity;,&#59; &notanentity;",
    "naïve “café” – ½ × 3,naïve “café” – ½ × 3"
  })
  void ftfy_text_isMended(String text, String meant) {
    assertThat(rewritten("ftfy", text)).isEqualTo(meant);
  }

  @Test
  void ftfy_entitiesBehindALineWithABracket_stay() {
    assertThat(rewritten("ftfy", "a &amp; b\n<p>\nc &amp; d")).isEqualTo("a & b\n<p>\nc &amp; d");
  }

  /** Each would take as many rounds as it has characters. */
  @Test
  void ftfy_textMadeToBeMendedForever_isGivenUp() {
    String nested = "&" + "amp;".repeat(200_000) + "lt;";
    assertThat(rewritten("ftfy", nested)).startsWith("&amp;").endsWith("amp;lt;");
    assertThat(rewritten("ftfy", "Ã©‚".repeat(100_000)).length()).isLessThan(300_000);
  }

  @Test
  void ftfy_deeplyMisread_comesBack() {
    String text = "é";
    for (int i = 0; i < 12; i++) {
      text = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
    assertThat(rewritten("ftfy", text)).isEqualTo("é");
  }
}
