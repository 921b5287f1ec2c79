package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.Score;
import zydeco.classifiers.fasttext.FastTextSource;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class ScoreStageTest {
  private static final List<String> SOURCES = List.of("good", "web");

  @TempDir Path folder;

  @BeforeEach
  void copyModels() throws IOException {
    for (String name : List.of("tiny-bert", "tiny-deberta")) {
      for (String end : List.of(".onnx", ".card.json", ".tokenizer.json")) {
        Files.copy(TinyModels.file(name + end), folder.resolve(name + end));
      }
    }
    Files.copy(TinyModels.file("nan.onnx"), folder.resolve("nan.onnx"));
  }

  private ScoreStage stage(String yaml) {
    return ScoreStage.of(Settings.parse(folder.resolve("recipe.yaml"), yaml), SOURCES);
  }

  private void card(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name + ".card.json"), json);
  }

  private static Document document(String source, String text) {
    return new Document(source, null, text.getBytes(StandardCharsets.UTF_8), null, null, "{}");
  }

  @Test
  void judge_documentOfAnAskedSource_writesScoreAndLabel() {
    ScoreStage stage = stage("{model: tiny-deberta.onnx, as: quality, on: [web]}");
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    try (Judge judge = stage.open(columns)) {
      Verdict verdict = judge.judge(document("web", "The tide rises."), measures);
      assertThat(verdict).isInstanceOf(Verdict.Keep.class);
    }
    assertThat(measures.number(columns.slot("quality"))).isBetween(0.0, 1.0);
    assertThat(measures.label(columns.slot("quality-label"))).isIn("High", "Medium", "Low");
  }

  @Test
  void judge_documentOfAnotherSource_isNotAsked() {
    ScoreStage stage = stage("{model: tiny-deberta.onnx, as: quality, on: [web]}");
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    try (Judge judge = stage.open(columns)) {
      judge.judge(document("good", "The tide rises."), measures);
    }
    assertThat(measures.number(columns.slot("quality"))).isNaN();
    assertThat(measures.label(columns.slot("quality-label"))).isNull();
  }

  @Test
  void open_afterTravelling_scoresTheSame() throws Exception {
    ScoreStage stage = stage("{model: tiny-bert.onnx, as: quality}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    ScoreStage travelled;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      travelled = (ScoreStage) in.readObject();
    }
    Columns columns = new Columns(travelled.writes());
    Measures here = new Measures(columns);
    Measures there = new Measures(columns);
    stage.open(columns).judge(document("web", "x"), here);
    travelled.open(columns).judge(document("web", "x"), there);
    assertThat(there.number(0)).isEqualTo(here.number(0)).isFinite();
  }

  @Test
  void check_soundModel_passes() {
    stage("{model: tiny-bert.onnx, as: quality}").check();
    stage("{model: tiny-deberta.onnx, as: quality, max-tokens: 32}").check();
  }

  @Test
  void check_deviceThatIsNotThere_saysWhatItTakes() {
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality, device: cuda}").check())
        .hasMessageContainingAll("cuda", "cannot use this device", "onnxruntime_gpu");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality, device: gpu}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("device", "cpu, cuda");
    stage("{model: tiny-bert.onnx, as: quality, device: cpu}").check();
  }

  @Test
  void of_unknownKeySourceOrColumn_names() {
    assertThatThrownBy(() -> stage("model: tiny-bert.onnx\nas: quality\nmax-token: 3"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("recipe.yaml:3:", "max-token", "Did you mean 'max-tokens'?");
    assertThatThrownBy(() -> stage("model: tiny-bert.onnx\nas: quality\non: [wep]"))
        .hasMessageContainingAll("recipe.yaml:3: on:", "Did you mean 'web'?");
    assertThatThrownBy(() -> stage("model: tiny-bert.onnx\nas: My Score"))
        .hasMessageContainingAll("recipe.yaml:2: as:", "kebab-case");
    assertThatThrownBy(() -> stage("model: tiny-bird.onnx\nas: quality"))
        .hasMessageContainingAll("recipe.yaml:1: model:", "no such file");
  }

  @Test
  void of_missingTokenizer_saysWhichFile() throws IOException {
    Files.delete(folder.resolve("tiny-bert.tokenizer.json"));
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("recipe.yaml:1: model:", "tiny-bert.tokenizer.json", "no such");
  }

  @Test
  void of_missingCard_saysWhatToPutThere() throws IOException {
    Files.delete(folder.resolve("tiny-bert.card.json"));
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("tiny-bert.card.json", "docs/models.md");
  }

  @Test
  void of_cardWithWrongHash_isRefused() throws IOException {
    card(
        "tiny-bert",
        """
        {"sha256": "00", "tokenizer": "tiny-bert.tokenizer.json", "max-tokens": 64,
         "inputs": {}, "output": {"kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("sha256", "the card says 00");
  }

  @Test
  void of_misspeltCard_namesTheNearestKey() throws IOException {
    card("tiny-bert", "{\"max-token\": 64, \"inputs\": {}, \"output\": {}}");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}"))
        .hasMessageContainingAll("'max-token' is no key", "nearest is max-tokens");
  }

  @Test
  void of_cardWithWrongNumbers_saysWhich() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"\"clip\": {\"min\": 0, \"max\": 5}", "'clip' is not a list"},
          {"\"clip\": [5, 0]", "'clip' is not a list of two numbers, the smaller first"},
          {"\"clip\": [0]", "'clip' is not a list of two numbers"},
          {"\"cuts\": 2.5, \"labels\": [\"a\", \"b\"]", "'cuts' is not a list"},
          {"\"cuts\": [2, 1], \"labels\": [\"a\", \"b\", \"c\"]", "'cuts' do not rise"}
        }) {
      card(
          "tiny-bert",
          "{\"max-tokens\": 64, \"inputs\": {}, \"output\": {\"kind\": \"regression\"}, %s}"
              .formatted(wrong[0]));
      assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}"))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining(wrong[1]);
    }
  }

  private Score scored(String yaml, String text) {
    ScoreStage stage = stage(yaml);
    stage.check();
    Columns columns = new Columns(stage.writes());
    Measures measures = new Measures(columns);
    try (Judge judge = stage.open(columns)) {
      judge.judge(document("web", text), measures);
    }
    return new Score(measures.number(0), measures.label(1));
  }

  @Test
  void judge_fineWebEduPreset_clipsAndRoundsPyTorchsLogit() {
    String recipe =
        "{model: tiny-bert.onnx, tokenizer: tiny-bert.tokenizer.json, as: edu, preset: ";
    for (TinyModels.Golden golden : TinyModels.golden("tiny-bert")) {
      if (golden.ids().length < 64) {
        double clipped = Math.max(0, Math.min(5, golden.logits()[0]));
        Score edu = scored(recipe + "fineweb-edu}", golden.text());
        assertThat(edu.value()).isCloseTo(clipped, Offset.offset(1e-5));
        assertThat(edu.label()).isEqualTo(Long.toString(Math.round(clipped)));
        Score nemotron = scored(recipe + "nemotron-edu}", golden.text());
        assertThat(nemotron.value()).isEqualTo(edu.value());
        assertThat(nemotron.label()).isEqualTo(clipped >= 2.5 ? "high_quality" : "low_quality");
      }
    }
  }

  @Test
  void judge_nvidiaQualityPreset_keepsTheLogitOfHigh() {
    String recipe =
        "{model: tiny-deberta.onnx, tokenizer: tiny-deberta.tokenizer.json, as: q,"
            + " preset: nvidia-quality}";
    for (TinyModels.Golden golden : TinyModels.golden("tiny-deberta")) {
      if (golden.ids().length < 64) {
        Score score = scored(recipe, golden.text());
        assertThat(score.value()).isCloseTo(golden.logits()[0], Offset.offset(1e-5));
        assertThat(score.label()).isIn("High", "Medium", "Low");
      }
    }
  }

  @Test
  void of_everyPreset_hasASoundCard() {
    for (String preset : ModelCard.PRESETS) {
      assertThat(ModelCard.preset(preset).maxTokens()).isGreaterThanOrEqualTo(512);
    }
    assertThat(ModelCard.preset("domain").labels()).hasSize(26);
    assertThatThrownBy(() -> stage("model: tiny-bert.onnx\nas: q\npreset: fineweb-edo"))
        .hasMessageContainingAll("recipe.yaml:3: preset:", "Did you mean 'fineweb-edu'?");
  }

  @Test
  void judge_fastTextModel_scoresItsLabel() throws Exception {
    Path model = Path.of(FastTextSource.class.getResource("softmax.bin").toURI());
    Files.copy(model, folder.resolve("topics.bin"));
    Score score =
        scored("{model: topics.bin, as: q, label: sea}", "public static void return class");
    assertThat(score.value()).isLessThan(0.4);
    assertThat(score.label()).isEqualTo("code");
    assertThatThrownBy(() -> stage("{model: topics.bin, as: q, label: see}").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("no label 'see'", "Did you mean sea?");
    assertThatThrownBy(() -> stage("{model: topics.bin, as: q}"))
        .hasMessageContainingAll("without 'label'");
  }

  @Test
  void check_wrongInputOrOutputName_isRefused() throws IOException {
    card(
        "tiny-bert",
        """
        {"tokenizer": "tiny-bert.tokenizer.json", "max-tokens": 64,
         "inputs": {"ids": "tokens"}, "output": {"kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("recipe.yaml:1: model:", "no input 'tokens'", "attention_mask");
    card(
        "tiny-bert",
        """
        {"tokenizer": "tiny-bert.tokenizer.json", "max-tokens": 64,
         "inputs": {"mask": "attention_mask"}, "output": {"kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
        .hasMessageContainingAll("wants an input 'token_type_ids' that the card does not name");
    card(
        "tiny-deberta",
        """
        {"tokenizer": "tiny-deberta.tokenizer.json", "max-tokens": 64,
         "inputs": {"mask": "attention_mask"}, "output": {"name": "odds", "kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: tiny-deberta.onnx, as: quality}").check())
        .hasMessageContainingAll("no output 'odds'", "logits");
  }

  @Test
  void check_cardWithOtherClasses_isRefused() throws IOException {
    card(
        "tiny-deberta",
        """
        {"tokenizer": "tiny-deberta.tokenizer.json", "max-tokens": 64,
         "inputs": {"mask": "attention_mask"}, "output": {"kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: tiny-deberta.onnx, as: quality}").check())
        .hasMessageContainingAll("shape [1, 3]", "not 1 numbers a text");
  }

  @Test
  void check_tokenizerWithMoreTokens_isRefused() {
    assertThatThrownBy(
            () ->
                stage("{model: tiny-deberta.onnx, tokenizer: tiny-bert.tokenizer.json, as: q}")
                    .check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("fails on token", "tokenizer has more tokens than the model");
  }

  @Test
  void check_moreTokensThanPositions_isRefused() {
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: q, max-tokens: 513}").check())
        .hasMessageContainingAll("fails on 513 tokens", "positions");
  }

  @Test
  void check_modelThatAnswersNaN_isRefused() throws IOException {
    card(
        "nan",
        """
        {"tokenizer": "tiny-bert.tokenizer.json", "max-tokens": 64,
         "inputs": {}, "output": {"kind": "regression"}}""");
    assertThatThrownBy(() -> stage("{model: nan.onnx, as: quality}").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("the model answers [NaN]");
    ScoreStage stage = stage("{model: nan.onnx, as: quality}");
    Columns columns = new Columns(stage.writes());
    try (Judge judge = stage.open(columns)) {
      Verdict verdict = judge.judge(document("web", "The tide rises."), new Measures(columns));
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Drop.class,
              drop -> assertThat(drop.reason().rule()).isEqualTo("quality.no-score"));
    }
  }

  @Test
  void check_truncatedModel_isRefusedAtEveryLength() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("tiny-bert.onnx"));
    for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 1}) {
      Files.write(folder.resolve("tiny-bert.onnx"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
          .as(length + " bytes")
          .isInstanceOf(RecipeException.class)
          .hasMessageContainingAll("Cannot use", "tiny-bert.onnx");
    }
  }

  @Test
  void check_foreignFile_isRefused() throws IOException {
    Files.copy(
        folder.resolve("tiny-bert.tokenizer.json"),
        folder.resolve("tiny-bert.onnx"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
        .hasMessageContainingAll("no whole ONNX model");
  }

  @Test
  void check_externalData_isRefused() throws IOException {
    Files.write(folder.resolve("tiny-bert.onnx"), externalDataModel());
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("external data", "one file");
  }

  /** model { graph { initializer { data_location: EXTERNAL } } }, as protocol buffers write it. */
  private static byte[] externalDataModel() {
    return new byte[] {(7 << 3) | 2, 4, (5 << 3) | 2, 2, 14 << 3, 1};
  }

  @Test
  void check_brokenTokenizer_isRefused() throws IOException {
    Files.writeString(folder.resolve("tiny-bert.tokenizer.json"), "{\"model\": {\"vocab\": 3}}");
    assertThatThrownBy(() -> stage("{model: tiny-bert.onnx, as: quality}").check())
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("tiny-bert.tokenizer.json", "no tokenizer.json");
  }
}
