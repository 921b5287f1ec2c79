package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.ModelFile;

class ScorerTrainingTest {
  private static final Training SMALL = new Training(8, 10, 0.5, 1, 0, 0, 1, 1, 3);

  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ScorerTraining separable(int maxChars) {
    ScorerTraining run = new ScorerTraining(maxChars);
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
  void train_inStead_measuresTheCascadeOnOtherDocumentsAndNotesIt() throws IOException {
    Path model = folder.resolve("first.bin");
    ScorerTraining.Result result =
        separable(12).train(SMALL, new ScorerTraining.Stead("abc", 2.5, 0.9), model);
    FastTextCard.Cascade cascade = result.cascade();
    assertThat(cascade.measured().decidedShare()).isGreaterThan(0.9);
    assertThat(cascade.measured().documents()).isLessThan(result.scores().length);
    FastTextCard card = FastTextCard.beside(model);
    assertThat(card.maxChars()).isEqualTo(12);
    assertThat(card.cascade()).isEqualTo(cascade);
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
    ScorerTraining run = new ScorerTraining(0);
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
        .contains("ROC-AUC 1.0000", "## Calibration", "10.0 % (wanted)");
  }

  @Test
  void beside_misspeltCard_namesTheNearestKey() throws IOException {
    Files.writeString(folder.resolve("m.card.json"), "{\"lable\": \"positive\"}");
    assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
        .hasMessageContainingAll("'lable' is no key", "Did you mean 'label'?");
    Files.writeString(folder.resolve("m.card.json"), "{\"label\": ");
    assertThatThrownBy(() -> FastTextCard.beside(folder.resolve("m.bin")))
        .hasMessageContaining("is not JSON");
  }
}
