package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zydeco.classifiers.ModelException;

class FastTextModelTest {

  private static FastTextModel read(byte[] bytes) {
    return FastTextModel.read(new ByteArrayInputStream(bytes), bytes.length, "model.bin");
  }

  @Test
  void read_truncatedAnywhere_isRefused() throws Exception {
    for (String name : List.of("softmax.bin", "quantised-pruned.ftz")) {
      byte[] whole = Files.readAllBytes(FastTextGoldenTest.file(name));
      for (int length = 0; length < whole.length; length += 1 + length / 50) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(cut))
            .as("%s, %d bytes", name, length)
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("Cannot use model.bin: ");
      }
    }
  }

  @Test
  void read_foreignFile_isRefused() {
    byte[] text = "This is a recipe, not a model.".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("does not begin as a fastText model does", ".bin or .ftz");
  }

  @Test
  void read_bytesAfterTheModel_isRefused() throws Exception {
    byte[] whole = Files.readAllBytes(FastTextGoldenTest.file("softmax.bin"));
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 3)))
        .hasMessageContaining("3 bytes follow the model");
  }

  @Test
  void read_wordVectors_isRefused() throws Exception {
    byte[] whole = Files.readAllBytes(FastTextGoldenTest.file("softmax.bin"));
    whole[8 + 7 * 4] = 2; // the field that says which kind of model it is
    assertThatThrownBy(() -> read(whole)).hasMessageContaining("not a supervised model");
  }

  @Test
  void read_missingFile_saysSo() {
    assertThatThrownBy(() -> FastTextModel.read(Path.of("absent.bin")))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("Cannot use absent.bin", "cannot be read");
  }

  @Test
  void read_thousandMutatedModels_readsOrRefuses() throws Exception {
    byte[] text = "tide </s> bread <unknown> größe".getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (String name : List.of("hierarchical.bin", "quantised-pruned.ftz")) {
      byte[] whole = Files.readAllBytes(FastTextGoldenTest.file(name));
      Random random = new Random(3);
      for (int round = 0; round < 1_000; round++) {
        byte[] mutated = whole.clone();
        int reach = random.nextBoolean() ? 200 : mutated.length;
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          mutated[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          assertThat(read(mutated).predictor().predict(text, 3)).hasSizeLessThanOrEqualTo(3);
        } catch (ModelException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(300);
  }

  @Test
  void predict_sameTextAfterOthers_isTheSame() throws Exception {
    FastTextModel model = FastTextModel.read(FastTextGoldenTest.file("softmax-both.bin"));
    byte[] text = "the tide and the moon".getBytes(StandardCharsets.UTF_8);
    List<Prediction> fresh = model.predictor().predict(text, 3);
    FastTextPredictor used = model.predictor();
    used.predict("bread ".repeat(100_000).getBytes(StandardCharsets.UTF_8), 1);
    used.predict("b".repeat(300_000).getBytes(StandardCharsets.UTF_8), 1);
    assertThat(used.predict(text, 3)).isEqualTo(fresh);
    assertThat(used.best(text)).isEqualTo(fresh.get(0));
  }
}
