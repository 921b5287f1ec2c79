package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Score;
import zydeco.classifiers.onnx.TinyModels.Golden;

class OnnxScorerTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-5);

  @Test
  void score_bertRegression_isPyTorchsLogit() {
    OnnxScorer scorer = TinyModels.open("tiny-bert");
    for (Golden golden : TinyModels.golden("tiny-bert")) {
      Score score = scorer.score(golden.utf8());
      assertThat(score.value()).as(golden.text()).isCloseTo(golden.logits()[0], CLOSE);
      assertThat(score.label()).isNull();
    }
  }

  @Test
  void score_pairs_areTheLogitsOfTheOriginalLibrary() throws IOException {
    Path model = TinyModels.file("tiny-bert.onnx");
    ObjectNode node = (ObjectNode) new ObjectMapper().readTree(ModelCard.pathFor(model).toFile());
    ModelCard card = ModelCard.parse("card", node.put("pair", TinyModels.pair()).toString());
    ModelFile tokenizer = ModelFile.of(model.resolveSibling(card.tokenizer()));
    OnnxScorer scorer = OnnxScorer.open(ModelFile.of(model), tokenizer, card);
    scorer.check();
    for (Golden golden : TinyModels.goldenPairs("tiny-bert")) {
      double logit = golden.logits()[0];
      assertThat(scorer.score(golden.utf8()).value()).as(golden.text()).isCloseTo(logit, CLOSE);
    }
  }

  @Test
  void open_pairLongerThanItsTokens_isRefused() throws IOException {
    Path model = TinyModels.file("tiny-bert.onnx");
    ObjectNode node = (ObjectNode) new ObjectMapper().readTree(ModelCard.pathFor(model).toFile());
    ModelCard card = ModelCard.parse("card", node.put("pair", "sea ".repeat(100)).toString());
    ModelFile tokenizer = ModelFile.of(model.resolveSibling(card.tokenizer()));
    assertThatThrownBy(() -> OnnxScorer.open(ModelFile.of(model), tokenizer, card).check())
        .isInstanceOf(ModelException.class);
  }

  @Test
  void score_debertaSoftmax_isPyTorchsProbabilityAndLabel() {
    OnnxScorer scorer = TinyModels.open("tiny-deberta");
    String[] labels = {"High", "Medium", "Low"};
    for (Golden golden : TinyModels.golden("tiny-deberta")) {
      double sum = 0;
      int winner = 0;
      for (int i = 0; i < 3; i++) {
        sum += Math.exp(golden.logits()[i]);
        winner = golden.logits()[i] > golden.logits()[winner] ? i : winner;
      }
      Score score = scorer.score(golden.utf8());
      double high = Math.exp(golden.logits()[0]) / sum;
      assertThat(score.value()).as(golden.text()).isCloseTo(high, CLOSE);
      assertThat(score.label()).as(golden.text()).isEqualTo(labels[winner]);
    }
  }

  @Test
  void score_anyOrderAndThreads_isTheSame() throws Exception {
    for (String model : List.of("tiny-bert", "tiny-deberta")) {
      OnnxScorer scorer = TinyModels.open(model);
      List<Golden> texts = TinyModels.golden(model);
      List<Score> alone = texts.stream().map(text -> scorer.score(text.utf8())).toList();
      for (int threads : List.of(1, 2, 4)) {
        assertThat(scoredBy(threads, scorer, texts)).as(threads + " threads").isEqualTo(alone);
      }
    }
  }

  /**
   * Its log of what it tells its makers is made with the first model, and not where it is silent.
   */
  @Test
  void open_anyModel_tellsNobodyOfIt() {
    TinyModels.open("tiny-bert");
    Path log = Path.of("mat-debug-" + ProcessHandle.current().pid() + ".log");
    assertThat(Path.of(System.getProperty("java.io.tmpdir")).resolve(log)).doesNotExist();
  }

  private static List<Score> scoredBy(int threads, OnnxScorer scorer, List<Golden> texts)
      throws Exception {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 20 * texts.size(); i++) {
      order.add(i % texts.size());
    }
    Collections.shuffle(order, new Random(threads));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Score>> calls = new ArrayList<>();
      for (int i : order) {
        calls.add(() -> scorer.score(texts.get(i).utf8()));
      }
      List<Future<Score>> futures = pool.invokeAll(calls);
      Score[] scores = new Score[texts.size()];
      for (int i = 0; i < order.size(); i++) {
        Score score = futures.get(i).get();
        assertThat(scores[order.get(i)]).isIn(null, score);
        scores[order.get(i)] = score;
      }
      return List.of(scores);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void score_thousandsOfTexts_memoryStaysFlat() throws Exception {
    OnnxScorer scorer = TinyModels.open("tiny-bert");
    List<Golden> texts = TinyModels.golden("tiny-bert");
    for (int i = 0; i < 1_000; i++) {
      scorer.score(texts.get(i % texts.size()).utf8());
    }
    long before = ResidentMemory.kilobytesAfterCollection();
    for (int i = 0; i < 4_000; i++) {
      scorer.score(texts.get(i % texts.size()).utf8());
    }
    long grown = ResidentMemory.kilobytesAfterCollection() - before;
    assertThat(grown).as("kB of resident memory after 4,000 more texts").isLessThan(40_000);
  }

  @Test
  void score_emptyText_hasAScore() {
    assertThat(TinyModels.open("tiny-bert").score(new byte[0]).value()).isFinite();
  }

  @Test
  void score_hugeText_isThatOfItsBeginning() {
    OnnxScorer scorer = TinyModels.open("tiny-bert");
    String beginning = "The Moon pulls on the oceans twice a day. ".repeat(100);
    byte[] huge = (beginning + "Something else. ".repeat(1_500_000)).getBytes();
    assertThat(scorer.score(huge)).isEqualTo(scorer.score(beginning.getBytes()));
  }
}
