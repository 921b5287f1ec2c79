package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  @Test
  void main_answerThatCannotBeWritten_exitsWithOneAndSaysSo() throws Exception {
    assumeThat(FULL).as("a device that is full, as Linux has").exists();
    Path err = folder.resolve("err");
    Process process = Cli.start(FULL, err, "help");
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(err))
        .contains("zydeco: Cannot write to standard output: No space left on device.");
  }

  @Test
  void main_heapTooSmall_saysHowToGiveMore() throws Exception {
    Path recipe = SmallCorpus.build(folder, 2);
    Path err = folder.resolve("err");
    List<String> command = Cli.java("zydeco.jobs.Main", "-Xmx128m");
    command.addAll(List.of("run", recipe.toString(), "--out", folder.resolve("out").toString()));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(err)).containsPattern("too small, 12\\d MB here.*ZYDECO_HEAP=8g");
  }

  @Test
  void main_readerWhoHasEnough_isNoFailure() throws Exception {
    Path err = folder.resolve("err");
    List<String> command = Cli.java(null, "zydeco.jobs.Main");
    command.add("help");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    process.getInputStream().close();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(err)).doesNotContain("Cannot write");
  }
}
