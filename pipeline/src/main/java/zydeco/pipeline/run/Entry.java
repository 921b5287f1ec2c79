package zydeco.pipeline.run;

import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.text.Hash128;

/** All that is known of one input row while a pass looks at it. Reused from row to row. */
final class Entry {
  final Measures measures;

  int ordinal;
  String file;
  long row;
  long offset;
  long bytes;
  String originId;
  byte[] id;
  byte[] content;

  /** Why the row is no document, or null. */
  String cause;

  /** Why the document was dropped, or null. */
  Reason reason;

  /** Set where the document was dropped as a copy. */
  Duplicate duplicate;

  /** The document, while it is alive and its text at hand. */
  Document document;

  int tokens;

  Entry(Columns columns) {
    measures = new Measures(columns);
  }

  /** Forgets the row before. */
  void begin(int ordinal, String file, long row, long offset) {
    this.ordinal = ordinal;
    this.file = file;
    this.row = row;
    this.offset = offset;
    bytes = 0;
    originId = null;
    id = null;
    content = null;
    cause = null;
    reason = null;
    duplicate = null;
    document = null;
    tokens = -1;
    measures.clear();
  }

  boolean quarantined() {
    return cause != null;
  }

  boolean dropped() {
    return reason != null || duplicate != null;
  }

  boolean alive() {
    return cause == null && reason == null && duplicate == null;
  }

  String idText() {
    return hex(id);
  }

  static String hex(byte[] id) {
    return java.util.HexFormat.of().formatHex(id);
  }

  static byte[] place(String source, String file, long row) {
    return Hash128.ofParts(source, file, Long.toString(row)).toBytes();
  }

  /**
   * What a corpus stage said of a removed document.
   *
   * @param survivor 16 bytes, the id of the document kept in its stead
   * @param cluster 16 bytes, the id that names the cluster
   * @param similarity estimated, 0 to 1
   * @param jaccard exact, or NaN
   * @param survivorBuild 0, or the place from 1 on of the survivor's build among the earlier ones
   *     that the stage names
   */
  record Duplicate(
      String stage,
      String rule,
      String bound,
      byte[] survivor,
      byte[] cluster,
      double similarity,
      double jaccard,
      int survivorBuild) {}
}
