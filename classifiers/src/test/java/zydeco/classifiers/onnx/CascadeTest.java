package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.TextScorer;
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
    run.train(SMALL, new Cascade.Stead(sha256, 1e9, 0.95), folder.resolve("first.bin"));
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

  /** A small BERT beside the larger model, sure of what the hundreds say that it is shown. */
  private Path encoder() throws IOException {
    for (String end : List.of(".onnx", ".card.json", ".tokenizer.json")) {
      Files.copy(TinyModels.file("tiny-bert" + end), folder.resolve("tiny-bert" + end));
    }
    return folder.resolve("tiny-bert.onnx");
  }

  private static byte[] text(int i) {
    return ("w" + i % 37 + " tide " + i * 7919 + " moon").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void judge_encoderFirst_decidesWhatItIsSureOf() throws IOException {
    Path encoder = encoder();
    TextScorer scorer = FirstEncoder.source(encoder).open();
    List<byte[]> texts = IntStream.range(0, 800).mapToObj(CascadeTest::text).toList();
    double[] scores = texts.stream().mapToDouble(text -> scorer.score(text).value()).toArray();
    double[] sorted = Arrays.stream(scores).sorted().toArray();
    boolean[] kept = new boolean[scores.length];
    for (int i = 0; i < kept.length; i++) { // at random in the middle, as the score says outside
      kept[i] = scores[i] >= sorted[600] || scores[i] >= sorted[200] && i % 2 == 0;
    }
    String sha256 = ModelFile.of(folder.resolve("tiny-deberta.onnx")).sha256();
    String before = Files.readString(folder.resolve("tiny-bert.card.json"));
    Cascade cascade =
        FirstEncoder.choose(encoder, texts, kept, new Cascade.Stead(sha256, 1e9, 0.95));
    assertThat(cascade.measured().documents()).isEqualTo(800);
    assertThat(cascade.measured().decidedShare()).isBetween(0.4, 0.65);
    assertThat(cascade.sure().dropBelow()).isBetween(sorted[150], sorted[300]);
    assertThat(Files.readString(folder.resolve("tiny-bert.card.json")))
        .contains("cascade", "tiny-bert.tokenizer.json")
        .isNotEqualTo(before);

    ScoreStage stage = stage(RECIPE.replace("first.bin", "tiny-bert.onnx"));
    assertThat(stage.files()).extracting(ModelFile::path).anyMatch(f -> f.endsWith("t.card.json"));
    assertThat(stage.plan()).contains("tiny-bert.onnx first: decided");
    int by = 0;
    for (int i = 0; i < 40; i++) {
      Judged judged = judge(stage, "web", new String(texts.get(i), StandardCharsets.UTF_8));
      boolean sure = cascade.sure().drops(scores[i]) || cascade.sure().keeps(scores[i]);
      assertThat(judged.first()).isEqualTo(scores[i]);
      assertThat(judged.by()).isEqualTo(sure ? "tiny-bert.onnx" : "tiny-deberta.onnx");
      assertThat(Double.isNaN(judged.larger())).isEqualTo(sure);
      assertThat(judged.verdict() instanceof Verdict.Keep)
          .isEqualTo(cascade.sure().keeps(scores[i]));
      by += sure ? 1 : 0;
    }
    assertThat(by).isBetween(5, 35);
  }

  @Test
  void of_encoderWithoutBounds_saysHowToChooseThem() throws IOException {
    encoder();
    assertThatThrownBy(() -> stage(RECIPE.replace("first.bin", "tiny-bert.onnx")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("tiny-bert.onnx", "where it is sure", "train-scorer --encoder");
    Files.writeString(folder.resolve("other.txt"), "none");
    assertThatThrownBy(() -> stage(RECIPE.replace("first.bin", "other.txt")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("is a fastText model or an .onnx file", "train-scorer --scored");
  }
}
