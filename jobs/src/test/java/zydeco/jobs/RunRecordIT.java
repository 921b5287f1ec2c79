package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
}
