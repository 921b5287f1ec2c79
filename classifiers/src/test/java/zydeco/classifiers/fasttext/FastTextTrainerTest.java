package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.classifiers.Evaluation;
import zydeco.classifiers.SharedData;
import zydeco.classifiers.fasttext.FastTextTrainer.Example;

class FastTextTrainerTest {
  @TempDir Path folder;

  private static Example example(String label, String text) {
    return new Example(label, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Example> sentences() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      examples.add(example("sea", "the tide number " + i + " lifts the boats of größe " + i % 7));
      examples.add(example("code", "return value " + i + " of the static method 😀 " + i % 5));
    }
    return examples;
  }

  @Test
  void train_sameSeed_sameBytes() throws Exception {
    Training training = new Training(12, 4, 0.3, 2, 2, 4, 300, 1, 5);
    FastTextTrainer.train(sentences(), training, folder.resolve("a.bin"));
    FastTextTrainer.train(sentences(), training, folder.resolve("b.bin"));
    assertThat(folder.resolve("a.bin")).hasSameBinaryContentAs(folder.resolve("b.bin"));
    Training other = new Training(12, 4, 0.3, 2, 2, 4, 300, 1, 6);
    FastTextTrainer.train(sentences(), other, folder.resolve("c.bin"));
    assertThat(Files.mismatch(folder.resolve("a.bin"), folder.resolve("c.bin"))).isPositive();
  }

  @Test
  void train_separableTexts_tellsThemApart() throws Exception {
    for (int maxn : new int[] {0, 4}) {
      Training training = new Training(16, 20, 0.5, 2, Math.min(2, maxn), maxn, 500, 1, 1);
      FastTextModel model =
          FastTextTrainer.train(sentences(), training, folder.resolve(maxn + ".bin"));
      FastTextPredictor predictor = model.predictor();
      assertThat(predictor.best("the boats lifts".getBytes()).label()).isEqualTo("sea");
      assertThat(predictor.best("return static value".getBytes()).label()).isEqualTo("code");
    }
  }

  @Test
  void train_oneLabel_isRefused() {
    assertThatThrownBy(
            () ->
                FastTextTrainer.train(
                    List.of(example("sea", "tide")), Training.standard(1), folder.resolve("x.bin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[sea]", "two are needed");
    assertThatThrownBy(() -> example("two words", "x")).hasMessageContaining("two words");
  }

  @Test
  void train_encyclopediaAgainstWebPages_separatesHeldOutOnes() throws Exception {
    List<byte[]> articles = SharedData.texts("wikipedia-2015", 500);
    List<byte[]> pages = SharedData.texts("c4", 500);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      examples.add(new Example("hq", beginning(articles.get(i))));
      examples.add(new Example("cc", beginning(pages.get(i))));
    }
    Training training = new Training(16, 5, 0.3, 2, 0, 0, 50_000, 2, 1);
    FastTextModel model = FastTextTrainer.train(examples, training, folder.resolve("hq.bin"));
    FastTextPredictor predictor = model.predictor();
    double[] scores = new double[200];
    boolean[] positive = new boolean[200];
    int hq = model.labels().indexOf("hq");
    for (int i = 0; i < 100; i++) {
      scores[i] = predictor.probability(beginning(articles.get(400 + i)), hq);
      positive[i] = true;
      scores[100 + i] = predictor.probability(beginning(pages.get(400 + i)), hq);
    }
    assertThat(Evaluation.of(scores, positive).rocAuc()).isGreaterThan(0.95);
  }

  private static byte[] beginning(byte[] text) {
    return java.util.Arrays.copyOf(text, Math.min(2_000, text.length));
  }
}
