package zydeco.tokenize.shards;

import java.io.Serializable;
import org.apache.hadoop.fs.Path;

/**
 * Where the shards of one phase lie.
 *
 * @param root such as {@code DIR/shards}
 * @param phase its name, or null where the recipe states no phases
 */
record Folders(String root, String phase) implements Serializable {
  static final String LISTING = "shards.json";
  static final String TOKENIZER = "tokenizer.json";
  static final String PROGRESS = ".progress";

  /** {@code FORMAT}, or {@code FORMAT/PHASE}. */
  String relative(String format) {
    return phase == null ? format : format + "/" + phase;
  }

  Path format(String format) {
    return new Path(root, relative(format));
  }

  Path listing(String format) {
    return new Path(format(format), LISTING);
  }

  /** That a shard is whole. */
  Path note(String shard) {
    return new Path(format(PROGRESS), shard + ".json");
  }
}
