package zydeco.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.stage.QualitySignalsStage;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Format;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    description =
        "Runs the recipe's document stages on each line of a JSONL file (.gz, .zst, .bz2, .xz),"
            + " without Spark;"
            + " one JSON line each.")
final class TryCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private RunCommand.RecipeOptions recipe;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description =
          "JSON lines as the source has them, or with 'text' and, if they have one, 'id'.")
  private Path in;

  @Option(names = "--all", description = "Judge every rule set on the text as it came, too.")
  private boolean all;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The source that the documents stand for (default: the recipe's first).")
  private String source;

  @Override
  public Integer call() throws Exception {
    RecipeReader reader = new RecipeReader(recipe.overrides());
    Recipe checked = reader.read(recipe.file());
    Source as = source(checked);
    if (Files.isDirectory(in)) {
      throw new RecipeException("--in: " + Settings.whyNoFile(in) + " Name a file of JSON lines.");
    }
    Storage storage = Storage.plain();
    InputFile file = storage.file(in.toAbsolutePath().toString(), in.toString());
    PrintWriter out =
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    Lists lists = reader.lists(recipe.file());
    try (Trial trial = new Trial(checked, lists, reader.languages(recipe.file()));
        RowReader rows =
            RowReader.open(storage, as, Slice.whole(file, Format.JSONL), row -> true)) {
      for (Intake intake = rows.next(); intake != null; intake = rows.next()) {
        out.println(intake instanceof Intake.Good good ? trial.judge(good) : quarantined(intake));
      }
    } finally {
      out.flush();
    }
    return 0;
  }

  private Source source(Recipe checked) {
    List<String> names = checked.sources().stream().map(Source::name).toList();
    if (source != null && !names.contains(source)) {
      throw new RecipeException(
          "--source "
              + source
              + ": Cannot judge for it: the recipe has no such source. "
              + RecipeException.hint(source, names, "Sources: " + String.join(", ", names) + "."));
    }
    return checked.sources().get(source == null ? 0 : names.indexOf(source)).asLines();
  }

  private static ObjectNode quarantined(Intake intake) {
    Intake.Bad bad = (Intake.Bad) intake;
    return JSON.createObjectNode()
        .put("id", "row " + bad.row())
        .put("verdict", "quarantined")
        .put("cause", bad.cause());
  }

  /** The document stages of a recipe, opened once. */
  private final class Trial implements AutoCloseable {
    private final Columns columns;
    private final Measures measures;
    private final List<Judge> judges = new ArrayList<>();
    private final EverySet everySet;

    Trial(Recipe recipe, Lists lists, Languages languages) {
      List<DocumentStage> stages = new ArrayList<>();
      for (Recipe.Step step : recipe.steps()) {
        if (step.stage() instanceof DocumentStage stage) {
          stages.add(stage);
        } else if (((CorpusStage) step.stage()).rewrite() != null) {
          stages.add(((CorpusStage) step.stage()).rewrite());
        }
      }
      columns = new Columns(stages.stream().flatMap(stage -> stage.writes().stream()).toList());
      measures = new Measures(columns);
      stages.forEach(stage -> judges.add(stage.open(columns)));
      everySet = new EverySet(stages, lists, languages);
    }

    ObjectNode judge(Intake.Good good) throws IOException {
      Document document = good.document();
      ObjectNode line = JSON.createObjectNode();
      line.put("id", document.originId() == null ? "row " + good.row() : document.originId());
      measures.clear();
      Reason reason = null;
      for (Judge judge : judges) {
        Verdict verdict = judge.judge(document, measures);
        if (verdict instanceof Verdict.Drop drop) {
          reason = drop.reason();
          break;
        }
        document = ((Verdict.Keep) verdict).document();
      }
      line.put("verdict", reason == null ? "kept" : "dropped");
      line.put("stage", reason == null ? null : reason.stage());
      line.put("rule", reason == null ? null : reason.rule());
      number(line, "value", reason == null ? Double.NaN : reason.value());
      line.put("bound", reason == null ? null : reason.bound());
      signals(line.putObject("signals"));
      line.put("text_sha256", sha256(document.text()));
      if (all) {
        everySet.judge(line.putObject("verdicts"), good.document());
      }
      return line;
    }

    /** RedPajama-V2's signals, which are a JSON object, stand as one. */
    private void label(ObjectNode to, String name, String value) throws IOException {
      if (value != null && name.equals(QualitySignalsStage.COLUMN)) {
        to.set(name, JSON.readTree(value));
      } else {
        to.put(name, value);
      }
    }

    private void signals(ObjectNode to) throws IOException {
      for (Column column : columns.list()) {
        int slot = columns.slot(column.name());
        if (column.type() == Column.Type.NUMBER) {
          number(to, column.name(), measures.number(slot));
        } else if (column.type() == Column.Type.LABEL) {
          label(to, column.name(), measures.label(slot));
        }
      }
    }

    @Override
    public void close() {
      judges.forEach(Judge::close);
      everySet.close();
    }
  }

  /** A number as JSON has it; null where it is undefined. */
  static void number(ObjectNode to, String name, double value) {
    if (Double.isNaN(value)) {
      to.putNull(name);
    } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      to.put(name, (long) value);
    } else {
      to.put(name, value);
    }
  }

  static String sha256(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
