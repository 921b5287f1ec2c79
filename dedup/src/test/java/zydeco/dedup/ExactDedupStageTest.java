package zydeco.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.text.LooseText;
import zydeco.dedup.text.NormalUrl;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Measures;

class ExactDedupStageTest {

  private static ExactDedupStage stage(String yaml) {
    Settings defaults = Settings.parse(Path.of("reference.yaml"), "on: text\nkeep: best");
    return ExactDedupStage.of(
        Settings.parse(Path.of("r.yaml"), yaml).withDefaults(defaults), 1, Set.of(), List.of());
  }

  private static byte[] key(String on, String text, String url, String id) {
    DocumentStage measure = stage("on: " + on).measure();
    Columns columns = new Columns(measure.writes());
    Measures measures = new Measures(columns);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    measure.open(columns).judge(new Document("s", id, bytes, url, null, "{}"), measures);
    return columns.list().isEmpty() ? null : measures.bytes(0);
  }

  @Test
  void of_settings_areReadAndUnknownOnesRefused() {
    assertThat(stage("keep: top-source"))
        .isEqualTo(
            new ExactDedupStage(1, ExactDedupStage.On.TEXT, Keeping.of(KeepPolicy.TOP_SOURCE)));
    assertThat(stage("on: normalized-text").on()).isEqualTo(ExactDedupStage.On.NORMALIZED_TEXT);
    assertThat(stage("on: text").measure().writes()).isEmpty();
    assertThatThrownBy(() -> stage("on: texts")).hasMessageContaining("Did you mean 'text'?");
    assertThatThrownBy(() -> stage("onn: text")).hasMessageContaining("no such key here");
  }

  @Test
  void measure_normalizedText_ignoresCasePunctuationAndLayout() {
    byte[] key = key("normalized-text", "Hello, World — it’s ÄRGER!", null, null);
    assertThat(key).hasSize(16);
    assertThat(key("normalized-text", " hello\n\nworld it s ärger", null, null)).isEqualTo(key);
    assertThat(key("normalized-text", "hello world its ärger", null, null)).isNotEqualTo(key);
    assertThat(key("normalized-text", "?!. —", null, null)).isNull();
  }

  @Test
  void measure_idAndUrl_areNullWhereAbsent() {
    assertThat(key("id", "x", null, "7")).isEqualTo(key("id", "y", "u", "7")).hasSize(16);
    assertThat(key("id", "x", null, null)).isNull();
    assertThat(key("id", "x", null, "")).as("a field without a value is no id").isNull();
    assertThat(key("id", "x", null, " ")).isNull();
    assertThat(key("url", "x", null, "7")).isNull();
    assertThat(key("url", "x", " ", "7")).isNull();
    for (String nowhere : List.of("#", "#top", "/", "https://", "http://www./", "?utm_source=x")) {
      assertThat(key("url", "x", nowhere, "7")).as(nowhere).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://www.Example.com/a/?utm_source=x#top, example.com/a",
    "https://user@example.com:443/a/b, example.com/a/b",
    "https://example.com, example.com",
    "//example.com, //example.com",
    "example.com/A?b=1&utm_id=2&c=3, example.com/A?b=1&c=3",
    "example.com?gclid=1&q=2, example.com?q=2",
    "http://example.com.:80/?, example.com",
  })
  void normalUrl_sameplace_isOneForm(String url, String form) {
    assertThat(NormalUrl.of(url)).isEqualTo(form);
  }

  @Test
  void looseText_charactersOfEveryLength_areKeptAndFolded() {
    String text = "ÀÉ ж中文，字。😀 ΑΒΓ ﬁ\u00a0x𝒳";
    String form =
        new String(LooseText.of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    assertThat(form).isEqualTo("àé ж中文 字 αβγ ﬁ x𝒳");
    assertThat(LooseText.of(new byte[] {(byte) 0xff, 'A', (byte) 0xc3}))
        .isEqualTo(new byte[] {'a'});
  }
}
