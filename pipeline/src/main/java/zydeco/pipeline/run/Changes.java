package zydeco.pipeline.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Column;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Reason;

/**
 * What the decisions of a phase changed in one split: documents removed as copies (with a survivor)
 * or for a value (which stands under {@code similarity}), what was noted of documents that stay
 * ({@code noted} is the column that takes the {@code note}), and documents whose id was not theirs
 * alone, which get one from their place.
 */
final class Changes {
  static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new Column(StateTable.DOC, Kind.LONG, false, true),
              new Column("stage", Kind.STRING, true, false),
              new Column("rule", Kind.STRING, true, false),
              new Column("bound", Kind.STRING, true, false),
              new Column("survivor", Kind.BINARY, true, true),
              new Column("cluster", Kind.BINARY, true, true),
              new Column("similarity", Kind.DOUBLE, true, false),
              new Column("jaccard", Kind.DOUBLE, true, false),
              new Column("survivor_build", Kind.INT, true, false),
              new Column("noted", Kind.STRING, true, false),
              new Column("note", Kind.STRING, true, false)));

  /** By ordinal. */
  private final Map<Integer, Entry.Duplicate> removed = new HashMap<>();

  private final Map<Integer, Reason> dropped = new HashMap<>();

  private final Map<Integer, Note> notes = new HashMap<>();

  private final java.util.BitSet renamed = new java.util.BitSet();

  private Changes() {}

  private record Note(String column, String text) {}

  /** No changes. */
  static Changes none() {
    return new Changes();
  }

  /** The changes in a file; none where there is no such file. */
  static Changes read(Storage storage, String location) throws IOException {
    Changes changes = new Changes();
    if (!storage.exists(location)) {
      return changes;
    }
    try (TableReader rows = TableReader.open(storage, location, SCHEMA)) {
      while (rows.next()) {
        int ordinal = (int) rows.number(0);
        if (!rows.isNull(9)) {
          changes.notes.put(ordinal, new Note(rows.text(9), rows.text(10)));
        } else if (rows.isNull(1)) {
          changes.renamed.set(ordinal);
        } else if (rows.isNull(4)) {
          changes.dropped.put(
              ordinal, new Reason(rows.text(1), rows.text(2), rows.real(6), rows.text(3)));
        } else {
          changes.removed.put(
              ordinal,
              new Entry.Duplicate(
                  rows.text(1),
                  rows.text(2),
                  rows.text(3),
                  rows.bytes(4),
                  rows.bytes(5),
                  rows.real(6),
                  rows.real(7),
                  (int) rows.number(8)));
        }
      }
    }
    return changes;
  }

  /** Whether documents have other ids now. */
  boolean renames() {
    return !renamed.isEmpty();
  }

  /** Whether the document at a place of the split has an id from its place now. */
  boolean renames(int ordinal) {
    return renamed.get(ordinal);
  }

  /** Whether the document at a place of the split is out. */
  boolean removes(int ordinal) {
    return removed.containsKey(ordinal) || dropped.containsKey(ordinal);
  }

  /**
   * Changes a row.
   *
   * @param columns of the entry's measures
   */
  void apply(Split split, Columns columns, Entry entry) {
    if (renamed.get(entry.ordinal)) {
      entry.id = Entry.place(split.source().name(), entry.file, entry.row);
    }
    Entry.Duplicate duplicate = removed.get(entry.ordinal);
    if (duplicate != null) {
      entry.duplicate = duplicate;
    }
    Reason reason = dropped.get(entry.ordinal);
    if (reason != null) {
      entry.reason = reason;
    }
    Note note = notes.get(entry.ordinal);
    if (note != null) {
      entry.measures.label(columns.slot(note.column), note.text);
    }
  }
}
