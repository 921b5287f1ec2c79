package zydeco.pipeline.run;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Reason;

/**
 * What a measuring pass writes of a split: one row an input row, in order, with its fate so far and
 * its measures. The next pass goes on from it; corpus stages decide on its columns.
 */
final class StateTable implements Serializable {
  static final String DOC = "doc";
  private static final List<TableSchema.Column> FIXED =
      List.of(
          new TableSchema.Column(DOC, Kind.LONG, false, true),
          new TableSchema.Column("rank", Kind.INT, false, false),
          new TableSchema.Column("file", Kind.STRING, false, false),
          new TableSchema.Column("row", Kind.LONG, false, true),
          new TableSchema.Column("offset", Kind.LONG, false, true),
          new TableSchema.Column("bytes", Kind.LONG, false, false),
          new TableSchema.Column("origin", Kind.STRING, true, true),
          new TableSchema.Column("id", Kind.BINARY, false, true),
          new TableSchema.Column("content", Kind.BINARY, true, true),
          new TableSchema.Column("cause", Kind.STRING, true, false),
          new TableSchema.Column("stage", Kind.STRING, true, false),
          new TableSchema.Column("rule", Kind.STRING, true, false),
          new TableSchema.Column("value", Kind.DOUBLE, true, false),
          new TableSchema.Column("bound", Kind.STRING, true, false),
          new TableSchema.Column("duplicate-rule", Kind.STRING, true, false),
          new TableSchema.Column("survivor", Kind.BINARY, true, true),
          new TableSchema.Column("cluster", Kind.BINARY, true, true),
          new TableSchema.Column("similarity", Kind.DOUBLE, true, false),
          new TableSchema.Column("jaccard", Kind.DOUBLE, true, false),
          new TableSchema.Column("survivor-build", Kind.INT, true, false));

  /** What tells whether an input row has an id of its own, and which. */
  static final TableSchema NAMES = new TableSchema(FIXED).only("cause", "origin", "id");

  /** Whether an input row is out, for a cause or by a stage, and where it stands. */
  static final TableSchema FATES =
      new TableSchema(FIXED).only(DOC, "cause", "stage", "file", "row");

  /** Where an input row stands. */
  static final TableSchema ROW = new TableSchema(FIXED).only("file", "row");

  private static final String PREFIX = "m:";

  private final Columns columns;

  StateTable(Columns columns) {
    this.columns = columns;
  }

  Columns columns() {
    return columns;
  }

  /** The address of a row: its split and its place there. An identity, never an order. */
  static long address(int split, int ordinal) {
    return (long) split << 32 | ordinal;
  }

  /** The name under which a measure stands in the table. */
  static String measure(String column) {
    return PREFIX + column;
  }

  /**
   * The name of a measure's column from that under which it stands; others are named as they are.
   */
  static String column(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  TableSchema schema() {
    List<TableSchema.Column> fields = new ArrayList<>(FIXED);
    for (Column column : columns.list()) {
      fields.add(
          new TableSchema.Column(
              measure(column.name()),
              switch (column.type()) {
                case NUMBER -> Kind.DOUBLE;
                case LABEL -> Kind.STRING;
                case BYTES -> Kind.BINARY;
              },
              true,
              column.type() == Column.Type.BYTES));
    }
    return new TableSchema(fields);
  }

  /** What corpus stages compare: which document it is, and the measures. */
  TableSchema compared() {
    List<String> names = new ArrayList<>(List.of(DOC, "rank", "id", "content", "bytes"));
    columns.list().forEach(column -> names.add(measure(column.name())));
    return schema().only(names.toArray(String[]::new));
  }

  void write(TableWriter to, int split, int rank, Entry entry) throws java.io.IOException {
    to.set(0, address(split, entry.ordinal));
    to.set(1, rank);
    to.set(2, entry.file);
    to.set(3, entry.row);
    to.set(4, entry.offset);
    to.set(5, entry.bytes);
    to.set(6, entry.originId);
    to.set(7, entry.id);
    to.set(8, entry.content);
    to.set(9, entry.cause);
    if (entry.reason != null) {
      to.set(10, entry.reason.stage());
      to.set(11, entry.reason.rule());
      setDefined(to, 12, entry.reason.value());
      to.set(13, entry.reason.bound());
    } else if (entry.duplicate != null) {
      to.set(10, entry.duplicate.stage());
      to.set(13, entry.duplicate.bound());
      to.set(14, entry.duplicate.rule());
      to.set(15, entry.duplicate.survivor());
      to.set(16, entry.duplicate.cluster());
      setDefined(to, 17, entry.duplicate.similarity());
      setDefined(to, 18, entry.duplicate.jaccard());
      to.set(19, entry.duplicate.survivorBuild());
    }
    for (int slot = 0; slot < columns.list().size(); slot++) {
      int field = FIXED.size() + slot;
      switch (columns.list().get(slot).type()) {
        case NUMBER -> setDefined(to, field, entry.measures.number(slot));
        case LABEL -> to.set(field, entry.measures.label(slot));
        case BYTES -> to.set(field, entry.measures.bytes(slot));
      }
    }
    to.append();
  }

  static void setDefined(TableWriter to, int field, double value) throws java.io.IOException {
    if (!Double.isNaN(value)) {
      to.set(field, value);
    }
  }

  /**
   * Fills in an entry from a row; measures go to the columns of that name where the entry's pass
   * has them.
   */
  void read(TableReader from, Columns into, Entry entry) {
    entry.begin((int) from.number(0), from.text(2), from.number(3), from.number(4));
    entry.bytes = from.number(5);
    entry.originId = from.text(6);
    entry.id = from.bytes(7);
    entry.content = from.bytes(8);
    entry.cause = from.text(9);
    if (!from.isNull(15)) {
      entry.duplicate =
          new Entry.Duplicate(
              from.text(10),
              from.text(14),
              from.text(13),
              from.bytes(15),
              from.bytes(16),
              from.real(17),
              from.real(18),
              (int) from.number(19));
    } else if (!from.isNull(10)) {
      entry.reason = new Reason(from.text(10), from.text(11), from.real(12), from.text(13));
    }
    for (int slot = 0; slot < columns.list().size(); slot++) {
      int field = FIXED.size() + slot;
      Column column = columns.list().get(slot);
      if (from.isNull(field) || column.type() == Column.Type.BYTES) {
        continue;
      }
      if (column.type() == Column.Type.NUMBER) {
        entry.measures.number(into.slot(column.name()), from.real(field));
      } else {
        entry.measures.label(into.slot(column.name()), from.text(field));
      }
    }
  }
}
