package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.mixture.SourceTotals;

/** Writes the token files of a build as packed shards. */
public final class Shards {
  /*
   * The order of the corpus is the order of Draw.place, a hash of the seed, the epoch and the
   * document. A shard is a range of places, so every shard is an even sample of the corpus, and which
   * documents it holds does not depend on the files that they came in. Documents go to their shards
   * in one shuffle of their ids; a task then sorts the places of its shard, packs and writes it.
   *
   * Cost: token files are read three times without their ids (twice where no source ends within an
   * epoch) and once with them; linear. Memory: a task about 80 bytes a document of its shard; the
   * driver a few kilobytes a shard, and one in 4,096 of the documents of sources that end within an
   * epoch. Disk of a task: the ids of its shard.
   *
   * A shard's note in the folder .progress is written behind its files: a shard with a note of the
   * same fingerprint is whole and is not written again. The notes go when shards.json stands.
   */
  static final String TOKENIZER = "tokenizer.json";
  private static final String LISTING = "shards.json";
  private static final String PROGRESS = ".progress";
  private static final String CODE_VERSION = "megatron-1";

  private final JavaSparkContext spark;
  private final Broadcast<SerializableConfiguration> configuration;
  private final JavaRDD<String> files;
  private final ShardSettings settings;
  private final List<String> sources;
  private final Path folder;
  private final Storage storage;

  private Shards(
      SparkSession session,
      List<String> tokenFiles,
      List<String> sources,
      ShardSettings settings,
      String outputFolder)
      throws IOException {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.configuration =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.files = spark.parallelize(tokenFiles, Math.max(1, tokenFiles.size()));
    this.settings = settings;
    this.sources = List.copyOf(sources);
    this.folder = new Path(outputFolder);
    this.storage = Storage.of(folder, spark.hadoopConfiguration());
  }

  /**
   * Writes shards, {@code tokenizer.json} and, last, {@code shards.json}. Shards that an earlier
   * attempt with the same documents and settings finished are kept; other files of the folder are
   * removed. Throws MixtureException where the corpus cannot give what the mixture asks for,
   * IllegalStateException where the counts do not reconcile, and UncheckedIOException.
   *
   * @param tokenFiles of {@link TokenFileWriter}, in any order
   * @param sources their names by rank
   * @param outputFolder such as {@code DIR/shards/megatron}
   */
  public static ShardReport write(
      SparkSession session,
      List<String> tokenFiles,
      List<String> sources,
      ShardSettings settings,
      String outputFolder) {
    try {
      return new Shards(session, tokenFiles, sources, settings, outputFolder).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ShardReport write() throws IOException {
    Planner.Planned planned = new Planner(files, configuration, settings, sources).plan();
    ShardName.Index index =
        new ShardName.Index(
            planned.train().stream().mapToLong(SourceTotals::tokens).sum(),
            planned.survey().heldOut(),
            settings.shardTokens());
    ShardPlan plan =
        new ShardPlan(
            settings,
            sources,
            planned.selection(),
            index,
            fingerprint(planned.survey()),
            folder.toString());
    ShardReport standing = standing(plan);
    if (standing != null) {
      return standing;
    }
    Map<String, ShardFile> finished = finished(plan);
    finished.putAll(writeMissing(plan, finished.keySet()));
    List<ShardFile> shards = new ArrayList<>();
    index.names().forEach(n -> shards.add(finished.get(n.name())));
    shards.removeIf(s -> s == null);
    reconcile(planned, shards);
    return list(ShardReport.of(plan, planned, shards));
  }

  /** What stands already, where it is whole and of this plan; else null. */
  private ShardReport standing(ShardPlan plan) throws IOException {
    String listing = storage.readOrNull(new Path(folder, LISTING));
    if (listing == null || !listing.contains(plan.fingerprint())) {
      return null;
    }
    ShardReport report = ShardReport.ofJson(listing);
    for (ShardReport.File file : report.files()) {
      long bytes = file.sequences() * settings.sequence() * settings.type().width();
      if (storage.length(new Path(folder, file.name() + ".bin")) != bytes
          || storage.length(new Path(folder, file.name() + ".idx")) < 0) {
        return null;
      }
    }
    return report;
  }

  private String fingerprint(Survey survey) {
    return Hash128.ofParts(
            CODE_VERSION,
            survey.digest(),
            String.join(",", sources),
            settings.tokenizer().sha256(),
            settings.recipe(),
            settings.format(),
            settings.packing().word(),
            settings.mixture().toString(),
            settings.seed() + " " + settings.endOfText() + " " + settings.padding(),
            settings.sequence() + " " + settings.heldOut() + " " + settings.shardTokens())
        .toString();
  }

  static Path note(Path folder, String name) {
    return new Path(new Path(folder, PROGRESS), name + ".json");
  }

  /** Shards of this plan that stand already; whatever else is in the folder goes. */
  private Map<String, ShardFile> finished(ShardPlan plan) throws IOException {
    storage.files().mkdirs(new Path(folder, PROGRESS));
    Map<String, ShardFile> finished = new HashMap<>();
    Set<String> kept = new HashSet<>(Set.of(PROGRESS));
    for (ShardName name : plan.index().names()) {
      ShardNote note = ShardNote.readOrNull(storage, note(folder, name.name()));
      if (note != null && note.fingerprint().equals(plan.fingerprint()) && stands(note.shard())) {
        finished.put(name.name(), note.shard());
        note.shard().parts().forEach(part -> kept.add(part.name()));
      }
    }
    for (FileStatus file : storage.files().listStatus(folder)) {
      if (!kept.contains(file.getPath().getName())) {
        storage.files().delete(file.getPath(), true);
      }
    }
    return finished;
  }

  private boolean stands(ShardFile shard) throws IOException {
    for (ShardFile.Part part : shard.parts()) {
      if (storage.length(new Path(folder, part.name())) != part.bytes()) {
        return false;
      }
    }
    return true;
  }

  private Map<String, ShardFile> writeMissing(ShardPlan plan, Set<String> finished) {
    int[] partitions = new int[plan.index().names().size()];
    List<ShardName> missing = new ArrayList<>();
    for (int i = 0; i < partitions.length; i++) {
      ShardName name = plan.index().names().get(i);
      partitions[i] = finished.contains(name.name()) ? -1 : missing.size();
      if (partitions[i] >= 0) {
        missing.add(name);
      }
    }
    Map<String, ShardFile> written = new HashMap<>();
    if (!missing.isEmpty()) {
      Broadcast<ShardPlan> shared = spark.broadcast(plan);
      files
          .flatMapToPair(new Distribute(configuration, shared, partitions)::read)
          .partitionBy(new ByKey(missing.size()))
          .mapPartitionsWithIndex(
              new WriteShard(configuration, shared, List.copyOf(missing))::write, true)
          .collect()
          .forEach(shard -> written.put(shard.name(), shard));
      shared.destroy();
    }
    return written;
  }

  private static void reconcile(Planner.Planned planned, List<ShardFile> shards) {
    List<ShardFile> train = shards.stream().filter(s -> s.source() == null).toList();
    List<ShardFile> held = shards.stream().filter(s -> s.source() != null).toList();
    reconcile("training", planned.train(), train);
    reconcile("held-out", planned.survey().heldOut(), held);
  }

  private static void reconcile(String set, List<SourceTotals> plan, List<ShardFile> shards) {
    List<SourceTotals> written = ShardReport.written(shards, plan);
    for (int i = 0; i < plan.size(); i++) {
      if (!plan.get(i).equals(written.get(i))) {
        throw new IllegalStateException(
            "The "
                + set
                + " shards do not hold what was planned: "
                + plan.get(i)
                + " became "
                + written.get(i));
      }
    }
  }

  private ShardReport list(ShardReport report) throws IOException {
    storage.write(new Path(folder, TOKENIZER), settings.tokenizer().bytes());
    storage.write(new Path(folder, LISTING), report.toJson().getBytes(StandardCharsets.UTF_8));
    storage.files().delete(new Path(folder, PROGRESS), true);
    return report;
  }
}
