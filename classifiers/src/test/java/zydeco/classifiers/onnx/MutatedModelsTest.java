package zydeco.classifiers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models are refused or used; none ends the process. A child process tries them. */
class MutatedModelsTest {
  private static final int MODELS = 100;

  @TempDir Path folder;

  @Test
  void check_mutatedModels_endsWithAnAnswerForEach() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                MutatedModels.class.getName(),
                folder.toString(),
                "0",
                Integer.toString(MODELS))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said).contains("seed " + (MODELS - 1)).containsPattern("used \\d+, refused \\d+");
  }
}
