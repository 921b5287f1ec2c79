package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTrainingTest {
  private static final Training SMALL = new Training(8, 10, 0.5, 1, 0, 0, 1, 1, 3);

  @TempDir Path folder;

  private Path lines(String name, String words) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append("{\"text\": \"").append(words).append(' ').append(i).append("\"}\n");
    }
    Path file = folder.resolve(name);
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(bytes);
    }
    return file;
  }

  @Test
  void train_separableFiles_measuresOnHeldOutTexts() throws IOException {
    Path good = lines("good.jsonl.gz", "tide moon harbour");
    Path bad = lines("bad.jsonl", "return static class");
    ScorerTraining.Result result =
        ScorerTraining.train(List.of(good), List.of(bad), SMALL, 0.5, folder.resolve("model.bin"));
    int heldOut = result.evaluation().positives() + result.evaluation().negatives();
    assertThat(result.trained() + heldOut).isEqualTo(600);
    assertThat(heldOut).isBetween(30, 100);
    assertThat(result.evaluation().rocAuc()).isEqualTo(1);
    assertThat(result.bound()).isBetween(0.0, 1.0);
    assertThat(FastTextModel.read(folder.resolve("model.bin")).labels())
        .containsExactlyInAnyOrder("positive", "negative");
  }

  @Test
  void train_lineWithoutText_namesFileAndLine() throws IOException {
    Path good = lines("good.jsonl", "tide");
    Path bad = folder.resolve("bad.jsonl");
    Files.writeString(bad, "{\"text\": \"x\"}\n{\"body\": \"x\"}\n");
    assertThatThrownBy(
            () ->
                ScorerTraining.train(
                    List.of(good), List.of(bad), SMALL, 0.5, folder.resolve("model.bin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad.jsonl:2: Cannot read the line");
  }
}
