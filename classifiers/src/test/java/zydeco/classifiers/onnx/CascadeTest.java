package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.classifiers.fasttext.ScorerTraining;
import zydeco.classifiers.fasttext.Training;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/** A fastText model before a larger one. */
class CascadeTest {
  private static final Training SMALL = new Training(8, 20, 0.5, 1, 0, 0, 1, 1, 3);
  private static final String RECIPE = "{model: tiny-deberta.onnx, as: q, first: first.bin}";

  @TempDir Path folder;

  @BeforeEach
  void models() throws IOException {
    for (String end : List.of(".onnx", ".card.json", ".tokenizer.json")) {
      Files.copy(TinyModels.file("tiny-deberta" + end), folder.resolve("tiny-deberta" + end));
    }
    train(ModelFile.of(folder.resolve("tiny-deberta.onnx")).sha256());
  }

  /** Sure of what speaks of tides or of code alone; in doubt where a text speaks of both. */
  private void train(String sha256) throws IOException {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.BLANKS, 0);
    for (int i = 0; i < 600; i++) {
      run.add(("tide moon harbour " + i).getBytes(StandardCharsets.UTF_8), true);
      run.add(("return static class " + i).getBytes(StandardCharsets.UTF_8), false);
      run.add(("tide class " + i).getBytes(StandardCharsets.UTF_8), i % 2 == 0);
    }
    run.train(SMALL, new ScorerTraining.Stead(sha256, 1e9, 0.95), folder.resolve("first.bin"));
  }

  private ScoreStage stage(String yaml) {
    return ScoreStage.of(
        Settings.parse(folder.resolve("recipe.yaml"), yaml), List.of("web", "good"));
  }

  private record Judged(Verdict verdict, double larger, double first, String by) {}

  private static Judged judge(ScoreStage stage, String source, String text) {
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (Judge judge = stage.open(columns)) {
      Verdict verdict = judge.judge(new Document(source, null, utf8, null, null, "{}"), measures);
      return new Judged(
          verdict,
          measures.number(columns.slot("q")),
          measures.number(columns.slot("q-first")),
          measures.label(columns.slot("q-by")));
    }
  }

  @Test
  void judge_sureText_neverReachesTheLargerModel() {
    ScoreStage stage = stage(RECIPE);
    Judged good = judge(stage, "web", "tide moon harbour");
    assertThat(good.verdict()).isInstanceOf(Verdict.Keep.class);
    assertThat(good.larger()).isNaN();
    assertThat(good.first()).isGreaterThan(0.5);
    assertThat(good.by()).isEqualTo("first.bin");
    Judged bad = judge(stage, "web", "return static class");
    Reason reason = ((Verdict.Drop) bad.verdict()).reason();
    assertThat(reason.rule()).isEqualTo("q-first");
    assertThat(reason.value()).isEqualTo(bad.first());
    assertThat(bad.larger()).isNaN();
  }

  @Test
  void judge_doubtfulText_isDecidedByTheLargerModelAtTheBound() {
    Judged asked = judge(stage(RECIPE), "web", "tide class");
    assertThat(asked.by()).isEqualTo("tiny-deberta.onnx");
    assertThat(asked.larger()).isFinite();
    Reason reason = ((Verdict.Drop) asked.verdict()).reason();
    assertThat(reason.stage()).isEqualTo("score");
    assertThat(reason.rule()).isEqualTo("q");
    assertThat(reason.bound()).isEqualTo(">= 1000000000");
  }

  @Test
  void judge_sourceThatIsNotAsked_isKeptUnscored() {
    ScoreStage stage = stage("{model: tiny-deberta.onnx, as: q, first: first.bin, on: [web]}");
    Judged other = judge(stage, "good", "return static class");
    assertThat(other.verdict()).isInstanceOf(Verdict.Keep.class);
    assertThat(other.first()).isNaN();
    assertThat(other.by()).isNull();
  }

  @Test
  void plan_andCost_sayWhatTheFirstModelSaves() {
    ScoreStage stage = stage(RECIPE);
    assertThat(stage.plan()).contains("first.bin first: decided", "agreed on", ">= 1000000000");
    List<byte[]> sample = List.of("tide moon harbour".getBytes(StandardCharsets.UTF_8));
    assertThat(stage.cost(sample))
        .contains("without first.bin", "with it", "documents/s", "core-hours", "100.0 %");
    assertThat(stage("{model: tiny-deberta.onnx, as: q}").cost(sample)).startsWith("scoring:");
  }

  @Test
  void of_modelOfOtherScores_isRefused() throws IOException {
    train("0".repeat(64));
    assertThatThrownBy(() -> stage(RECIPE))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("first.bin", "trained on the scores of a model", "Train it anew");
  }

  @Test
  void of_modelWithoutCascade_saysHowToTrainOne() throws IOException {
    Files.delete(folder.resolve("first.card.json"));
    assertThatThrownBy(() -> stage(RECIPE))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("first.bin", "train-scorer --scored");
  }

  @Test
  void of_encoderFirst_isRefusedByWhatItIs() {
    assertThatThrownBy(() -> stage(RECIPE.replace("first.bin", "tiny-deberta.onnx")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll(
            "tiny-deberta.onnx", "is a fastText model, and this is none", "train-scorer --scored");
  }
}
