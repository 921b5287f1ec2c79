package zydeco.filters.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class FieldsStageTest {

  private static FieldsStage stage(String yaml) {
    return FieldsStage.of(Settings.parse(Path.of("r.yaml"), yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"int_score\":4,\"quality\":{\"wiki\":0.25}}|4|0.25",
        "{\"quality\":{\"wiki\":1e400},\"int_score\":-3.5}|-3.5|NaN",
        "{\"int_score\":\"4\",\"quality\":0.25}|NaN|NaN",
        "{}|NaN|NaN"
      })
  void judge_document_numbersThatItCameWith(String metadata, Double score, Double wiki) {
    FieldsStage stage = stage("{int-score: int_score, wiki: quality.wiki}");
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    Document document = new Document("s", "1", new byte[0], null, null, metadata);
    assertThat(stage.open(columns).judge(document, measures)).isEqualTo(new Verdict.Keep(document));
    assertThat(measures.number(columns.slot("int-score"))).isEqualTo(score);
    assertThat(measures.number(columns.slot("wiki"))).isEqualTo(wiki);
    assertThat(stage.scores()).isTrue();
  }

  @Test
  void of_nothingOrABadName_isRefused() {
    assertThatThrownBy(() -> stage("{}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("none is named");
    assertThatThrownBy(() -> stage("{int_score: int_score}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("r.yaml:1: int_score:", "kebab-case");
    for (String none : new String[] {"''", ".", "a..b", "a."}) {
      assertThatThrownBy(() -> stage("{score: " + none + "}"))
          .as(none)
          .isInstanceOf(RecipeException.class)
          .hasMessageContainingAll("r.yaml:1: score:", "it names no field");
    }
  }
}
