package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Builds that are killed with SIGKILL at random moments, and go on; kill-builds.sh asks for more of
 * them.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // the longest
class KilledBuildIT {
  private static final int KILLS = Integer.getInteger("zydeco.kills", 10);
  @TempDir Path folder;

  @Test
  void run_killedAtRandomMomentsAndRunAgain_endsWithTheSameManifest() throws Exception {
    Path recipe = SmallCorpus.build(folder, 40);
    Path whole = folder.resolve("whole");
    long begin = System.nanoTime();
    Cli.Result undisturbed =
        Cli.alone(
            "run", recipe.toString(), "--out", whole.toString(), "--cores", "2", "--no-report");
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertThat(undisturbed.code()).as(undisturbed.err()).isZero();
    Random random = new Random(20261121);
    Path killed = folder.resolve("killed");
    int hit = 0;
    for (int i = 0; i < 4 * KILLS && hit < KILLS; i++) {
      Process process =
          Cli.start(
              folder.resolve("out"),
              folder.resolve("err"),
              "run",
              recipe.toString(),
              "--out",
              killed.toString(),
              "--cores",
              "2",
              "--no-report");
      // Short of a whole build: what is resumed has less to do, so the last passes are hit too.
      long wait = millis / 10 + random.nextInt((int) (millis * 6 / 10));
      if (!process.waitFor(wait, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        if (Files.exists(killed) && !Files.exists(killed.resolve("manifest.json"))) {
          leaveHalfFiles(killed);
        }
        hit++;
      } else {
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(Builds.manifestText(killed)).isEqualTo(Builds.manifestText(whole));
        deleteTree(killed);
      }
    }
    assertThat(hit).isEqualTo(KILLS);
    Cli.Result last =
        Cli.alone(
            "run", recipe.toString(), "--out", killed.toString(), "--cores", "2", "--no-report");
    assertThat(last.code()).as(last.err()).isZero();
    assertThat(Builds.manifestText(killed)).isEqualTo(Builds.manifestText(whole));
    assertThat(Cli.run("verify", killed.toString()).code()).isZero();
    assertThat(halves(killed)).isEmpty();
  }

  @Test
  void run_goesOnAndFails_hasMadeRoomOfWhatAKilledProcessLeft() throws Exception {
    String recipe = SmallCorpus.build(folder, 4).toString();
    Path out = folder.resolve("out");
    String[] stopped = {
      "run", recipe, "--out", out.toString(), "--set", "stages.exact-dedup.guard=0.001"
    };
    assertThat(Cli.run(stopped).code()).isOne();
    leaveHalfFiles(out);
    assertThat(halves(out)).isNotEmpty();
    assertThat(Cli.run(stopped).err()).contains("guard");
    assertThat(halves(out)).isEmpty();
  }

  private static List<Path> halves(Path build) throws Exception {
    try (Stream<Path> below = Files.walk(build)) {
      return below.filter(path -> path.getFileName().toString().contains(".tmp")).toList();
    }
  }

  /** What a process may leave that is killed while it writes: a kill seldom hits just then. */
  private static void leaveHalfFiles(Path build) throws Exception {
    List<Path> folders;
    try (Stream<Path> below = Files.walk(build)) {
      folders =
          below
              .filter(path -> path.getFileName().toString().matches("measure-\\d.*|ledger"))
              .filter(Files::isDirectory)
              .toList();
    }
    for (Path folder : folders) {
      Files.writeString(folder.resolve(".part-00000.parquet.tmp-killed"), "PAR1 and no more");
    }
  }

  private static void deleteTree(Path path) throws Exception {
    zydeco.pipeline.corpus.Storage.plain().deleteTree(path.toString());
  }
}
