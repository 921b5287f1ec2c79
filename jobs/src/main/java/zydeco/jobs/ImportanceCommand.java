package zydeco.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zydeco.filters.redpajama.ImportanceModel;
import zydeco.pipeline.recipe.RecipeException;

@Command(
    name = "importance",
    mixinStandardHelpOptions = true,
    description =
        "Trains an importance model (DSIR): how likely a text's words are in a target corpus rather"
            + " than in a source corpus. A recipe names it under lists.importance-*. FILES are"
            + " .jsonl, .parquet, .txt or .warc, plain or packed (.gz, .zst, .bz2, .xz);"
            + " folders and globs too.")
final class ImportanceCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      required = true,
      arity = "1..*",
      paramLabel = "FILES",
      description = "What texts should be like.")
  private List<String> target;

  @Option(
      names = "--source",
      required = true,
      arity = "1..*",
      paramLabel = "FILES",
      description = "What they are drawn from.")
  private List<String> source;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model's file.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(out.toAbsolutePath().getParent());
    ImportanceModel.Corpus targets = corpus("--target", target);
    ImportanceModel.Corpus sources = corpus("--source", source);
    ImportanceModel.write(targets, sources, out);
    System.out.println(
        out + ": " + targets.documents() + " target and " + sources.documents() + " source texts");
    return 0;
  }

  private static ImportanceModel.Corpus corpus(String option, List<String> paths)
      throws IOException {
    ImportanceModel.Corpus corpus = new ImportanceModel.Corpus();
    new LabelledFiles(option, paths, "text", System.err)
        .forEach((document, place) -> corpus.add(document.text()));
    if (corpus.words() == 0) {
      throw new RecipeException(
          option
              + ": Cannot train on "
              + paths
              + ": there is no word. Name documents whose texts have some.");
    }
    return corpus;
  }
}
