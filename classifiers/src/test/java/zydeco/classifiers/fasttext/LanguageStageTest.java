package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

class LanguageStageTest {
  @TempDir Path folder;

  @BeforeEach
  void copyModel() throws Exception {
    Files.copy(FastTextGoldenTest.file("softmax.bin"), folder.resolve("topics.bin"));
  }

  private LanguageStage stage(String yaml) {
    return LanguageStage.of(Settings.parse(folder.resolve("recipe.yaml"), yaml));
  }

  private static Verdict judge(LanguageStage stage, String text, Measures measures) {
    Columns columns = new Columns(stage.writes());
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (Judge judge = stage.open(columns)) {
      return judge.judge(new Document("s", null, utf8, null, null, "{}"), measures);
    }
  }

  @Test
  void judge_withoutBounds_keepsAndWritesLabelAndScore() {
    LanguageStage stage = stage("model: topics.bin");
    Measures measures = new Measures(new Columns(stage.writes()));
    assertThat(judge(stage, "public static\nvoid return\n", measures))
        .isInstanceOf(Verdict.Keep.class);
    assertThat(measures.label(0)).isEqualTo("code");
    assertThat(measures.number(1)).isBetween(0.5, 1.00001);
  }

  @Test
  void onlyMeasures_aStageThatMayDropOrCut_doesMore() {
    assertThat(stage("model: topics.bin").onlyMeasures()).isTrue();
    assertThat(stage("{model: topics.bin, keep: [sea]}").onlyMeasures()).isFalse();
    assertThat(stage("{model: topics.bin, threshold: 0.5}").onlyMeasures()).isFalse();
    assertThat(stage("{model: topics.bin, thresholds: {sea: 1}}").onlyMeasures()).isFalse();
    assertThat(stage("{model: topics.bin, unit: sentence}").onlyMeasures()).isFalse();
  }

  @Test
  void judge_labelNotKept_dropsByRuleLanguage() {
    LanguageStage stage = stage("{model: topics.bin, keep: [sea, kitchen]}");
    Verdict verdict = judge(stage, "public static void", new Measures(new Columns(stage.writes())));
    Reason reason = ((Verdict.Drop) verdict).reason();
    assertThat(reason.stage()).isEqualTo("language");
    assertThat(reason.rule()).isEqualTo("language");
    assertThat(reason.bound()).isEqualTo("sea, kitchen");
  }

  @Test
  void judge_scoreBelowThreshold_dropsByRuleScore() {
    LanguageStage stage = stage("{model: topics.bin, threshold: 0.99}");
    Verdict verdict = judge(stage, "tide bread class", new Measures(new Columns(stage.writes())));
    Reason reason = ((Verdict.Drop) verdict).reason();
    assertThat(reason.rule()).isEqualTo("language-score");
    assertThat(reason.bound()).isEqualTo(">= 0.99");
    assertThat(reason.value()).isBetween(0.3, 0.99);
  }

  @Test
  void of_wrongRecipe_namesFileAndLine() throws Exception {
    assertThatThrownBy(() -> stage("model: topics.bin\nkeep: [kitchn]"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("recipe.yaml:2: keep:", "Did you mean 'kitchen'?");
    assertThatThrownBy(() -> stage("model: topics.bin\ntreshold: 0.5"))
        .hasMessageContainingAll("recipe.yaml:2:", "Did you mean 'threshold'?");
    Files.writeString(folder.resolve("topics.bin"), "no model");
    assertThatThrownBy(() -> stage("model: topics.bin").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("recipe.yaml:1: model: Cannot use", "topics.bin");
  }

  @Test
  void judge_thresholdsByLabel_holdEachLanguageToItsOwn() throws Exception {
    LanguageStage strict =
        stage("{model: topics.bin, threshold: 0.1, thresholds: {code: 1, sea: 1, kitchen: 1}}");
    Measures measures = new Measures(new Columns(strict.writes()));
    Reason reason = ((Verdict.Drop) judge(strict, "tide bread class", measures)).reason();
    assertThat(reason.rule()).isEqualTo("language-score");
    assertThat(reason.bound()).isEqualTo(">= 1");
    LanguageStage lenient =
        stage("{model: topics.bin, threshold: 1, thresholds: {code: 0.1, sea: 0.1, kitchen: 0}}");
    assertThat(judge(lenient, "tide bread class", measures)).isInstanceOf(Verdict.Keep.class);
    Files.writeString(folder.resolve("own.yml"), "code: 1\nsea: 0.2\n");
    LanguageStage ofFile = stage("{model: topics.bin, thresholds: own.yml}");
    assertThat(judge(ofFile, "tide moon", new Measures(new Columns(ofFile.writes()))))
        .isInstanceOf(Verdict.Keep.class);
    assertThatThrownBy(() -> stage("{model: topics.bin, thresholds: {fra_Latn: 0.8}}"))
        .hasMessageContainingAll("thresholds", "none of their labels");
  }

  @Test
  void judge_paragraphs_cutsOutThoseOfOtherLanguages() {
    LanguageStage stage = stage("{model: topics.bin, keep: [sea], unit: paragraph}");
    assertThat(stage.rewrites()).isTrue();
    Measures measures = new Measures(new Columns(stage.writes()));
    Verdict verdict = judge(stage, "tide moon\npublic static void return\ntide wave\n", measures);
    assertThat(new String(((Verdict.Keep) verdict).document().text(), StandardCharsets.UTF_8))
        .isEqualTo("tide moon\ntide wave\n");
    assertThat(measures.label(0)).isEqualTo("sea");
    assertThat(stage.removedBytes()).containsExactly("language-removed-bytes");
    assertThat(measures.number(2)).isEqualTo("public static void return\n".length());
    Reason reason =
        ((Verdict.Drop) judge(stage, "public static void\nreturn class", measures)).reason();
    assertThat(reason.rule()).isEqualTo("language");
  }
}
