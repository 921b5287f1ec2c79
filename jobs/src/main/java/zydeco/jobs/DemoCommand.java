package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zydeco.jobs.demo.DemoCorpus;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "The whole path on real documents: makes a corpus from the documentation jars of well-known"
            + " libraries, builds it, trains a small model on the shards and writes the report.")
final class DemoCommand implements Callable<Integer> {
  private static final String NAME = "demo";
  private static final String TOKENS = "250000";
  private static final List<String> FILES =
      List.of(
          "recipes/demo.yaml",
          "models/demo-quality.onnx",
          "models/demo-quality.card.json",
          "models/demo-quality.tokenizer.json",
          "models/demo-tokenizer.json");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "zydeco-demo",
      description = "The build's folder (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--no-train", description = "Leave out the training; needs no Python.")
  private boolean noTrain;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws Exception {
    refuseOther();
    Path home = Path.of(System.getProperty("zydeco.home", "."));
    Path state = home.resolve(".zydeco").resolve("demo");
    Files.createDirectories(state);
    DemoCorpus.build(state.resolve("jars"), state, System.err);
    Path file = copyInputs(home.resolve("jobs"), state);
    RunRecord.Text text = new RunRecord.Text(file, RecipeReader.text(file), List.of());
    Recipe recipe = new RecipeReader(text.overrides()).read(file, text.yaml());
    Interruption.sayResume();
    try (SparkSession session = spark.open("zydeco demo")) {
      BuildRun build = new BuildRun(session, recipe, text, out.toString());
      JsonNode manifest = build.run(true);
      System.out.print(Summary.of(manifest));
      System.out.print(Summary.unreadable(build.folder()));
      if (!noTrain) {
        train();
      }
      build.report();
      System.out.println("report: " + build.folder().path("report.html"));
    }
    return 0;
  }

  /** A demo replaces a demo, and no other build. */
  private void refuseOther() throws IOException {
    BuildFolder folder = BuildFolder.at(Storage.plain(), out.toString());
    if (folder.isFinished() && !folder.manifest().path("recipe").asText().equals(NAME)) {
      throw new BuildException(
          "Cannot build the demo into "
              + folder.root()
              + ": it holds a finished build of another recipe. Choose another --out.");
    }
  }

  private static Path copyInputs(Path jobs, Path state) throws IOException {
    Files.createDirectories(state.resolve("models"));
    for (String name : FILES) {
      Path to = state.resolve(name.replace("recipes/", ""));
      Files.copy(jobs.resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
    }
    return state.resolve("demo.yaml");
  }

  private void train() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "train",
            out.resolve("shards").toAbsolutePath().toString(),
            "--preset",
            "demo",
            "--tokens",
            TOKENS,
            "--out",
            out.resolve("validation").toAbsolutePath().toString());
    TrainerRun.run(command, out.toString(), "run './zydeco demo --no-train'");
  }
}
