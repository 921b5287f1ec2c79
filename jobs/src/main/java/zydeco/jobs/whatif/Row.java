package zydeco.jobs.whatif;

import zydeco.pipeline.stage.Measures;

/**
 * One row of a build's ledger with its measures. Reused from row to row.
 *
 * <p>{@code split} and {@code place} are the part of the ledger and the row in it, from 0.
 */
final class Row {
  final Measures measures;
  int split;
  int place;
  String id;
  String source;
  String fate;
  String stage;
  String rule;
  double value;
  String bound;
  long bytes;
  long bytesOut;

  /** Tokens; -1 where the document comes back and nothing counted them. */
  long tokens;

  Row(Measures measures) {
    this.measures = measures;
  }

  boolean kept() {
    return fate.equals("kept");
  }

  boolean dropped() {
    return fate.equals("dropped");
  }

  /** The document's address in its build. */
  long address() {
    return (long) split << 32 | place;
  }
}
