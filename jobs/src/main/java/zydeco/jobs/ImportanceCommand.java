package zydeco.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zydeco.filters.redpajama.ImportanceModel;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.RecipeException;

@Command(
    name = "importance",
    mixinStandardHelpOptions = true,
    description =
        "Trains an importance model (DSIR): how likely a text's words are in a target corpus rather"
            + " than in a source corpus. A recipe names it under lists.importance-*.")
final class ImportanceCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "JSON lines with 'text' (.gz, .zst): what texts should be like.")
  private List<Path> target;

  @Option(
      names = "--source",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "JSON lines with 'text' (.gz, .zst): what they are drawn from.")
  private List<Path> source;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model's file.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    ImportanceModel.Corpus targets = corpus("--target", target);
    ImportanceModel.Corpus sources = corpus("--source", source);
    Files.createDirectories(out.toAbsolutePath().getParent());
    ImportanceModel.write(targets, sources, out);
    System.out.println(
        out + ": " + targets.documents() + " target and " + sources.documents() + " source texts");
    return 0;
  }

  private static ImportanceModel.Corpus corpus(String option, List<Path> files) throws IOException {
    ImportanceModel.Corpus corpus = new ImportanceModel.Corpus();
    Storage storage = Storage.plain();
    for (Path path : files) {
      InputFile file = storage.file(path.toAbsolutePath().toString(), path.toString());
      Slice slice = Slice.whole(file, Format.JSONL);
      try (RowReader rows = RowReader.open(storage, Source.lines("corpus"), slice, row -> true)) {
        for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
          if (intake instanceof Intake.Good good) {
            corpus.add(good.document().text());
          }
        }
      }
    }
    if (corpus.documents() == 0) {
      throw new RecipeException(
          option
              + ": Cannot train on "
              + files
              + ": there is no text. Name JSON lines with 'text'.");
    }
    return corpus;
  }
}
