package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.FileStore;
import zydeco.tokenize.formats.Part;
import zydeco.tokenize.formats.SetIndex;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.mixture.SourceTotals;

/** Writes the shards of one phase. */
final class PhaseShards {
  /*
   * A shard's note in the folder .progress is written behind its files: a shard with a note of the
   * same fingerprint is whole and is not written again. The notes go when every shards.json stands.
   */
  private static final String CODE_VERSION = "shards-3";

  /** Parts of a shard that keep their order under a curriculum. */
  private static final int PARTS = 16;

  private final JavaSparkContext spark;
  private final Broadcast<SerializableConfiguration> configuration;
  private final JavaRDD<String> files;
  private final Planner.Planned planned;
  private final ShardPlan plan;
  private final FileStore store;
  private final Map<String, ShardFile> finished = new HashMap<>();
  private List<ShardReport> reports = List.of();

  PhaseShards(
      JavaSparkContext spark,
      Broadcast<SerializableConfiguration> configuration,
      JavaRDD<String> files,
      ShardSettings settings,
      List<String> sources,
      Planner.Planned planned,
      String root,
      FileStore store) {
    this.spark = spark;
    this.configuration = configuration;
    this.files = files;
    this.planned = planned;
    this.store = store;
    long tokens = planned.copies().total().tokens();
    ShardName.Index index =
        new ShardName.Index(
            tokens, planned.survey().heldOut().sources(sources), settings.shardTokens());
    plan =
        new ShardPlan(
            settings,
            sources,
            planned.selection(),
            index,
            fingerprint(settings, sources, planned),
            new Folders(root, planned.phase().name()),
            planned.phase().curriculum() > 0 ? PARTS : 1);
  }

  private static String fingerprint(
      ShardSettings settings, List<String> sources, Planner.Planned planned) {
    return Hash128.ofParts(
            CODE_VERSION,
            planned.survey().digest(),
            String.join(",", sources),
            settings.tokenizer().sha256(),
            settings.recipe(),
            settings.formats().toString(),
            settings.packing().word(),
            settings.pools().toString(),
            settings.phases().toString(),
            planned.phase().toString(),
            settings.seed() + " " + settings.endOfText() + " " + settings.padding(),
            settings.sequence() + " " + settings.heldOut() + " " + settings.shardTokens())
        .toString();
  }

  /** The files, below the root, that an earlier attempt finished. */
  Set<String> standing() throws IOException {
    Set<String> kept = new TreeSet<>();
    reports = reports();
    if (!reports.isEmpty()) {
      keepListed(kept);
      return kept;
    }
    for (ShardName name : plan.index().names()) {
      ShardNote note = ShardNote.readOrNull(store, plan.folders().note(name.name()));
      if (note != null && note.fingerprint().equals(plan.fingerprint()) && stands(note.shard())) {
        finished.put(name.name(), note.shard());
        kept.add(plan.folders().relative(Folders.PROGRESS) + "/" + name.name() + ".json");
        note.shard().parts().forEach(part -> kept.add(below(part)));
      }
    }
    return kept;
  }

  private void keepListed(Set<String> kept) {
    for (ShardReport report : reports) {
      String folder = plan.folders().relative(report.format()) + "/";
      report.files().forEach(file -> file.parts().forEach(p -> kept.add(folder + p.name())));
      report.indexes().forEach(part -> kept.add(folder + part.name()));
      report.placement().forEach(part -> kept.add(below(part)));
      kept.add(folder + Folders.LISTING);
      kept.add(folder + Folders.TOKENIZER);
    }
  }

  private String below(Part part) {
    return plan.folders().relative(part.format()) + "/" + part.name();
  }

  /** What stands already, where all of it is whole and of this plan; else nothing. */
  private List<ShardReport> reports() throws IOException {
    List<ShardReport> found = new ArrayList<>();
    for (ShardFormat format : plan.settings().formats()) {
      String listing = store.readOrNull(plan.folders().listing(format.word()));
      if (listing == null || !listing.contains(plan.fingerprint())) {
        return List.of();
      }
      ShardReport report = ShardReport.ofJson(listing);
      for (ShardReport.File file : report.files()) {
        if (!stand(file.parts())) {
          return List.of();
        }
      }
      if (!stand(report.indexes()) || !stand(report.placement())) {
        return List.of();
      }
      found.add(report);
    }
    return found;
  }

  private boolean stands(ShardFile shard) throws IOException {
    return stand(shard.parts());
  }

  private boolean stand(List<Part> parts) throws IOException {
    for (Part part : parts) {
      Path path = new Path(plan.folders().format(part.format()), part.name());
      if (store.length(path) != part.bytes()) {
        return false;
      }
    }
    return true;
  }

  /** Writes what is missing; to be called after {@link #standing}. */
  List<ShardReport> write() throws IOException {
    if (!reports.isEmpty()) {
      return reports;
    }
    finished.putAll(writeMissing());
    List<ShardFile> shards = new ArrayList<>();
    plan.index().names().forEach(n -> shards.add(finished.get(n.name())));
    shards.removeIf(s -> s == null);
    reconcile(shards);
    return list(shards);
  }

  private Map<String, ShardFile> writeMissing() {
    int[] partitions = new int[plan.index().names().size()];
    List<ShardName> missing = new ArrayList<>();
    for (int i = 0; i < partitions.length; i++) {
      ShardName name = plan.index().names().get(i);
      partitions[i] = finished.containsKey(name.name()) ? -1 : missing.size();
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

  private void reconcile(List<ShardFile> shards) {
    Cells train = Cells.empty(plan.settings().pools().size() + 1, plan.sources().size());
    Cells held = train;
    for (ShardFile shard : shards) {
      train = shard.source() == null ? train.plus(shard.copies()) : train;
      held = shard.source() == null ? held : held.plus(shard.copies());
    }
    reconcile("training", planned.copies().sources(plan.sources()), train);
    reconcile("held-out", planned.survey().heldOut().sources(plan.sources()), held);
    if (!train.equals(planned.copies())) {
      throw new IllegalStateException(
          "The training shards do not hold what was planned by pool: "
              + planned.copies()
              + " became "
              + train);
    }
  }

  private void reconcile(String set, List<SourceTotals> planned, Cells written) {
    List<SourceTotals> found = written.sources(plan.sources());
    if (!found.equals(planned)) {
      throw new IllegalStateException(
          "The " + set + " shards do not hold what was planned: " + planned + " became " + found);
    }
  }

  private List<ShardReport> list(List<ShardFile> shards) throws IOException {
    List<ShardReport> written = new ArrayList<>();
    for (ShardFormat format : plan.settings().formats()) {
      Path folder = plan.folders().format(format.word());
      List<Part> indexes = index(format, shards);
      ShardReport report = new Reporting(plan, planned, shards).report(format, indexes);
      store.write(new Path(folder, Folders.TOKENIZER), plan.settings().tokenizer().bytes());
      store.write(
          new Path(folder, Folders.LISTING), report.toJson().getBytes(StandardCharsets.UTF_8));
      written.add(report);
    }
    return written;
  }

  /** Writes the format's own lists of shards, one a set. */
  private List<Part> index(ShardFormat format, List<ShardFile> shards) throws IOException {
    SetIndex index = format.index();
    if (index == null) {
      return List.of();
    }
    Map<String, List<SetIndex.Shard>> sets = new LinkedHashMap<>();
    for (ShardFile shard : shards) {
      Part part = shard.parts(format.word()).get(0);
      String set = part.name().substring(0, part.name().indexOf('/'));
      sets.computeIfAbsent(set, s -> new ArrayList<>())
          .add(new SetIndex.Shard(part, shard.sequences()));
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, List<SetIndex.Shard>> set : sets.entrySet()) {
      ShardSettings settings = plan.settings();
      byte[] content = index.content(set.getValue(), settings.type(), settings.sequence());
      String name = set.getKey() + "/" + index.name();
      store.write(new Path(plan.folders().format(format.word()), name), content);
      parts.add(Part.of(format.word(), name, content));
    }
    return parts;
  }
}
