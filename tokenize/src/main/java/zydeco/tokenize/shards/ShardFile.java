package zydeco.tokenize.shards;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;
import zydeco.tokenize.mixture.SourceTotals;

/**
 * What one shard holds.
 *
 * @param name of its files without the ending, such as {@code train-00000}
 * @param set {@code train} or {@code held-out}
 * @param source whose documents are held out, or null
 * @param sequences of the recipe's length
 * @param padding tokens of padding
 * @param cut copies of documents that stand in more than one piece
 * @param sources copies of documents, by source, their tokens with end-of-text, their bytes
 * @param parts the files
 */
record ShardFile(
    String name,
    String set,
    String source,
    long sequences,
    long padding,
    long cut,
    List<SourceTotals> sources,
    List<Part> parts)
    implements Serializable {

  /** A file: its name, size in bytes, and checksum. */
  record Part(String name, long bytes, @JsonProperty("sha256") String sha256)
      implements Serializable {}

  SourceTotals totals() {
    SourceTotals sum = SourceTotals.empty(name);
    for (SourceTotals each : sources) {
      sum = sum.plus(each);
    }
    return sum;
  }

  /** The checksum of the part with this ending. */
  String sha256(String ending) {
    return parts.stream()
        .filter(p -> p.name().equals(name + ending))
        .findFirst()
        .orElseThrow()
        .sha256();
  }
}
