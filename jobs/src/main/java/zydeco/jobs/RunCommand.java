package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Builds a recipe into a folder; the same command again resumes.")
final class RunCommand implements Callable<Integer> {
  @Mixin private RecipeOptions recipe;
  @Mixin private SparkOptions spark;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The build's folder.")
  private String out;

  @Option(
      names = "--overwrite",
      description = "Replace a finished build of another recipe or input in DIR.")
  private boolean overwrite;

  @Option(names = "--no-report", description = "Leave out report.html and report.json.")
  private boolean noReport;

  @Override
  public Integer call() throws Exception {
    if (out.isBlank()) {
      throw new RecipeException("--out: Cannot build into '': it names no folder. Name one.");
    }
    RecipeReader reader = new RecipeReader(recipe.overrides());
    RunRecord.Text text =
        new RunRecord.Text(recipe.file(), RecipeReader.text(recipe.file()), recipe.overrides());
    Recipe checked = reader.read(text.file(), text.yaml());
    if (reader.comparison().isPresent()) {
      TrainerRun.requirePreset(reader.comparison().get());
    }
    Interruption.sayResume();
    try (SparkSession session = spark.open("zydeco " + checked.name())) {
      BuildRun build = new BuildRun(session, checked, text, out);
      JsonNode manifest = build.run(overwrite);
      System.out.print(Summary.of(manifest));
      System.out.print(Summary.unreadable(build.folder()));
      System.out.print(Summary.unfound(build.folder(), checked, manifest));
      if (checked.near()) {
        build.index();
      }
      if (reader.comparison().isPresent()) {
        TrainerRun.compare(reader.comparison().get(), out);
      }
      if (!noReport) {
        build.report();
        System.out.println("report: " + build.folder().path("report.html"));
      }
    }
    return 0;
  }

  /** The recipe and what the command line changes in it. */
  static final class RecipeOptions {
    @picocli.CommandLine.Parameters(
        index = "0",
        paramLabel = "RECIPE",
        description = "A recipe, YAML.")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY.PATH=VALUE",
        description =
            "Overrides a key, such as output.shards.tokens=10M or stages.fuzzy-dedup.bands=14."
                + " Repeatable.")
    private java.util.List<String> overrides = java.util.List.of();

    Path file() {
      return file;
    }

    java.util.List<String> overrides() {
      return overrides;
    }
  }
}
