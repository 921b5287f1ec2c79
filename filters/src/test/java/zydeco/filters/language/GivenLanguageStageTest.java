package zydeco.filters.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class GivenLanguageStageTest {
  private final GivenLanguageStage stage = stage("column: meta.lang\nkeep: [fr, de]\n");
  private final Columns columns = new Columns(stage.writes());
  private final Measures measures = new Measures(columns);

  private static GivenLanguageStage stage(String yaml) {
    return GivenLanguageStage.of(Settings.parse(Path.of("r.yaml"), yaml));
  }

  private Verdict judge(String metadata) {
    byte[] text = "x".getBytes(StandardCharsets.UTF_8);
    return stage.open(columns).judge(new Document("s", null, text, null, null, metadata), measures);
  }

  @Test
  void judge_fieldOfTheInput_isTheLanguage() {
    assertThat(judge("{\"meta\":{\"lang\":\"fr\"}}")).isInstanceOf(Verdict.Keep.class);
    assertThat(measures.label(columns.slot("language"))).isEqualTo("fr");
    assertThat(measures.number(columns.slot("language-score"))).isEqualTo(1);
  }

  @Test
  void judge_noOrAnotherLanguage_isDropped() {
    assertThat(judge("{\"meta\":{\"lang\":\"it\"}}"))
        .isInstanceOfSatisfying(
            Verdict.Drop.class,
            drop -> {
              assertThat(drop.reason().rule()).isEqualTo("language");
              assertThat(drop.reason().bound()).isEqualTo("fr, de");
            });
    for (String none : new String[] {"{}", "{\"meta\":3}", "{\"meta\":{\"lang\":\" \"}}"}) {
      assertThat(judge(none)).isInstanceOf(Verdict.Drop.class);
      assertThat(measures.label(columns.slot("language"))).isNull();
      assertThat(measures.number(columns.slot("language-score"))).isZero();
    }
  }

  @Test
  void onlyMeasures_withoutLabelsToKeep_dropsNothing() {
    assertThat(stage("column: lang").onlyMeasures()).isTrue();
    assertThat(stage.onlyMeasures()).isFalse();
  }

  @Test
  void judge_longValuesBeside_isNoFault() {
    String page = "{\"html\":\"" + "x".repeat(21_000_000) + "\",\"meta\":{\"lang\":\"fr\"}}";
    assertThat(judge(page)).isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void of_modelBesideColumn_isRefused() {
    assertThatThrownBy(() -> stage("column: lang\nmodel: lid.ftz\n"))
        .hasMessageContaining("r.yaml:2: model: Cannot use 'model' beside 'column'");
  }
}
