package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import zydeco.tokenize.formats.EveryFormat;
import zydeco.tokenize.formats.FileStore;
import zydeco.tokenize.formats.PlacementWriter;
import zydeco.tokenize.formats.ShardFormat;
import zydeco.tokenize.formats.ShardTarget;
import zydeco.tokenize.formats.ShardWriter;
import zydeco.tokenize.packing.Layout;

/**
 * Writes one shard from the documents that were sent to it, in every format.
 *
 * @param names of the shards, by partition
 */
record WriteShard(
    Broadcast<SerializableConfiguration> configuration,
    Broadcast<ShardPlan> plan,
    List<ShardName> names)
    implements Serializable {

  Iterator<ShardFile> write(int partition, Iterator<Tuple2<Integer, byte[]>> records)
      throws IOException {
    ShardPlan all = plan.value();
    ShardName name = names.get(partition);
    try (Scratch scratch = new Scratch(localFolder())) {
      ShardBuilder builder = new ShardBuilder(all, name, scratch);
      while (records.hasNext()) {
        builder.add(records.next()._2());
      }
      if (builder.isEmpty()) {
        return Collections.emptyIterator();
      }
      return List.of(write(all, name, builder)).iterator();
    }
  }

  private ShardFile write(ShardPlan all, ShardName name, ShardBuilder builder) throws IOException {
    Configuration hadoop = configuration.value().value();
    String attempt = Long.toString(TaskContext.get().taskAttemptId());
    ShardFile shard = builder.write(layout -> open(all, name, hadoop, attempt, layout));
    Path note = all.folders().note(name.name());
    new ShardNote(all.fingerprint(), shard).write(FileStore.of(note, hadoop), note);
    return shard;
  }

  private static ShardWriter open(
      ShardPlan all, ShardName name, Configuration hadoop, String attempt, Layout layout)
      throws IOException {
    EveryFormat every = new EveryFormat();
    try {
      for (ShardFormat format : all.settings().formats()) {
        every.add(format.open(target(all, name, format.word(), hadoop, attempt, layout)));
      }
      every.add(
          new PlacementWriter(target(all, name, PlacementWriter.FOLDER, hadoop, attempt, layout)));
      return every;
    } catch (IOException | RuntimeException e) {
      every.close();
      throw e;
    }
  }

  private static ShardTarget target(
      ShardPlan all,
      ShardName name,
      String format,
      Configuration hadoop,
      String attempt,
      Layout layout) {
    ShardSettings settings = all.settings();
    return new ShardTarget(
        hadoop,
        all.folders().format(format),
        name.set(),
        name.number(),
        attempt,
        settings.type(),
        settings.sequence(),
        settings.padding(),
        settings.tokenizer().label(),
        layout.sequences(),
        sequence ->
            layout.firstPiece(sequence + 1)
                - layout.firstPiece(sequence)
                + (layout.padding(sequence) > 0 ? 1 : 0));
  }

  private static java.nio.file.Path localFolder() {
    String folders =
        SparkEnv.get().conf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    return Paths.get(folders.split(",", 2)[0]);
  }
}
