package zydeco.dedup.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.cluster.BandEdges;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.text.Hash128;

/**
 * Fuzzy deduplication of generated documents of about 500 bytes: {@code DISTINCT CLONES HEADED
 * CHAINED FOLDER [SETTINGS]}. A fifth of the distinct ones are edits of another, in clusters whose
 * sizes follow a power law; the clones are equal; the headed ones share a header of 300 bytes; of
 * the chained ones each begins a word later than the one before. Prints seconds, CPU-seconds, what
 * was shuffled and spilled, and the peak of the heap's old generation, garbage included, for the
 * two halves: measure and remove; then how near removed documents are to their survivors, and what
 * their clusters cost by one forest on the driver and, as where it may hold none, by star rounds.
 */
public final class ScaleBenchmark {
  private static final StructType SCHEMA =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("id", DataTypes.BinaryType)
          .add("content", DataTypes.BinaryType)
          .add("bytes", DataTypes.LongType)
          .add("fuzzy-dedup-keys", DataTypes.BinaryType)
          .add("fuzzy-dedup-signature", DataTypes.BinaryType);

  private static final long SPREAD = 1_000_003;

  private ScaleBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    long distinct = Long.parseLong(args[0]);
    long clones = Long.parseLong(args[1]);
    long headed = Long.parseLong(args[2]);
    long chained = Long.parseLong(args[3]);
    String folder = args[4];
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "16")
            .config("spark.local.dir", folder + "/tmp")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Costs costs = new Costs();
    spark.sparkContext().addSparkListener(costs);
    FuzzyDedupStage stage =
        FuzzyDedupStage.of(
            Settings.parse(
                Path.of("bench.yaml"),
                "preset: zyda-2\nkeep: best\nguard: 1" + (args.length > 5 ? "\n" + args[5] : "")),
            1,
            Set.of(),
            null);
    Generator generator = new Generator(stage, distinct, clones, headed);
    Dataset<Row> documents =
        spark
            .range(0, distinct + clones + headed + chained, 1, 16)
            .mapPartitions(generator, Encoders.row(SCHEMA));
    String file = folder + "/documents-" + distinct + "-" + clones + "-" + headed + "-" + chained;
    time("measure", costs, () -> documents.write().mode("overwrite").parquet(file));
    Dataset<Row> stored = spark.read().parquet(file);
    for (int round = 0; round < 2; round++) {
      time(
          "remove",
          costs,
          () -> System.out.print(stage.remove(stored, null).count() + " removed, "));
    }
    near(generator, stage.remove(stored, null));
    for (int limit : new int[] {1 << 24, 0, 1 << 24, 0}) {
      time(
          limit == 0 ? "clusters by star rounds" : "clusters by one forest",
          costs,
          () ->
              System.out.print(
                  BandEdges.clustered(stored, "fuzzy-dedup-keys", stage.bands(), limit).count()
                      + " documents, "));
    }
    spark.stop();
  }

  /**
   * Exact similarities, of shingles of 25 characters, of a sample of removals to their survivors.
   */
  private static void near(Generator generator, Dataset<Row> removed) {
    double[] jaccards =
        removed
            .select("doc", "survivor_doc")
            .where("pmod(xxhash64(doc), 100) = 0")
            .map((MapFunction<Row, Double>) generator::jaccard, Encoders.DOUBLE())
            .collectAsList()
            .stream()
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    if (jaccards.length > 0) {
      System.out.printf(
          "%d removals looked at: exact similarity to the survivor at least %.3f, one in a hundred"
              + " below %.3f, median %.3f%n",
          jaccards.length,
          jaccards[0],
          jaccards[jaccards.length / 100],
          jaccards[jaccards.length / 2]);
    }
  }

  /** What tasks report when they end. */
  private static final class Costs extends SparkListener {
    private final AtomicLong shuffled = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();
    private final AtomicLong taskCpu = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskMetrics() != null) {
        shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
        spilled.addAndGet(end.taskMetrics().diskBytesSpilled());
        taskCpu.addAndGet(end.taskMetrics().executorCpuTime());
      }
    }
  }

  /** The most that the old generation held, garbage included. */
  private static long peakHeld() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().contains("Old Gen"))
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static void time(String what, Costs costs, Runnable work) {
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    costs.shuffled.set(0);
    costs.spilled.set(0);
    costs.taskCpu.set(0);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    work.run();
    System.out.printf(
        "%s: %.1f s, %.1f CPU-seconds (%.1f in tasks), shuffled %.1f MB, spilled %.1f MB, old"
            + " generation at most %.0f MB%n",
        what,
        (System.nanoTime() - start) / 1e9,
        (system.getProcessCpuTime() - cpu) / 1e9,
        costs.taskCpu.get() / 1e9,
        costs.shuffled.get() / 1e6,
        costs.spilled.get() / 1e6,
        peakHeld() / 1e6);
  }

  private record Generator(FuzzyDedupStage stage, long distinct, long clones, long headed)
      implements MapPartitionsFunction<Long, Row> {
    @Override
    public Iterator<Row> call(Iterator<Long> numbers) {
      Columns columns = new Columns(stage.measure().writes());
      Judge judge = stage.measure().open(columns);
      Measures measures = new Measures(columns);
      int keys = columns.slot("fuzzy-dedup-keys");
      int signature = columns.slot("fuzzy-dedup-signature");
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return numbers.hasNext();
        }

        @Override
        public Row next() {
          long number = numbers.next();
          byte[] text = text(number);
          measures.clear();
          judge.judge(new Document("s", null, text, null, null, "{}"), measures);
          return RowFactory.create(
              number * SPREAD,
              (int) (number % 3),
              "s" + number % 3,
              ByteBuffer.allocate(16).putLong(number).array(),
              Hash128.of(text).toBytes(),
              (long) text.length,
              measures.bytes(keys),
              measures.bytes(signature));
        }
      };
    }

    double jaccard(Row removal) {
      Set<String> one = shingles(removal.getLong(0) / SPREAD);
      Set<String> other = shingles(removal.getLong(1) / SPREAD);
      long shared = one.stream().filter(other::contains).count();
      return (double) shared / (one.size() + other.size() - shared);
    }

    private Set<String> shingles(long number) {
      String text = new String(text(number), StandardCharsets.UTF_8);
      return IntStream.rangeClosed(0, text.length() - 25)
          .mapToObj(at -> text.substring(at, at + 25))
          .collect(Collectors.toSet());
    }

    private byte[] text(long number) {
      if (number >= distinct + clones + headed) {
        StringBuilder chained = new StringBuilder();
        for (long word = number; word < number + 90; word++) {
          chained.append(words(new SplittableRandom(-word - 1000), 1));
        }
        return chained.toString().getBytes(StandardCharsets.UTF_8);
      }
      if (number >= distinct && number < distinct + clones) {
        return words(new SplittableRandom(-1), 90).getBytes(StandardCharsets.UTF_8);
      }
      SplittableRandom random = new SplittableRandom(number);
      if (number >= distinct) {
        String header = words(new SplittableRandom(-2), 60);
        return (header + words(random, 30)).getBytes(StandardCharsets.UTF_8);
      }
      if (number % 5 != 0) {
        return words(random, 90).getBytes(StandardCharsets.UTF_8);
      }
      double size = Math.min(5000, 2 / Math.pow(random.nextDouble(), 0.9));
      long original = number / 5 / (long) size * -7 - 3;
      StringBuilder edited = new StringBuilder(words(new SplittableRandom(original), 90));
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        edited.setCharAt(random.nextInt(edited.length()), '#');
      }
      return edited.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String words(SplittableRandom random, int count) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        for (int length = 2 + random.nextInt(7); length > 0; length--) {
          text.append((char) ('a' + random.nextInt(26)));
        }
        text.append(' ');
      }
      return text.toString();
    }
  }
}
