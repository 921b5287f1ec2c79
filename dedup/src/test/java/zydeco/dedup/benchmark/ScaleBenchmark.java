package zydeco.dedup.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.text.Hash128;

/**
 * Fuzzy deduplication of generated documents of about 500 bytes: {@code DISTINCT [CLONES] [HEADED]
 * FOLDER}. A fifth of the distinct ones are edits of another, in clusters whose sizes follow a
 * power law; the clones are equal; the headed ones share a header of 300 bytes. Prints seconds,
 * CPU-seconds and removed documents of the two halves, measure and remove.
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

  private ScaleBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    long distinct = Long.parseLong(args[0]);
    long clones = Long.parseLong(args[1]);
    long headed = Long.parseLong(args[2]);
    String folder = args[3];
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
    FuzzyDedupStage stage =
        FuzzyDedupStage.of(
            Settings.parse(
                Path.of("bench.yaml"),
                "preset: zyda-2\nkeep: best\nguard: 1" + (args.length > 4 ? "\n" + args[4] : "")),
            1,
            Set.of(),
            null);
    Generator generator = new Generator(stage, distinct, clones);
    Dataset<Row> documents =
        spark
            .range(0, distinct + clones + headed, 1, 16)
            .mapPartitions(generator, Encoders.row(SCHEMA));
    String file = folder + "/documents-" + distinct + "-" + clones + "-" + headed;
    time("measure", () -> documents.write().mode("overwrite").parquet(file));
    Dataset<Row> stored = spark.read().parquet(file);
    for (int round = 0; round < 2; round++) {
      time("remove", () -> System.out.print(stage.remove(stored, null).count() + " removed, "));
    }
    spark.stop();
  }

  private static void time(String what, Runnable work) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    work.run();
    System.out.printf(
        "%s: %.1f s, %.1f CPU-seconds%n",
        what, (System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
  }

  private record Generator(FuzzyDedupStage stage, long distinct, long clones)
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
              number * 1_000_003,
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

    private byte[] text(long number) {
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
