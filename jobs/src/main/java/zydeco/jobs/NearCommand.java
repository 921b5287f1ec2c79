package zydeco.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.near.NearIndex;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;

@Command(
    name = "near",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the documents of a finished build that are near the texts of a JSONL file (.gz, .zst,"
          + " .bz2, .xz),"
          + " without Spark. One JSON line a document found: id (of the text), near, source,"
          + " similarity (estimated), jaccard (exact, or null); where none is, one line with null.",
      "The first call makes the index, in DIR/near; later ones only ask it."
    })
final class NearCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(index = "0", paramLabel = "DIR", description = "A finished build.")
  private String dir;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description =
          "JSON lines with 'text' and, if they have one, 'id'; none: only make the index.")
  private Path in;

  @Option(
      names = "--at-least",
      paramLabel = "S",
      defaultValue = "0",
      description = "The least estimated similarity, 0 to 1 (default: a band in common).")
  private double atLeast;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "10",
      description = "Documents for each text, the nearest first (default: ${DEFAULT-VALUE}).")
  private int most;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "Whose fuzzy-dedup says what near means (default: the build's own recipe).")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "Overrides a key of --recipe, such as stages.fuzzy-dedup.bands=32. Repeatable.")
  private List<String> overrides = List.of();

  @Option(names = "--rebuild", description = "Make the index anew.")
  private boolean rebuild;

  @Option(
      names = "--no-texts",
      description = "Make the index without texts: smaller, and jaccard is null.")
  private boolean noTexts;

  @Override
  public Integer call() throws Exception {
    if (!(atLeast >= 0 && atLeast <= 1)) {
      throw new RecipeException(
          "--at-least: Cannot ask for a similarity of " + atLeast + ". Give one from 0 to 1.");
    }
    if (most < 1) {
      throw new RecipeException(
          "--most: Cannot name " + most + " documents for a text. Give 1 or more.");
    }
    BuildFolder folder = BuildFolder.at(Storage.plain(), dir);
    NearBuild build = new NearBuild(folder);
    FuzzyDedupStage stage = stage(folder);
    if (rebuild || !build.exists()) {
      if (stage == null) {
        throw new BuildException(
            "Cannot index "
                + dir
                + ": "
                + unsaid(folder)
                + ". Name a recipe that has one: --recipe RECIPE.");
      }
      build.write(stage, !noTexts);
    }
    try (NearIndex index = build.open(stage)) {
      if (in != null) {
        ask(index);
      }
    }
    return 0;
  }

  /** What is wanted of the index; null where nobody says. */
  private FuzzyDedupStage stage(BuildFolder folder) throws IOException {
    if (recipe != null) {
      return NearBuild.stage(new RecipeReader(overrides).read(recipe));
    }
    RunRecord record = RunRecord.read(folder);
    Recipe own = record == null ? null : record.recipe();
    return own == null ? null : NearBuild.stage(own);
  }

  /** Why nobody says what is wanted. */
  private String unsaid(BuildFolder folder) throws IOException {
    RunRecord.Text made = recipe == null ? RunRecord.textOrNull(folder) : null;
    try {
      if (made != null) {
        new RecipeReader(made.overrides()).read(made.file(), made.yaml());
      }
      return "no fuzzy-dedup of its recipe says what near means";
    } catch (RecipeException e) {
      return "its recipe, which says what near means, names what is no longer there ("
          + e.getMessage()
          + ")";
    }
  }

  private void ask(NearIndex index) throws IOException {
    Storage storage = Storage.plain();
    InputFile file = storage.file(in.toAbsolutePath().toString(), in.toString());
    Slice lines = Slice.whole(file, Format.JSONL);
    Answers answers = new Answers(index);
    try (RowReader rows = RowReader.open(storage, Source.lines("near"), lines, row -> true)) {
      for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
        answers.answer(intake);
      }
    } finally {
      answers.end();
    }
  }

  /** The answers to one file, and how long they took. */
  private final class Answers {
    private final NearIndex index;
    private final PrintWriter out =
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    private long texts;
    private long nanos;
    private long tooShort;

    Answers(NearIndex index) {
      this.index = index;
    }

    void answer(Intake intake) {
      if (intake instanceof Intake.Good good) {
        String origin = good.document().originId();
        answer(origin == null ? "row " + good.row() : origin, good.document().text());
      } else if (intake instanceof Intake.Bad bad) {
        out.println(none("row " + bad.row()).put("cause", bad.cause()));
      }
    }

    private void answer(String id, byte[] text) {
      long begin = System.nanoTime();
      List<NearIndex.Near> near = index.near(text, atLeast, most);
      nanos += System.nanoTime() - begin;
      texts++;
      tooShort += near == null ? 1 : 0;
      if (near == null) {
        out.println(none(id).put("cause", "shorter than a shingle"));
      } else if (near.isEmpty()) {
        out.println(none(id));
      } else {
        tell(id, near);
      }
    }

    private void tell(String id, List<NearIndex.Near> near) {
      for (NearIndex.Near one : near) {
        ObjectNode line = JSON.createObjectNode().put("id", id).put("near", one.id());
        line.put("source", one.source()).put("similarity", one.similarity());
        out.println(line.put("jaccard", one.jaccard()));
      }
    }

    private ObjectNode none(String id) {
      ObjectNode line = JSON.createObjectNode().put("id", id).putNull("near").putNull("source");
      return line.putNull("similarity").putNull("jaccard");
    }

    void end() {
      out.flush();
      System.err.printf(
          Locale.ROOT,
          "near: %,d texts, %.2f ms each; %,d too short to be compared%n",
          texts,
          nanos / 1e6 / Math.max(1, texts),
          tooShort);
    }
  }
}
