package zydeco.tokenize.formats;

import java.io.IOException;
import java.util.function.IntUnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where one shard goes and what will be in it.
 *
 * @param folder of the format
 * @param set {@code train}, or {@code held-out-SOURCE}
 * @param number of the shard in its set, from 0
 * @param attempt tells apart two tasks that write the same shard
 * @param type how ids are stored
 * @param sequence tokens of a sequence
 * @param padding the id that fills sequences up
 * @param tokenizer its name, for formats that note it
 * @param sequences how many will come
 * @param pieces of a sequence, padding counted as one
 */
public record ShardTarget(
    Configuration configuration,
    Path folder,
    String set,
    int number,
    String attempt,
    TokenType type,
    int sequence,
    int padding,
    String tokenizer,
    int sequences,
    IntUnaryOperator pieces) {

  /** Such as {@code train-00000}. */
  public String name() {
    return set + String.format(java.util.Locale.ROOT, "-%05d", number);
  }

  /** Begins a file of the shard. */
  HashedFile file(String format, String name) throws IOException {
    Path path = new Path(folder, name);
    FileStore store = FileStore.of(folder, configuration);
    return new HashedFile(store, path, format, name, attempt);
  }
}
