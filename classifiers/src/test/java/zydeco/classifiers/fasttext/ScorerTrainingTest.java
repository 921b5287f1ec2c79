package zydeco.classifiers.fasttext;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.Calibration;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Temperature;
import zydeco.classifiers.TextScorer;
import zydeco.classifiers.fasttext.FastTextTrainer.Example;
import zydeco.pipeline.text.TextUnits;

class ScorerTrainingTest {
  private static final Training SMALL = new Training(8, 10, 0.5, 1, 0, 0, 1, 1, 3);

  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ScorerTraining separable(int maxChars) {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.BLANKS, maxChars);
    for (int i = 0; i < 300; i++) {
      run.add(utf8("tide moon harbour " + i), true);
      run.add(utf8("return static class " + i), false);
    }
    return run;
  }

  @Test
  void train_separableTexts_measuresOnHeldOutOnes() throws IOException {
    Path model = folder.resolve("model.bin");
    ScorerTraining.Result result = separable(0).train(SMALL, null, model);
    int heldOut = result.evaluation().positives() + result.evaluation().negatives();
    assertThat(result.trained() + heldOut).isEqualTo(600);
    assertThat(heldOut).isBetween(80, 160);
    assertThat(result.evaluation().rocAuc()).isEqualTo(1);
    assertThat(result.cascade()).isNull();
    assertThat(FastTextModel.read(model).labels())
        .containsExactlyInAnyOrder("positive", "negative");
    FastTextCard card = FastTextCard.beside(model);
    assertThat(card.sha256()).isEqualTo(ModelFile.of(model).sha256());
    assertThat(card.label()).isEqualTo("positive");
    assertThat(card.cascade()).isNull();
  }

  @Test
  void train_fewTextsAtRandom_isMadeLessSureInItsOwnFile() throws IOException {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.BLANKS, 0);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 400; i++) {
      String words =
          IntStream.range(0, 12).mapToObj(w -> "w" + random.nextInt(300)).collect(joining(" "));
      boolean tide = random.nextBoolean();
      run.add(utf8(words + (tide ? " tide" : " static")), random.nextDouble() < 0.8 == tide);
    }
    Path model = folder.resolve("model.bin");
    Training training = new Training(8, 50, 1, 1, 0, 0, 1, 1, 3);
    ScorerTraining.Result result = run.train(training, null, model);
    Calibration calibration = result.calibration();
    assertThat(calibration.temperature().value()).isGreaterThan(1.5);
    assertThat(calibration.logLossAfter()).isLessThan(0.8 * calibration.logLossBefore());
    assertThat(calibration.after().calibrationError())
        .isLessThan(calibration.before().calibrationError());
    assertThat(result.evaluation().rocAuc()).isCloseTo(calibration.before().rocAuc(), within(1e-3));
  }

  @Test
  void divideLogits_model_saysTheQuotientAfterItIsReadAgain() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      examples.add(
          new Example(i % 2 == 0 ? "positive" : "negative", utf8("w" + i % 7 + " v" + i % 2)));
    }
    FastTextTrainer trainer = FastTextTrainer.trained(examples, SMALL);
    byte[] text = utf8("w3 v0");
    double before = trainer.model().predictor().margin(text, 0, 1);
    trainer.divideLogits(new Temperature(2.5));
    trainer.write(folder.resolve("cool.bin"));
    FastTextModel read = FastTextModel.read(folder.resolve("cool.bin"));
    assertThat(read.predictor().margin(text, 0, 1)).isCloseTo(before / 2.5, within(1e-5));
    assertThat((double) read.predictor().probability(text, 0))
        .isCloseTo(new Temperature(2.5).probability(before), within(2e-5));
  }

  @Test
  void train_inStead_measuresTheCascadeOnHeldOutDocumentsAndNotesIt() throws IOException {
    Path model = folder.resolve("first.bin");
    ScorerTraining.Result result =
        separable(12).train(SMALL, new Cascade.Stead("abc", 2.5, 0.9), model);
    Cascade cascade = result.cascade();
    assertThat(cascade.measured().decidedShare()).isGreaterThan(0.9);
    assertThat(cascade.measured().documents()).isEqualTo(result.scores().length);
    FastTextCard card = FastTextCard.beside(model);
    assertThat(card.maxChars()).isEqualTo(12);
    assertThat(card.cascade()).isEqualTo(cascade);
  }

  @Test
  void train_textsToHoldOut_areMeasuredAndNotLearntFrom() throws IOException {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.BLANKS, 0);
    for (int i = 0; i < 100; i++) {
      run.add(utf8("tide moon harbour " + i), true, 1, ScorerTraining.Use.TRAIN);
      run.add(utf8("return static class " + i), false, 1, ScorerTraining.Use.TRAIN);
      run.add(utf8("tide of others " + i), i < 90, 1, ScorerTraining.Use.HOLD_OUT);
    }
    Path model = folder.resolve("model.bin");
    ScorerTraining.Result result = run.train(SMALL, null, model);
    assertThat(result.trained()).isEqualTo(200);
    assertThat(result.evaluation().positives()).isEqualTo(90);
    assertThat(result.evaluation().negatives()).isEqualTo(10);
    byte[] vocabulary = Files.readAllBytes(model);
    assertThat(new String(vocabulary, StandardCharsets.ISO_8859_1))
        .contains("harbour")
        .doesNotContain("others");
  }

  @Test
  void train_textsThatAreHalfASides_areSaidToBeInTheMiddle() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      examples.add(new Example("positive", utf8("tide"), 0.6f));
      examples.add(new Example("negative", utf8("static"), 1));
    }
    FastTextModel model = FastTextTrainer.train(examples, SMALL, folder.resolve("soft.bin"));
    int positive = model.labels().indexOf("positive");
    FastTextPredictor predictor = model.predictor();
    assertThat((double) predictor.probability(utf8("tide"), positive)).isBetween(0.55, 0.65);
    assertThat((double) predictor.probability(utf8("static"), positive)).isLessThan(0.1);
    assertThatThrownBy(() -> new Example("positive", utf8("tide"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void train_words_scoresTheSameWhateverCaseAndNeighboursAre() throws IOException {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.WORDS, 0);
    for (int i = 0; i < 300; i++) {
      run.add(utf8("Tide, moon harbour. " + i), true);
      run.add(utf8("(Return static) class " + i), false);
    }
    Path model = folder.resolve("words.bin");
    run.train(SMALL, null, model);
    FastTextCard card = FastTextCard.beside(model);
    assertThat(card.lines()).isEqualTo(FastTextSource.Lines.WORDS);
    TextScorer scorer =
        new FastTextSource(ModelFile.of(model), card.label(), card.lines(), 0, TextUnits.DOCUMENT)
            .open();
    assertThat(scorer.score(utf8("MOON ,\u00a0tide"))).isEqualTo(scorer.score(utf8("moon, Tide")));
    assertThat(scorer.score(utf8("\"TIDE\"")).value()).isGreaterThan(0.5);
  }

  @Test
  void train_equalTexts_areOnOneSide() throws IOException {
    ScorerTraining run = separable(0);
    for (int i = 0; i < 50; i++) {
      run.add(utf8("the same text"), true);
    }
    ScorerTraining.Result more = run.train(SMALL, null, folder.resolve("a.bin"));
    ScorerTraining.Result fewer = separable(0).train(SMALL, null, folder.resolve("b.bin"));
    assertThat(more.scores().length - fewer.scores().length).isIn(0, 50);
  }

  @Test
  void train_oneKind_isRefused() {
    ScorerTraining run = new ScorerTraining(FastTextSource.Lines.BLANKS, 0);
    for (int i = 0; i < 50; i++) {
      run.add(utf8("tide " + i), true);
    }
    assertThatThrownBy(() -> run.train(SMALL, null, folder.resolve("x.bin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 bad texts to train on");
    assertThat(folder.resolve("x.bin")).doesNotExist();
  }

  @Test
  void report_sameTraining_sameFiles() throws IOException {
    for (String name : List.of("a", "b")) {
      Path model = Files.createDirectories(folder.resolve(name)).resolve("model.bin");
      ScorerTraining.Result result = separable(0).train(SMALL, null, model);
      new ScorerReport(model, SMALL, result, 0.1, List.of("texts")).write();
    }
    for (String file :
        List.of("model.bin", "model.card.json", "model.report.md", "model.report.json")) {
      assertThat(folder.resolve("a/" + file)).hasSameBinaryContentAs(folder.resolve("b/" + file));
    }
    JsonNode report = new ObjectMapper().readTree(folder.resolve("a/model.report.json").toFile());
    assertThat(report.path("roc-auc").asDouble()).isEqualTo(1);
    assertThat(report.path("threshold").path("held-out").path("kept").asDouble())
        .isBetween(0.1, 0.2);
    assertThat(Files.readString(folder.resolve("a/model.report.md")))
        .contains("ROC-AUC 1.0000", "## Calibration", "a temperature of", "10.0 % (wanted)");
    assertThat(report.path("log-loss").asDouble()).isPositive();
  }

  @Test
  void beside_misspeltCard_namesTheNearestKey() throws IOException {
    Files.writeString(folder.resolve("m.card.json"), "{\"lable\": \"positive\"}");
    assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
        .hasMessageContainingAll("'lable' is no key", "Did you mean 'label'?");
    Files.writeString(folder.resolve("m.card.json"), "{\"label\": ");
    assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
        .hasMessageContaining("is not JSON");
    Files.writeString(folder.resolve("m.card.json"), "{\"lines\": \"word\"}");
    assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
        .hasMessageContainingAll("its 'lines' are 'word'", "Did you mean 'words'?");
    for (String chars : List.of("0", "-5", "1.5", "\"many\"")) {
      Files.writeString(folder.resolve("m.card.json"), "{\"max-chars\": " + chars + "}");
      assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
          .hasMessageContaining("its 'max-chars' is no whole number from 1");
    }
  }
}
