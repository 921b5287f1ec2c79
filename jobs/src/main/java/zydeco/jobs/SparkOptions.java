package zydeco.jobs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.RecipeException;

/** Where and how Spark runs, as in spark-submit. */
final class SparkOptions {
  private static final int MOST_CORES = 1024;
  private static final int PATIENCE = 20;
  private static final String SCRATCH = "spark.local.dir";

  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[([1-9]\\d{0,3}|\\*)(,\\d+)?]|local-cluster\\[\\d+,\\d+,\\d+]|yarn"
              + "|spark://[^\\s:/,]+:\\d+(,[^\\s:/,]+:\\d+)*|k8s://\\S+");

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores on this machine (default: all of them).")
  private Integer cores;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "A cluster, such as spark://host:7077, instead of this machine.")
  private String master;

  @Option(names = "--conf", paramLabel = "K=V", description = "Any Spark setting. Repeatable.")
  private Map<String, String> conf = new LinkedHashMap<>();

  /**
   * Starts the session. Its settings keep bytes and errors honest; {@code --conf} comes last.
   * Throws RecipeException where an option cannot be meant, or Spark refuses a setting.
   */
  SparkSession open(String name) {
    check();
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName(name)
            .master(master != null ? master : "local[" + (cores == null ? "*" : cores) + "]");
    settings(master == null).forEach(builder::config);
    conf.forEach(builder::config);
    SparkSession session = null;
    try {
      session = builder.getOrCreate();
      for (Map.Entry<String, String> one : conf.entrySet()) {
        readBySpark(session, one.getKey(), one.getValue());
      }
      if (master != null && !master.startsWith("local")) {
        tellWhileNobodyWorks(session.sparkContext());
      }
      return session;
    } catch (RuntimeException e) {
      if (session != null) {
        session.stop();
      }
      if (conf.isEmpty() && master == null) {
        throw e;
      }
      throw new RecipeException(refusal(e));
    }
  }

  /** Spark waits for a cluster's executors for ever, and silently. */
  private void tellWhileNobodyWorks(SparkContext spark) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int seconds = PATIENCE; ; seconds += PATIENCE) {
                  TimeUnit.SECONDS.sleep(PATIENCE);
                  if (spark.isStopped()
                      || spark
                          .statusStore()
                          .executorList(true)
                          .exists(e -> !"driver".equals(e.id()))) {
                    return;
                  }
                  System.err.println(
                      "zydeco: "
                          + master
                          + ": no executor after "
                          + seconds
                          + " s. The cluster has no worker, or none with the memory and cores that are"
                          + " asked for (--conf spark.executor.memory=..., spark.executor.cores=...).");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "waiting for executors");
    thread.setDaemon(true);
    thread.start();
  }

  /** Settings of queries are read when the first query wants them: rather now. */
  private static void readBySpark(SparkSession session, String key, String value) {
    if (session.conf().isModifiable(key)) {
      session.conf().set(key, value);
    }
  }

  private void check() {
    if (cores != null && (cores < 1 || cores > MOST_CORES)) {
      throw new RecipeException(
          "--cores "
              + cores
              + ": Cannot run on as many: give a number from 1 to "
              + MOST_CORES
              + ". Without --cores all of this machine's are used.");
    }
    if (master != null && !MASTER.matcher(master).matches()) {
      throw new RecipeException(
          "--master "
              + master
              + ": Cannot run there: it is no address of a cluster. Give local[N],"
              + " spark://HOST:PORT, yarn or k8s://URL; without --master this machine is used.");
    }
    for (String key : conf.keySet()) {
      if (!key.startsWith("spark.")) {
        throw new RecipeException(
            "--conf "
                + key
                + ": Cannot set it: Spark's settings begin with 'spark.'. Give such a one, as"
                + " spark.executor.memory=8g.");
      }
    }
    if (master == null) {
      checkScratch();
    }
  }

  /** Without a folder for its temporary files Spark ends the process, and does not say why. */
  private void checkScratch() {
    String asked = conf.getOrDefault(SCRATCH, scratch());
    String why = "";
    for (String name : asked.split(",")) {
      try {
        Path folder = Files.createDirectories(Path.of(name.strip()));
        Files.delete(Files.createTempDirectory(folder, "zydeco"));
        return;
      } catch (IOException | InvalidPathException e) {
        why = e instanceof FileSystemException f ? Storage.why(f) : e.getMessage();
      }
    }
    throw new RecipeException(
        "--conf "
            + SCRATCH
            + "="
            + asked
            + ": Cannot keep Spark's temporary files there: "
            + why
            + ". Name a folder that you can write to; without --conf it is TMPDIR's, else the"
            + " system's.");
  }

  /** What Spark says of the settings, which of them it names, and how to go on. */
  private String refusal(RuntimeException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why =
        root.getClass().getSimpleName()
            + ", "
            + String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
    if (master != null && why.contains("stopped")) {
      why = "no master answers there, or it refuses this application";
    }
    List<String> given = new ArrayList<>();
    conf.forEach((key, value) -> given.add("--conf " + key + "=" + value));
    if (master != null) {
      given.add("--master " + master);
    }
    return String.join(" ", given)
        + ": Cannot start Spark so: "
        + (why.endsWith(".") ? why.substring(0, why.length() - 1) : why)
        + ". Mend the setting, or leave it out.";
  }

  private static Map<String, String> settings(boolean local) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.sql.shuffle.partitions", "16");
    settings.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    settings.put("spark.hadoop.parquet.page.verify-checksum.enabled", "true");
    settings.put("spark.sql.files.ignoreCorruptFiles", "false");
    settings.put("spark.sql.files.ignoreMissingFiles", "false");
    settings.put("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    settings.put("spark.shuffle.push.enabled", "false");
    settings.put("spark.sql.shuffle.orderIndependentChecksum.enabled", "true");
    settings.put("spark.executor.heartbeatInterval", "3s");
    settings.put("spark.executorEnv.ORT_DISABLE_TELEMETRY", "1");
    settings.put("spark.executorEnv.LC_ALL", "C.UTF-8");
    if (local) {
      // A process that slept for minutes (Ctrl+Z, a closed laptop) has missed its own heartbeats:
      // Spark would end it with code 56 when it wakes.
      settings.put("spark.executor.heartbeat.maxFailures", "2147483647");
      settings.put("spark.driver.host", "127.0.0.1");
      settings.put("spark.driver.bindAddress", "127.0.0.1");
      settings.put(SCRATCH, scratch());
    } else {
      settings.put("spark.jars", String.join(",", ownJars()));
    }
    return settings;
  }

  private static String scratch() {
    return System.getProperty("java.io.tmpdir");
  }

  /** The jars that a cluster's workers lack: all on the class path but Spark's own tree. */
  private static List<String> ownJars() {
    List<String> jars = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (entry.endsWith(".jar") && Files.isRegularFile(path) && !Shipped.withSpark(path)) {
        jars.add(path.toUri().toString());
      }
    }
    return jars;
  }

  /** Which jars a Spark distribution already has. */
  private static final class Shipped {
    private static final List<String> OURS =
        List.of(
            "zydeco-",
            "jsoup",
            "jwarc",
            "tokenizers",
            "api-",
            "onnxruntime",
            "snakeyaml-engine",
            "lucene-",
            "echarts",
            "picocli",
            "gson",
            "jna",
            "hadoop-aws");

    static boolean withSpark(Path jar) {
      String name = jar.getFileName().toString();
      return OURS.stream().noneMatch(name::startsWith)
          && !jar.toString().replace('\\', '/').contains("/software/amazon/");
    }
  }
}
