package zydeco.filters.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zydeco.filters.list.Lists;
import zydeco.filters.signal.Signals;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class SignalsStageTest {

  private static SignalsStage stage(String yaml) {
    return SignalsStage.of(Settings.parse(Path.of("r.yaml"), yaml));
  }

  @Test
  void of_all_writesAColumnForEverySignal() {
    SignalsStage stage = stage("signals: all\n");
    assertThat(stage.writes()).hasSameSizeAs(Signals.readable(Lists.NONE));
    assertThat(stage.name()).isEqualTo("signals");
  }

  @Test
  void judge_names_fillsTheirColumnsAndKeepsTheDocument() {
    SignalsStage stage = stage("signals: [word-count, byte-count]\n");
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    byte[] text = "Two words, don't they?".getBytes(StandardCharsets.UTF_8);
    Document document = new Document("s", null, text, null, null, "{}");
    assertThat(stage.open(columns).judge(document, measures)).isEqualTo(new Verdict.Keep(document));
    assertThat(measures.number(columns.slot("word-count"))).isEqualTo(5);
    assertThat(measures.number(columns.slot("byte-count"))).isEqualTo(22);
  }

  @Test
  void of_unknownName_namesTheNearest() {
    assertThatThrownBy(() -> stage("signals: [word-cuont]\n"))
        .hasMessageContaining("r.yaml:1: signals: Cannot measure 'word-cuont'")
        .hasMessageContaining("Did you mean 'word-count'?");
  }

  @Test
  void of_allBesideNames_isRefused() {
    assertThatThrownBy(() -> stage("signals: [all, word-count]\n"))
        .hasMessageContaining("give 'all' alone");
    assertThatThrownBy(() -> stage("signals: [word-count, word-count]\n"))
        .hasMessageContaining("named twice");
  }
}
