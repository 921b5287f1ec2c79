package zydeco.dedup.survivors;

import java.util.Locale;

/** Who stays of a cluster of duplicates. */
public enum KeepPolicy {
  /** The first member: best source, then content hash, then id (Zyda-1). */
  BEST,
  /**
   * Every member of the best source that the cluster has; members of other sources go, and a
   * cluster inside one source is left alone (Zyda-2).
   */
  TOP_SOURCE;

  /** As recipes write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static KeepPolicy of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
