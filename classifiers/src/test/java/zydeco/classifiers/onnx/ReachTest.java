package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachTest {
  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The tiny BERT, with so many tokens and, above 0, so many characters on its card. */
  private Path model(int tokens, int chars) throws IOException {
    Files.copy(
        TinyModels.file("tiny-bert.tokenizer.json"),
        folder.resolve("tiny-bert.tokenizer.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String card = Files.readString(TinyModels.file("tiny-bert.card.json"));
    String limits = tokens + (chars > 0 ? ", \"max-chars\": " + chars : "");
    Files.writeString(
        folder.resolve("m.card.json"),
        card.replace("\"max-tokens\": 64", "\"max-tokens\": " + limits));
    return folder.resolve("m.onnx");
  }

  @Test
  void of_longTexts_isWhereTheLastTokenEnds() throws IOException {
    byte[] ascii = utf8("a b c d e f g h i j");
    byte[] umlauts = utf8("\u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9");
    assertThat(Reach.of(model(6, 0), List.of(ascii)))
        .isEqualTo(7); // "a b c d" between two specials
    assertThat(Reach.of(model(6, 0), List.of(umlauts))).isEqualTo(7); // code points, not bytes
    assertThat(Reach.of(model(6, 0), List.of(utf8("a b"), ascii, utf8("c")))).isEqualTo(7);
    assertThat(Reach.of(model(60, 5), List.of(ascii))).isEqualTo(5);
  }

  @Test
  void of_textsThatAreSeenWhole_isAll() throws IOException {
    assertThat(Reach.of(model(60, 0), List.of(utf8("a b c")))).isZero();
    assertThat(Reach.of(model(60, 0), List.of())).isZero();
    assertThat(Reach.of(folder.resolve("none.onnx"), List.of(utf8("a b c")))).isZero();
    assertThat(Reach.of(folder.resolve("none.bin"), List.of(utf8("a b c")))).isZero();
    Files.writeString(folder.resolve("fast.card.json"), "{\"max-chars\": 12}");
    assertThat(Reach.of(folder.resolve("fast.bin"), List.of(utf8("a b c")))).isEqualTo(12);
  }
}
