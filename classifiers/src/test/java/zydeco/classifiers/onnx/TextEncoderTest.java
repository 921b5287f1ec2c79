package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SharedData;
import zydeco.classifiers.onnx.TinyModels.Golden;

class TextEncoderTest {

  @Test
  void encode_goldenTexts_areTheIdsOfTheOriginalLibrary() {
    for (String model : List.of("tiny-bert", "tiny-deberta")) {
      ModelFile file = ModelFile.of(TinyModels.file(model + ".tokenizer.json"));
      TextEncoder encoder = TextEncoder.shared(file, null, 64, 0);
      for (Golden golden : TinyModels.golden(model)) {
        assertThat(encoder.encode(golden.utf8()).getIds())
            .as(golden.text())
            .isEqualTo(golden.ids());
      }
    }
  }

  @Test
  void encode_pairs_areThoseOfTheOriginalLibrary() {
    for (String model : List.of("tiny-bert", "tiny-deberta")) {
      ModelFile file = ModelFile.of(TinyModels.file(model + ".tokenizer.json"));
      TextEncoder encoder = TextEncoder.shared(file, TinyModels.pair(), 64, 0);
      for (Golden golden : TinyModels.goldenPairs(model)) {
        Encoding encoding = encoder.encode(golden.utf8());
        assertThat(encoding.getIds()).as(golden.text()).isEqualTo(golden.ids());
        assertThat(encoding.getTypeIds()).as(golden.text()).isEqualTo(golden.types());
      }
    }
  }

  @Test
  void encode_longRealText_isTheBeginningOfTheWholeTextsIds() throws IOException {
    List<byte[]> texts = new ArrayList<>();
    for (String source : List.of("c4", "redpajama-samples", "laws-de", "wikipedia-2015")) {
      for (byte[] text : SharedData.texts(source, 5)) {
        texts.add(Arrays.copyOf(text, Math.min(6_000, text.length)));
      }
    }
    List<Path> tokenizers =
        List.of(
            TinyModels.file("tiny-bert.tokenizer.json"),
            TinyModels.file("tiny-deberta.tokenizer.json"),
            SharedData.path("tokenizers/gpt-neox-20b.json"));
    for (Path path : tokenizers) {
      TextEncoder encoder = TextEncoder.shared(ModelFile.of(path), null, 48, 0);
      try (HuggingFaceTokenizer whole =
          HuggingFaceTokenizer.newInstance(
              path, Map.of("truncation", "true", "maxLength", "48", "modelMaxLength", "48"))) {
        for (byte[] text : texts) {
          String string = new String(text, StandardCharsets.UTF_8);
          assertThat(encoder.encode(text).getIds())
              .as(path + " on " + string.substring(0, Math.min(60, string.length())))
              .isEqualTo(whole.encode(string).getIds());
        }
      }
    }
  }

  @Test
  void encode_withCharacterCap_isThatOfTheCutText() {
    ModelFile file = ModelFile.of(TinyModels.file("tiny-bert.tokenizer.json"));
    TextEncoder capped = TextEncoder.shared(file, null, 64, 7);
    TextEncoder free = TextEncoder.shared(file, null, 64, 0);
    byte[] text = "Gr\u00f6\u00dfe \uD83D\uDE00\uD83D\uDE00 tide".getBytes(StandardCharsets.UTF_8);
    byte[] cut = "Gr\u00f6\u00dfe \uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    assertThat(capped.encode(text).getIds()).isEqualTo(free.encode(cut).getIds());
  }
}
