package zydeco.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.jobs.whatif.Answer;
import zydeco.jobs.whatif.WhatIf;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.run.BuildFolder;

@Command(
    name = "whatif",
    mixinStandardHelpOptions = true,
    description =
        "Says what a build would keep under other bounds, from its tables, without the text:"
            + " what newly falls, what comes back, and what only a rebuild can tell.")
final class WhatIfCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A finished build.")
  private String dir;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "A recipe with other checks (default: the build's own, changed by --set).")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description =
          "Changes a bound, such as checks.gopher-quality.word-count.min=80 or"
              + " checks.quality.min=0.5. Repeatable.")
  private List<String> overrides = List.of();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "3",
      description = "Documents shown of each group (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Mixin private SparkOptions options;

  private SparkSession session;

  @Override
  public Integer call() throws Exception {
    if (recipe == null && overrides.isEmpty()) {
      throw new RecipeException(
          "whatif: Cannot ask: nothing is changed. Give --set checks.SET.RULE.min=VALUE or a"
              + " recipe with other checks.");
    }
    if (samples < 0) {
      throw new RecipeException(
          "whatif: Cannot show " + samples + " samples. Give --samples 0 or more.");
    }
    BuildFolder folder = BuildFolder.at(Storage.plain(), dir);
    folder.manifest();
    RunRecord.Text made = RunRecord.text(folder);
    Settings old = new RecipeReader(made.overrides()).parse(made.file(), made.yaml());
    RecipeReader reader = new RecipeReader(overrides);
    try {
      Supplier<Recipe> recipeOfBuild =
          () -> new RecipeReader(made.overrides()).read(made.file(), made.yaml());
      Answer answer =
          new WhatIf(folder, reader, old, changed(made), recipeOfBuild, this::spark)
              .answer(samples);
      System.out.print(json ? answer.json() + "\n" : answer.text());
    } finally {
      if (session != null) {
        session.close();
      }
    }
    return 0;
  }

  private Settings changed(RunRecord.Text made) {
    if (recipe != null) {
      return new RecipeReader(overrides).parse(recipe, RecipeReader.text(recipe));
    }
    List<String> all = new ArrayList<>(made.overrides());
    all.addAll(overrides);
    return new RecipeReader(all).parse(made.file(), made.yaml());
  }

  private SparkSession spark() {
    if (session == null) {
      session = options.open("zydeco whatif");
    }
    return session;
  }
}
