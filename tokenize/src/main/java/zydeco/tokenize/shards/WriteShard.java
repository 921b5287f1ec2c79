package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Writes one shard from the documents that were sent to it.
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
      ShardBuilder builder = new ShardBuilder(all.settings(), all.sources(), name, scratch);
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
    Path folder = new Path(all.folder());
    Storage storage = Storage.of(folder, configuration.value().value());
    String attempt = Long.toString(TaskContext.get().taskAttemptId());
    try (ShardWriter writer =
        new MegatronWriter(
            storage,
            folder,
            name.name(),
            attempt,
            all.settings().type(),
            all.settings().padding())) {
      ShardFile shard = builder.write(writer);
      new ShardNote(all.fingerprint(), shard).write(storage, Shards.note(folder, name.name()));
      return shard;
    }
  }

  private static java.nio.file.Path localFolder() {
    String folders =
        SparkEnv.get().conf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    return Paths.get(folders.split(",", 2)[0]);
  }
}
