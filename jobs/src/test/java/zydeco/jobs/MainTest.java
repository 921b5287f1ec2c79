package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
  void commandLine_wordsWithQuotesAndBlanks_areWhatAShellTakesAgain() throws Exception {
    String[] words = {"no-such-command", "it's.yaml", "--out=a b", "$HOME", "d-1_2.x", ""};
    assertThat(Main.run(words)).isEqualTo(2);
    Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + Main.commandLine()).start();
    String taken = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(taken).isEqualTo(String.join("\n", words) + "\n");
  }

  @Test
  void help_everyCommand_isSaidInWholeSentences() {
    for (CommandLine command : Main.commands().getSubcommands().values()) {
      assertThat(command.getCommandSpec().usageMessage().description()[0])
          .as(command.getCommandName())
          .matches("(?s).*\\.|Display help information about the specified command");
    }
  }

  @Test
  void rootMessage_ofOursAndOthers_isASentenceOrSaysTheClass() {
    Exception ours = new IOException("Cannot read a: it has grown.");
    assertThat(Main.rootMessage(new RuntimeException(ours)))
        .isEqualTo("Cannot read a: it has grown.");
    assertThat(Main.rootMessage(new IllegalStateException()))
        .isEqualTo("IllegalStateException: null");
  }

  @Test
  void explain_fileThatATaskCannotReach_namesItAndSaysWhy() {
    IOException full = new IOException("Cannot write /out/keys: access is denied", closed("/k"));
    assertThat(explained(closed("/data/a.jsonl")))
        .isEqualTo("zydeco: Cannot open /data/a.jsonl: access is denied. Check the path.\n");
    assertThat(explained(full)).isEqualTo("zydeco: Cannot write /out/keys: access is denied.\n");
  }

  private static AccessDeniedException closed(String file) {
    return new AccessDeniedException(file);
  }

  private static String explained(IOException cause) {
    StringWriter said = new StringWriter();
    CommandLine line = Main.commands().setErr(new PrintWriter(said));
    assertThat(Main.explain(new IllegalStateException("Job aborted", cause), line, null)).isOne();
    return said.toString();
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
