package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.tokenize.formats.FileStore;
import zydeco.tokenize.formats.PlacementWriter;
import zydeco.tokenize.formats.ShardFormat;

/** Writes the token files of a build as packed shards: every phase, in every format. */
public final class Shards {
  /*
   * The order of a phase is the order of Draw.place, a hash of the seed, the epoch and the document. A
   * shard is a range of places, so every shard is an even sample of the phase, and which documents it
   * holds does not depend on the files that they came in. Documents go to their shards in one shuffle
   * of their ids; a task then sorts the places of its shard, packs it and writes it in all formats.
   *
   * Cost: token files are read twice without their ids, twice more where a pool ends within an epoch
   * or the first phase is replayed, and once with them; linear. Memory: a task about 100 bytes a
   * document of its shard; the driver a few kilobytes a shard, and one in 4,096 of the documents of
   * pools that end within an epoch. Disk of a task: the ids of its shard.
   */
  private final JavaSparkContext spark;
  private final Broadcast<SerializableConfiguration> configuration;
  private final JavaRDD<String> files;
  private final ShardSettings settings;
  private final List<String> sources;
  private final String root;
  private final FileStore store;

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
    this.root = outputFolder;
    this.store = FileStore.of(new Path(root), spark.hadoopConfiguration());
  }

  /**
   * Writes shards and, last of each phase, {@code shards.json}. Shards that an earlier attempt with
   * the same documents and settings finished are kept; other files of the folder are removed.
   * Throws MixtureException where the corpus cannot give what a mixture asks for,
   * IllegalStateException where the counts do not reconcile, and UncheckedIOException.
   *
   * @param tokenFiles of {@link TokenFileWriter}, in any order
   * @param sources their names by rank
   * @param outputFolder such as {@code DIR/shards}
   * @return a report a phase and format
   */
  public static List<ShardReport> write(
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

  private List<ShardReport> write() throws IOException {
    List<PhaseShards> phases = new ArrayList<>();
    for (Planner.Planned planned :
        new Planner(files, configuration, settings, sources.size()).plan()) {
      phases.add(
          new PhaseShards(spark, configuration, files, settings, sources, planned, root, store));
    }
    Set<String> kept = new HashSet<>();
    for (PhaseShards phase : phases) {
      kept.addAll(phase.standing());
    }
    if (store.files().exists(new Path(root))) {
      clean(new Path(root), "", kept);
    }
    List<ShardReport> reports = new ArrayList<>();
    for (PhaseShards phase : phases) {
      reports.addAll(phase.write());
    }
    store.files().delete(new Path(root, Folders.PROGRESS), true);
    return reports;
  }

  /** Removes what is not to be kept, and folders that nothing stays in. */
  private boolean clean(Path folder, String relative, Set<String> kept) throws IOException {
    boolean empty = true;
    for (FileStatus file : store.files().listStatus(folder)) {
      String name = relative + file.getPath().getName();
      boolean goes =
          file.isDirectory() ? clean(file.getPath(), name + "/", kept) : !kept.contains(name);
      if (goes) {
        store.files().delete(file.getPath(), true);
      }
      empty &= goes;
    }
    return empty;
  }

  /** The folders of formats, and where pieces are noted. */
  static List<String> folders(ShardSettings settings) {
    List<String> folders = new ArrayList<>();
    settings.formats().stream().map(ShardFormat::word).forEach(folders::add);
    folders.add(PlacementWriter.FOLDER);
    return folders;
  }
}
