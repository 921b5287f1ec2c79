package zydeco.dedup.cluster;

import java.io.Serializable;
import java.util.Arrays;

/** Which documents hang together. Twelve bytes a document of a component; others are absent. */
public final class Components implements Serializable {
  private final long[] docs;
  private final int[] components;

  /**
   * @param docs ascending
   * @param components the number of each one's component
   */
  Components(long[] docs, int[] components) {
    this.docs = docs;
    this.components = components;
  }

  int size() {
    return docs.length;
  }

  /** The number of a document's component, or -1 where it is in none. */
  public long of(long doc) {
    int at = Arrays.binarySearch(docs, doc);
    return at < 0 ? -1 : components[at];
  }
}
