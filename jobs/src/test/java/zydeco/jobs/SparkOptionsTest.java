package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import zydeco.pipeline.recipe.RecipeException;

class SparkOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      textBlock =
          """
          --master@foo@--master foo: Cannot run there: it is no address of a cluster
          --master@local[0]@Give local[N], spark://HOST:PORT
          --master@spark://host@Cannot run there
          --master@http://host:7077@Cannot run there
          --conf@sprak.executor.memory=1g@--conf sprak.executor.memory: Cannot set it
          --cores@0@give a number from 1 to 1024
          """)
  void open_optionThatCannotBeMeant_isRefusedBeforeSparkStarts(
      String option, String value, String message) {
    SparkOptions options = new SparkOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Holder(options)))
        .parseArgs(option, value);
    assertThatThrownBy(() -> options.open("none"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void open_nowhereForTemporaryFiles_isRefusedBeforeSparkEndsTheProcess() throws Exception {
    Path none = Files.writeString(folder.resolve("file"), "").resolve("below");
    SparkOptions options = new SparkOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Holder(options)))
        .parseArgs("--conf", "spark.local.dir=" + none);
    assertThatThrownBy(() -> options.open("none"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(
            "--conf spark.local.dir=" + none + ": Cannot keep Spark's temporary files there: ");
  }

  private static final class Holder {
    @CommandLine.Mixin private final SparkOptions options;

    Holder(SparkOptions options) {
      this.options = options;
    }
  }

  @Test
  void run_settingThatSparkRefuses_exitsWithTwoAndNamesIt() throws Exception {
    SmallCorpus.build(folder, 2);
    Path recipe = folder.resolve("right.yaml");
    Files.writeString(recipe, SmallCorpus.recipe(folder));
    for (String setting :
        new String[] {"spark.executor.memory=lots", "spark.sql.shuffle.partitions=few"}) {
      String out = folder.resolve("out").toString();
      Cli.Result result =
          Cli.alone("run", recipe.toString(), "--out", out, "--conf", setting, "--no-report");
      assertThat(result.code()).as(result.err()).isEqualTo(2);
      assertThat(result.err())
          .contains("--conf " + setting + ": Cannot start Spark so: ")
          .contains(setting.split("=")[1])
          .contains("Mend the setting, or leave it out.");
    }
  }
}
