package zydeco.pipeline.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Splits;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.recipe.ShardOutput;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.text.Hash128;

/**
 * Runs a recipe into a folder: pass after pass, each reused where its fingerprint stands finished,
 * then the manifest, which makes the build exist. Killed anywhere, the same call goes on: splits
 * and passes that are done stay done.
 */
public final class Build {
  /** Stands in an unfinished build's folder from before anything there is replaced. */
  private static final String OWNER = "owner";

  private static final String LOCK = "lock";

  private final SparkSession spark;
  private final Recipe recipe;
  private final BuildFolder folder;
  private final Progress progress;
  private final List<Phase> phases;
  private final Storage storage;
  private final ArrayNode timings = BuildFolder.JSON.createArrayNode();
  private List<Split> splits;
  private String inputs;
  private long cpuBefore = cpuNanos();

  /** A build, not yet begun. */
  public Build(SparkSession spark, Recipe recipe, BuildFolder folder, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.folder = folder;
    this.storage = folder.storage();
    this.progress = progress;
    this.phases = Phase.of(recipe);
  }

  /**
   * Runs to the end and commits.
   *
   * @param overwrite whether a finished build of something else may be replaced
   * @return the manifest
   */
  public JsonNode run(boolean overwrite) throws IOException {
    try (Closeable lock = lock()) {
      if (lock == null) {
        throw new BuildException(
            "Cannot build into "
                + folder.root()
                + ": another build is at work there. Wait for its end, or choose another --out.");
      }
      return runAlone(overwrite);
    }
  }

  /** The folder's lock, null where another build holds it; makes the folder. */
  private Closeable lock() throws IOException {
    try {
      return storage.lock(folder.work(LOCK));
    } catch (FileSystemException e) {
      throw new BuildException(
          "Cannot build into "
              + folder.root()
              + ": the folder cannot be made or written ("
              + Storage.why(e)
              + "). Choose another --out, or mend its rights.");
    }
  }

  private JsonNode runAlone(boolean overwrite) throws IOException {
    splits = Splits.plan(recipe.sources(), Splits.TARGET_BYTES, storage);
    inputs = inputs();
    refuseOwnInputs();
    String whole = fingerprint(phases.get(phases.size() - 1), false);
    if (folder.isFinished()) {
      if (isDone(whole, overwrite)) {
        return folder.manifest();
      }
    } else {
      refuseForeign();
    }
    storage.write(folder.work(OWNER), new byte[0]);
    storage.deleteTree(folder.path(BuildFolder.MANIFEST));
    clearStale();
    clearHalves();
    number();
    SentFiles.send(spark.sparkContext(), recipe.steps().stream().map(Recipe.Step::stage));
    for (Phase phase : phases) {
      if (phase.isLast()) {
        write(phase);
      } else {
        measure(phase);
        decide(phase);
      }
    }
    publish();
    JsonNode packed = recipe.shards() == null ? null : pack();
    keepMeasures();
    clearHalves();
    // Before the manifest: then no finished build lacks it.
    folder.writeJson(folder.path("timings.json"), timings);
    JsonNode manifest =
        new Commit(spark, recipe, folder, progress).commit(splits, whole, passes(), packed);
    storage.deleteTree(folder.path(".build"));
    return manifest;
  }

  /** Numbers the rows of files that are cut at any byte, in one more pass over these alone. */
  private void number() throws IOException {
    List<Slice> ranges = Splits.ranges(splits);
    if (!ranges.isEmpty()) {
      Storage storage = this.storage;
      try (Progress.Pass follow = progress.pass("lines", 0, () -> 0, () -> 0, () -> 0)) {
        List<Long> lines =
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(ranges, ranges.size())
                .map(range -> Splits.lines(range, storage))
                .collect();
        splits = Splits.numbered(splits, lines);
      }
    }
  }

  /** Whether an input that came to its place after the build has other bytes than were read. */
  private boolean inputsChanged(JsonNode manifest) throws IOException {
    long built = storage.file(folder.path(BuildFolder.MANIFEST), "").modified();
    Map<String, String> read = new HashMap<>();
    for (JsonNode file : manifest.path("inputs")) {
      read.put(
          file.path("source").asText() + "\t" + file.path("file").asText(),
          file.path("sha256").asText());
    }
    for (Split split : splits) {
      for (Slice slice : split.slices()) {
        InputFile file = slice.file();
        if (storage.changed(file) >= built) {
          try (InputStream in = storage.read(file.location())) {
            String name = split.source().name() + "\t" + file.name();
            if (!FileHash.sha256(in).equals(read.get(name))) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private boolean isDone(String whole, boolean overwrite) throws IOException {
    if (overwrite && folder.isDamaged()) {
      return false;
    }
    JsonNode manifest = folder.manifest();
    if (manifest.path("fingerprint").asText().equals(whole) && !inputsChanged(manifest)) {
      progress.say("This build is finished already: " + folder.root());
      storage.deleteTree(folder.path(".build"));
      return true;
    }
    if (!overwrite) {
      throw new BuildException(
          "Cannot build into "
              + folder.root()
              + ": it holds a finished build of another recipe or input. Choose another --out, or"
              + " say --overwrite.");
    }
    return false;
  }

  /** Folders of the names that a build writes, but of no build, are somebody's: they stay. */
  private void refuseForeign() throws IOException {
    for (String output : BuildFolder.WRITTEN) {
      if (!storage.exists(folder.work(OWNER)) && storage.exists(folder.path(output))) {
        throw new BuildException(
            "Cannot build into "
                + folder.root()
                + ": its '"
                + output
                + "' is not of a build, and would be replaced. Choose another --out.");
      }
    }
  }

  /** A build does not read what it is about to replace. */
  private void refuseOwnInputs() {
    for (Split split : splits) {
      split.slices().forEach(slice -> refuseOwn(slice.file().location()));
    }
    for (Phase phase : phases) {
      phase.decisions().forEach(stage -> stage.earlierBuilds().forEach(this::refuseOwn));
    }
  }

  private void refuseOwn(String read) {
    boolean own =
        BuildFolder.WRITTEN.stream().anyMatch(output -> read.startsWith(folder.path(output) + "/"));
    if (own || read.equals(folder.root())) {
      throw new BuildException(
          "Cannot build into "
              + folder.root()
              + ": the recipe reads "
              + read
              + ", which would be replaced. Choose another --out.");
    }
  }

  /**
   * The inputs as listed: names and lengths, and when each was written (which no manifest says).
   */
  private String inputs() {
    StringBuilder line = new StringBuilder();
    for (Split split : splits) {
      split
          .slices()
          .forEach(
              slice ->
                  line.append(split.source().name())
                      .append('\t')
                      .append(slice.file().name())
                      .append('\t')
                      .append(slice.file().length())
                      .append('\t')
                      .append(slice.from())
                      .append('\n'));
    }
    return line.toString();
  }

  private String fingerprint(Phase phase, boolean here) {
    StringBuilder extra = new StringBuilder();
    if (here) {
      extra.append(CodeVersion.here());
      for (Split split : splits) {
        split.slices().forEach(slice -> extra.append(slice.file().modified()).append(' '));
      }
    }
    return Hash128.ofParts(phase.fingerprint(), inputs, extra.toString()).toString();
  }

  private String workName(Phase phase) {
    return phase.name() + "-" + fingerprint(phase, true).substring(0, 12);
  }

  private String decideName(Phase phase) {
    return "decide-" + phase.index() + "-" + fingerprint(phase, true).substring(0, 12);
  }

  private Map<String, String> passes() {
    Map<String, String> passes = new java.util.LinkedHashMap<>();
    phases.forEach(phase -> passes.put(phase.name(), fingerprint(phase, false)));
    return passes;
  }

  /** Removes what an earlier, different recipe or program left unfinished here. */
  private void clearStale() throws IOException {
    Set<String> current = new HashSet<>(Set.of(OWNER, LOCK, BuildFolder.TOKENS));
    for (Phase phase : phases) {
      current.add(workName(phase));
      current.add(decideName(phase));
    }
    String last = workName(phases.get(phases.size() - 1));
    boolean begun = storage.exists(folder.work(last + "/begun"));
    Set<String> stale = new HashSet<>();
    for (String file : storage.list(folder.path(".build"))) {
      String top = file.split("/", 2)[0];
      if (!current.contains(top)) {
        stale.add(top);
      }
    }
    for (String top : stale) {
      storage.deleteTree(folder.work(top));
    }
    // Behind what has begun to write: while that stands, its tokens and tables are taken for done.
    if (!begun) {
      storage.deleteTree(folder.work(BuildFolder.TOKENS));
      for (String output : BuildFolder.WRITTEN) {
        storage.deleteTree(folder.path(output));
      }
    }
  }

  /**
   * Removes what processes and tasks left that were killed while they wrote: before a build goes
   * on, for it may be the room that was missing, and before it ends.
   */
  private void clearHalves() throws IOException {
    for (String half : folder.halves()) {
      storage.deleteTree(folder.path(half));
    }
  }

  private void measure(Phase phase) throws IOException {
    String out = folder.work(workName(phase));
    Storage storage = this.storage;
    pass(phase, out, feeds(phase), split -> new StateSink(storage, phase, split, out));
  }

  private void write(Phase phase) throws IOException {
    storage.write(folder.work(workName(phase) + "/begun"), new byte[0]);
    Set<Integer> firsts = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (Split split : splits) {
      if (seen.add(split.source().name())) {
        firsts.add(split.index());
      }
    }
    BuildFolder folder = this.folder;
    Recipe recipe = this.recipe;
    Storage storage = this.storage;
    pass(
        phase,
        folder.path("ledger"),
        feeds(phase),
        split ->
            new OutputSink(storage, folder, recipe, phase, split, firsts.contains(split.index())));
  }

  private Feeds feeds(Phase phase) {
    Storage storage = this.storage;
    if (phase.index() == 0) {
      return (split, corrupt) -> new FreshFeed(storage, split, corrupt);
    }
    Phase before = phases.get(phase.index() - 1);
    String states = folder.work(workName(before));
    String changes = folder.work(decideName(before) + "/changes");
    Rewriting rewriting = Rewriting.of(phases, before.index());
    return (split, corrupt) ->
        new SurvivorFeed(storage, split, rewriting, states, changes, phase.columns());
  }

  private void pass(Phase phase, String doneIn, Feeds feeds, Sinks sinks) throws IOException {
    Set<String> done = new HashSet<>(storage.list(doneIn));
    List<Split> todo =
        splits.stream().filter(s -> !done.contains(TableParts.name(s.index()))).toList();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LongAccumulator documents = spark.sparkContext().longAccumulator();
    LongAccumulator bytes = spark.sparkContext().longAccumulator();
    LongAccumulator input = spark.sparkContext().longAccumulator();
    LongAccumulator cpu = spark.sparkContext().longAccumulator();
    long total = todo.stream().mapToLong(DocumentPass::inputBytes).sum();
    long begin = System.nanoTime();
    try (LiveSums live = LiveSums.of(spark.sparkContext());
        Progress.Pass follow =
            progress.pass(
                phase.name(),
                total,
                () -> live.of(input),
                () -> live.of(documents),
                () -> live.of(bytes))) {
      if (!todo.isEmpty()) {
        context
            .parallelize(todo, todo.size())
            .foreach(new DocumentPass(phase, feeds, sinks, documents, bytes, input, cpu));
      }
    }
    time(phase.name(), begin, documents.sum(), bytes.sum())
        .put("task_cpu_seconds", cpu.sum() / 1_000_000 / 1000.0);
  }

  /**
   * Notes what a pass took; CPU seconds are this JVM's, its compiler and collector included, so all
   * of them where it runs without a cluster.
   */
  private ObjectNode time(String pass, long begin, long documents, long bytes) {
    long cpu = cpuNanos();
    ObjectNode row = timings.addObject();
    row.put("pass", pass).put("seconds", (System.nanoTime() - begin) / 1_000_000 / 1000.0);
    row.put("cpu_seconds", (cpu - cpuBefore) / 1_000_000 / 1000.0);
    row.put("documents", documents).put("bytes", bytes);
    cpuBefore = cpu;
    return row;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void decide(Phase phase) throws IOException {
    String out = folder.work(decideName(phase));
    if (storage.exists(out + "/done")) {
      return;
    }
    storage.deleteTree(out);
    long begin = System.nanoTime();
    try (Progress.Pass follow =
        progress.pass("decide-" + phase.index(), 0, () -> 0, () -> 0, () -> 0)) {
      String states = folder.work(workName(phase));
      CorpusTexts texts =
          CandidateTexts.of(
              JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(splits),
              storage,
              Rewriting.of(phases, phase.index()),
              states);
      List<CorpusTexts.Answer> before = new ArrayList<>();
      for (Phase earlier : phases.subList(0, phase.index())) {
        String answered = folder.work(decideName(earlier));
        before.addAll(Decision.answers(spark, storage, earlier, answered));
      }
      new Decision(spark, recipe, storage, phase, states, out, texts, before).decide();
    }
    storage.write(out + "/done", new byte[0]);
    time("decide-" + phase.index(), begin, 0, 0);
  }

  /** Keeps what the corpus stages compared, a table a phase, where the recipe wants it. */
  private void keepMeasures() {
    if (recipe.measures() == Recipe.Measures.NONE) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    for (Phase phase : phases) {
      if (!phase.isLast()) {
        context
            .parallelize(splits, splits.size())
            .foreach(
                new KeptMeasures(
                    storage,
                    phase,
                    Rewriting.of(phases, phase.index()).notes(),
                    folder.work(workName(phase)),
                    folder.work(decideName(phase) + "/changes"),
                    folder.path("measures/" + phase.name())));
      }
    }
  }

  /** Files that decisions left go to their place in the build. */
  private void publish() throws IOException {
    for (Phase phase : phases) {
      String from = folder.work(decideName(phase) + "/" + Decision.PUBLISHED);
      for (String file : storage.list(from)) {
        storage.copy(from + "/" + file, folder.path(file));
      }
    }
  }

  private JsonNode pack() throws IOException {
    long begin = System.nanoTime();
    List<String> files = new ArrayList<>();
    splits.forEach(split -> files.add(folder.tokens(split.index())));
    ShardOutput.Packed packed;
    try (Progress.Pass follow = progress.pass("pack", 0, () -> 0, () -> 0, () -> 0)) {
      packed = recipe.shards().pack(spark, files, folder.path("shards"));
    }
    packed.text().lines().forEach(progress::say);
    time("pack", begin, 0, 0);
    return packed.manifest();
  }
}
