package zydeco.dedup.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;

/**
 * Signature and band keys of documents of 4 KB, as the stage makes them: operations are megabytes
 * of text, so the score is MB/s of one core. {@code main} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g"})
public class SignatureBenchmark {
  private static final int DOCUMENTS = 250;

  /** Shingles: unit and size. */
  @Param({"char, size: 25", "word, size: 5"})
  public String shingles;

  private Judge judge;
  private Measures measures;
  private List<Document> documents;

  /** Makes a megabyte of words of many lengths. */
  @Setup
  public void documents() {
    FuzzyDedupStage stage =
        FuzzyDedupStage.of(
            Settings.parse(
                Path.of("bench.yaml"),
                "shingles: {unit: "
                    + shingles
                    + "}\nnormalize: none\nbands: 8\nrows: 16\nkeep: best\nverify: none\n"
                    + "similarity: 0.8\nshort: keep\nseed: 17"),
            1,
            java.util.Set.of(),
            null);
    Columns columns = new Columns(stage.measure().writes());
    judge = stage.measure().open(columns);
    measures = new Measures(columns);
    SplittableRandom random = new SplittableRandom(1);
    documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 4000) {
        for (int length = 1 + random.nextInt(10); length > 0; length--) {
          text.append((char) ('a' + random.nextInt(26)));
        }
        text.append(' ');
      }
      text.setLength(4000);
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      documents.add(new Document("bench", null, bytes, null, null, "{}"));
    }
  }

  /** One megabyte. */
  @Benchmark
  public byte[] megabyte() {
    for (Document document : documents) {
      judge.judge(document, measures);
    }
    return measures.bytes(0);
  }

  /** Runs the benchmark; with the argument cpu, by the thread's CPU time, for a busy machine. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("cpu")) {
      for (String shingles : List.of("char, size: 25", "word, size: 5")) {
        cpu(shingles);
      }
      return;
    }
    new Runner(new OptionsBuilder().include(SignatureBenchmark.class.getSimpleName()).build())
        .run();
  }

  private static void cpu(String shingles) {
    SignatureBenchmark bench = new SignatureBenchmark();
    bench.shingles = shingles;
    bench.documents();
    double best = 0;
    for (int round = 0; round < 12; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < 30; i++) {
        bench.megabyte();
      }
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      best = Math.max(best, 30e9 / spent);
      System.out.printf("%s: %.0f MB per CPU-second, best %.0f%n", shingles, 30e9 / spent, best);
    }
  }
}
