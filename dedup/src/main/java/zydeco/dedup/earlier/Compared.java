package zydeco.dedup.earlier;

import java.io.Serializable;
import java.util.List;
import zydeco.pipeline.text.Hash128;

/**
 * What a stage compares documents by, and ranks them by: what two builds must have alike to be
 * deduplicated against each other.
 *
 * @param stage the recipe's key of the stage
 * @param label the key, with {@code -2} for the second of its kind
 * @param parameters all that the compared columns depend on, in words
 * @param orderBy what ranks documents of one source
 * @param columns the compared columns, without the label; a document that lacks the first one is
 *     compared with none
 */
public record Compared(
    String stage, String label, String parameters, List<String> orderBy, List<String> columns)
    implements Serializable {
  public Compared {
    orderBy = List.copyOf(orderBy);
    columns = List.copyOf(columns);
  }

  /** Equal where columns of two builds can be compared; 32 hexadecimal digits. */
  String fingerprint() {
    return Hash128.ofParts(stage, parameters).toString();
  }

  boolean comparesWith(Compared other) {
    return fingerprint().equals(other.fingerprint());
  }

  /** The name of a compared column among a build's own. */
  String own(String column) {
    return column.equals("content") ? column : label + "-" + column;
  }

  /** The name of the column of a term of the order among a build's own. */
  String order(int term) {
    return label + "-order-" + term;
  }
}
