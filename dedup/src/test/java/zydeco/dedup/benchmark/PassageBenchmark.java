package zydeco.dedup.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.PassageDedupStage;
import zydeco.dedup.passage.Passages;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.text.Hash128;

/**
 * Passages of generated documents: {@code DOCUMENTS FOLDER [SETTINGS]}. Each has 30 lines of about
 * 130 bytes, a fifth of them from a pool of a tenth as many lines as there are documents, some of
 * which stand in many. Prints MB/s of the kernel on one thread, then seconds and CPU-seconds of the
 * decision.
 */
public final class PassageBenchmark {
  private static final int LINES = 30;
  private static final StructType SCHEMA =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("id", DataTypes.BinaryType)
          .add("passage-dedup-passages", DataTypes.BinaryType);

  private PassageBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    long documents = Long.parseLong(args[0]);
    String folder = args[1];
    String settings =
        "unit: paragraph\nunits: 1\nnormalize: loose\nmin-characters: 20\nkeep: best\n"
            + (args.length > 2 ? args[2] : "");
    PassageDedupStage stage =
        PassageDedupStage.of(
            Settings.parse(Path.of("bench.yaml"), settings), 1, Set.of(), List.of());
    kernel(stage.passages(), documents);
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
    Passages passages = stage.passages();
    Dataset<Row> rows =
        spark
            .range(0, documents, 1, 16)
            .map(
                (MapFunction<Long, Row>)
                    doc ->
                        RowFactory.create(
                            doc,
                            (int) (doc % 4),
                            "s" + doc % 4,
                            Hash128.ofParts("id" + doc).toBytes(),
                            passages.of(text(doc, documents))),
                Encoders.row(SCHEMA));
    String file = folder + "/passages-" + documents;
    rows.write().mode("overwrite").parquet(file);
    Dataset<Row> stored = spark.read().parquet(file);
    for (int round = 0; round < 3; round++) {
      long begin = System.nanoTime();
      long cpu = cpu();
      long noted = stage.remove(stored, null).count();
      double seconds = (System.nanoTime() - begin) / 1e9;
      double used = (cpu() - cpu) / 1e9;
      System.out.printf(
          "decision: %d documents cut, %.1f s, %.1f CPU s, %.2f us of CPU a passage%n",
          noted, seconds, used, used / documents / LINES * 1e6);
    }
    spark.stop();
  }

  private static void kernel(Passages passages, long documents) {
    byte[][] texts = new byte[2_000][];
    long bytes = 0;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(i, documents);
      bytes += texts[i].length;
    }
    for (int round = 0; round < 5; round++) {
      long begin = System.nanoTime();
      long packed = 0;
      for (byte[] text : texts) {
        packed += passages.of(text).length;
      }
      System.out.printf(
          "kernel: %.1f MB/s (%d)%n", bytes * 1e3 / (System.nanoTime() - begin), packed);
    }
  }

  private static byte[] text(long doc, long documents) {
    SplittableRandom random = new SplittableRandom(doc);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      boolean pooled = random.nextInt(5) == 0;
      double place = random.nextDouble();
      long seed = pooled ? (long) (Math.pow(place, 4) * documents / 10) : random.nextLong();
      sentence(text, new SplittableRandom(seed));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void sentence(StringBuilder to, SplittableRandom random) {
    for (int word = 0; word < 20; word++) {
      to.append(Long.toString(random.nextLong(1L << (10 + random.nextInt(25))), 36)).append(' ');
    }
    to.append(".\n");
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
