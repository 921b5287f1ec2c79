package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildFolder;

class RunRecordIT {
  @TempDir Path folder;

  @Test
  void run_endsBeforeItsTimesAreWritten_isNoFinishedBuild() throws Exception {
    String recipe = SmallCorpus.build(folder, 4).toString();
    Path out = folder.resolve("out");
    Path inTheWay = Files.createDirectories(out.resolve(".timings.json.tmp/is/a/folder"));
    Cli.Result failed = Cli.run("run", recipe, "--out", out.toString(), "--no-report");
    assertThat(failed.code()).isOne();
    assertThat(failed.err()).contains("Cannot write " + out.resolve("timings.json") + ": ");
    assertThat(out.resolve("manifest.json")).doesNotExist();
    Storage.plain().deleteTree(inTheWay.getParent().getParent().getParent().toString());
    Cli.Result again = Cli.run("run", recipe, "--out", out.toString(), "--no-report");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(out.resolve("timings.json")).isNotEmptyFile();
  }

  @Test
  void run_recipeRemovedMeanwhile_endsAndRecordsWhatItRead() throws Exception {
    Path recipe = SmallCorpus.build(folder, 4);
    String yaml = Files.readString(recipe);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process build =
        Cli.start(
            folder.resolve("said"),
            err,
            "run",
            recipe.toString(),
            "--out",
            out.toString(),
            "--no-report");
    while (build.isAlive() && !Files.exists(out.resolve(".build"))) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    Files.delete(recipe);
    assertThat(build.waitFor()).as(Files.readString(err)).isZero();
    RunRecord.Text made = RunRecord.text(BuildFolder.at(Storage.plain(), out.toString()));
    assertThat(made.file()).isEqualTo(recipe);
    assertThat(made.yaml()).isEqualTo(yaml);
  }

  @Test
  void run_inputReplacedByOneOfItsLengthAndAnOlderTime_isRefused() throws Exception {
    String recipe = SmallCorpus.build(folder, 4).toString();
    Path out = folder.resolve("out");
    String[] command = {"run", recipe, "--out", out.toString(), "--no-report"};
    Cli.Result first = Cli.run(command);
    assertThat(first.code()).as(first.err()).isZero();
    Path input;
    try (Stream<Path> files = Files.walk(folder.resolve("in"))) {
      input = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(input);
    replace(input, new byte[bytes.length]);
    Cli.Result changed = Cli.run(command);
    assertThat(changed.code()).isOne();
    assertThat(changed.err()).contains("it holds a finished build of another recipe or input");
    replace(input, bytes);
    Cli.Result again = Cli.run(command);
    assertThat(again.err()).contains("This build is finished already");
  }

  /** As {@code cp -p} and {@code mv} do. */
  private void replace(Path file, byte[] bytes) throws IOException {
    Path other = Files.write(folder.resolve("other"), bytes);
    Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000_000_000L));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
