package zydeco.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zydeco.jobs.Main;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.corpus.Intake;
import zydeco.pipeline.corpus.RowReader;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Splits;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.Phase;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.tokenize.TokenizedShards;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;

/**
 * What a build costs beside its bare kernels, in one run: a job on one core from a cold JVM, then
 * the reading of its inputs, and its stages and tokenizer over texts in memory.
 */
public final class JobSpeed {
  private static final int ROUNDS = 3;

  private final Recipe recipe;
  private final long most;
  private final List<Document> documents = new ArrayList<>();
  private long bytes;

  private JobSpeed(Recipe recipe, long most) {
    this.recipe = recipe;
    this.most = most;
  }

  /**
   * Prints a line a pass: MB of text a CPU second of the process, and of the kernels' own thread.
   *
   * @param arguments a recipe; a new folder to build into; of how many MB of text the kernels are
   *     measured, 200 unless given; {@code --set}s
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    String out = arguments[1];
    long most = arguments.length > 2 ? Long.parseLong(arguments[2]) : 200;
    int code = Main.run("run", arguments[0], "--out", out, "--cores", "1", "--no-report");
    if (code != 0) {
      System.exit(code);
    }
    JobSpeed speed = new JobSpeed(new RecipeReader(List.of()).read(file), most * 1_000_000);
    double read = speed.read();
    System.out.printf(
        Locale.ROOT,
        "kernels over %d documents, %.1f MB; reading alone %.1f MB/s%n",
        speed.documents.size(),
        speed.bytes / 1e6,
        read);
    JsonNode passes = new ObjectMapper().readTree(Path.of(out, "timings.json").toFile());
    for (JsonNode pass : passes) {
      System.out.printf(
          Locale.ROOT,
          "%-10s %7.2f CPU s, %6.2f s, %d documents, %.1f MB",
          pass.path("pass").asText(),
          pass.path("cpu_seconds").asDouble(),
          pass.path("seconds").asDouble(),
          pass.path("documents").asLong(),
          pass.path("bytes").asLong() / 1e6);
      speed.beside(pass);
    }
  }

  private void beside(JsonNode pass) {
    double megabytes = pass.path("bytes").asLong() / 1e6;
    double job = megabytes / pass.path("cpu_seconds").asDouble();
    double tasks = megabytes / pass.path("task_cpu_seconds").asDouble();
    for (Phase phase : Phase.of(recipe)) {
      if (phase.name().equals(pass.path("pass").asText()) && job > 0) {
        double kernel = kernel(phase);
        System.out.printf(
            Locale.ROOT,
            ": %.1f MB/s, its tasks %.1f, its kernels %.1f: %.2f and %.2f times as fast",
            job,
            tasks,
            kernel,
            kernel / job,
            kernel / tasks);
      }
    }
    System.out.println();
  }

  /** Reads the inputs, over and over; keeps the documents of the last time. */
  private double read() throws IOException {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      documents.clear();
      bytes = 0;
      long start = cpu();
      readOnce();
      best = Math.max(best, bytes * 1e3 / (cpu() - start));
    }
    return best;
  }

  private void readOnce() throws IOException {
    Storage storage = Storage.plain();
    for (Split split : Splits.plan(recipe.sources(), Splits.TARGET_BYTES, storage)) {
      for (Slice slice : split.slices()) {
        try (RowReader rows = RowReader.open(storage, split.source(), slice, row -> true)) {
          Intake intake = rows.next();
          for (; intake != null && bytes < most; intake = rows.next()) {
            if (intake instanceof Intake.Good good) {
              documents.add(good.document());
              bytes += good.document().text().length;
            }
          }
        }
      }
    }
  }

  /** MB a CPU second of all that a phase does with the text of a document. */
  private double kernel(Phase phase) {
    List<Judge> judges = new ArrayList<>();
    for (DocumentStage stage : phase.stages()) {
      judges.add(stage.open(phase.columns()));
    }
    boolean tokenises = phase.isLast() && recipe.shards() != null;
    double best = 0;
    try (Tokenizer tokenizer =
        tokenises ? ((TokenizedShards) recipe.shards()).settings().tokenizer().open() : null) {
      for (int round = 0; round < ROUNDS; round++) {
        long start = cpu();
        once(judges, new Measures(phase.columns()), tokenizer);
        best = Math.max(best, bytes * 1e3 / (cpu() - start));
      }
    }
    judges.forEach(Judge::close);
    return best;
  }

  private void once(List<Judge> judges, Measures measures, Tokenizer tokenizer) {
    TokenBuffer ids = new TokenBuffer();
    for (Document document : documents) {
      measures.clear();
      judges.forEach(judge -> judge.judge(document, measures));
      if (tokenizer != null) {
        ids.clear();
        tokenizer.encode(document.text(), ids);
      }
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
