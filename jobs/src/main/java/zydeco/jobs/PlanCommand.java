package zydeco.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zydeco.classifiers.onnx.ScoreStage;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Splits;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.SourceSample;
import zydeco.pipeline.run.Phase;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Stage;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Checks a recipe and says what would run and what it comes to; starts no Spark.")
final class PlanCommand implements Callable<Integer> {
  private static final int SAMPLED = 100;

  @Mixin private RunCommand.RecipeOptions recipe;

  @Override
  public Integer call() throws Exception {
    Recipe checked = new RecipeReader(recipe.overrides()).read(recipe.file());
    Storage storage = Storage.plain();
    System.out.println(checked.name() + "  seed " + checked.seed());
    for (Source source : checked.sources()) {
      source(source, storage);
    }
    int splits = Splits.plan(checked.sources(), Splits.TARGET_BYTES, storage).size();
    System.out.println("  " + splits + " splits, a task each");
    for (Phase phase : Phase.of(checked)) {
      phase(phase);
      for (DocumentStage stage : phase.stages()) {
        if (stage instanceof ScoreStage score) {
          indent(cost(score, checked, storage));
        }
      }
    }
    if (checked.shards() != null) {
      System.out.println("pack  shards/" + String.join(", shards/", checked.shards().formats()));
      indent(checked.shards().plan());
      List<SourceSample> samples = new ArrayList<>();
      for (Source source : checked.sources()) {
        samples.add(SourceSurvey.of(source, storage));
      }
      indent(checked.shards().estimate(samples));
    }
    return 0;
  }

  private static void source(Source source, Storage storage) throws Exception {
    Map<InputFile, Format> files = source.files(storage);
    long bytes = files.keySet().stream().mapToLong(InputFile::length).sum();
    System.out.printf(
        Locale.ROOT,
        "  rank %d  %-20s %,8d files  %,.1f MB%n",
        source.rank(),
        source.name(),
        files.size(),
        bytes / 1e6);
  }

  /** Scoring is measured on the first documents of each source that is scored. */
  private static String cost(ScoreStage stage, Recipe recipe, Storage storage) throws IOException {
    List<byte[]> sample = new ArrayList<>();
    for (Source source : recipe.sources()) {
      if (stage.asks(source.name())) {
        int wanted = sample.size() + SAMPLED;
        FirstDocuments.of(source, storage, text -> sample.size() < wanted && sample.add(text));
      }
    }
    return sample.isEmpty() ? "" : stage.cost(sample);
  }

  private static void phase(Phase phase) {
    List<String> names = phase.stages().stream().map(DocumentStage::name).distinct().toList();
    System.out.println(
        phase.name()
            + "  reads the text"
            + (phase.index() == 0 ? "" : " of survivors")
            + ": "
            + (names.isEmpty() ? "no stages" : String.join(", ", names)));
    phase.stages().forEach(stage -> indent(stage.plan()));
    long numbers =
        phase.columns().list().stream().filter(c -> c.type() == Column.Type.NUMBER).count();
    System.out.println("    " + numbers + " numbers a document known after it");
    for (Stage decision : phase.decisions()) {
      System.out.println("decide-" + phase.index() + "  " + decision.name());
      indent(decision.plan());
    }
  }

  private static void indent(String lines) {
    lines.lines().forEach(line -> System.out.println("    " + line));
  }
}
