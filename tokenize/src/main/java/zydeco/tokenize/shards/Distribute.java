package zydeco.tokenize.shards;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;
import zydeco.tokenize.formats.TokenType;

/**
 * Sends each copy of each chosen document of a token file to its shard.
 *
 * @param partitions by shard; -1 for shards that stand already
 */
record Distribute(
    Broadcast<SerializableConfiguration> configuration, Broadcast<ShardPlan> plan, int[] partitions)
    implements Serializable {

  Iterator<Tuple2<Integer, byte[]>> read(String file) throws IOException {
    TokenFileReader reader = TokenFileReader.open(file, configuration.value().value());
    TaskCompletionListener closing = context -> close(reader);
    TaskContext.get().addTaskCompletionListener(closing);
    return new Copies(reader, plan.value(), partitions);
  }

  private static void close(TokenFileReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The copies of one file's documents. */
  private static final class Copies implements Iterator<Tuple2<Integer, byte[]>> {
    private final TokenFileReader reader;
    private final ShardPlan plan;
    private final int[] partitions;
    private final Queue<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
    private boolean ended;

    Copies(TokenFileReader reader, ShardPlan plan, int[] partitions) {
      this.reader = reader;
      this.plan = plan;
      this.partitions = partitions;
    }

    @Override
    public boolean hasNext() {
      try {
        while (ready.isEmpty() && !ended) {
          ended = !reader.next();
          if (!ended) {
            send(reader.entry());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void send(TokenEntry entry) throws IOException {
      Selection selection = plan.selection();
      if (selection.ignores(entry)) {
        return;
      }
      if (selection.isHeldOut(entry)) {
        long place = selection.place(entry, 0);
        send(entry, 0, entry.pool(), place, plan.index().ofHeldOut(entry.source(), place));
        return;
      }
      selection.copies(
          entry,
          (epoch, origin) -> {
            long place = selection.place(entry, epoch);
            send(entry, epoch, origin, place, plan.index().ofTraining(place));
          });
    }

    private void send(TokenEntry entry, int epoch, int origin, long place, int shard) {
      if (partitions[shard] < 0) {
        return;
      }
      TokenType type = reader.type();
      Placed placed = new Placed(place, epoch, entry.id(), entry.source(), origin, entry.bytes());
      ByteBuffer record =
          placed.record(Math.multiplyExact(Math.addExact(entry.tokens(), 1), type.width()));
      try {
        reader.ids(record);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      type.put(record, plan.settings().endOfText());
      ready.add(new Tuple2<>(partitions[shard], record.array()));
    }
  }
}
