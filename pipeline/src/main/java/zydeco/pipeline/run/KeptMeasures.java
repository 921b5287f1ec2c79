package zydeco.pipeline.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.VoidFunction;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.corpus.TableWriter;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;

/**
 * Copies from a phase's state table what its corpus stages compare, so that they can decide again
 * about other documents once the text is gone. One row a document measured to the end of the phase:
 * those that the stages looked at and, where the recipe measures them too, those that a check
 * dropped. Rows are in the order of the ledger's part of that number.
 *
 * @param states the folder of the phase's state tables
 * @param changes the folder of its decisions
 * @param out the folder that is written
 */
public record KeptMeasures(Storage storage, Phase phase, String states, String changes, String out)
    implements VoidFunction<Split> {
  /** The columns of every such table; a column a measure follows, named as the stage names it. */
  public static final List<TableSchema.Column> FIXED =
      List.of(
          new TableSchema.Column(StateTable.DOC, Kind.LONG, false, true),
          new TableSchema.Column("rank", Kind.INT, false, false),
          new TableSchema.Column("id", Kind.BINARY, false, true),
          new TableSchema.Column("content", Kind.BINARY, false, true),
          new TableSchema.Column("bytes", Kind.LONG, false, false));

  @Override
  public void call(Split split) throws IOException {
    String part = TableParts.name(split.index());
    Columns kept = new Columns(columns(phase.decisions()));
    StateTable table = new StateTable(kept);
    Changes changed = Changes.read(storage, changes + "/" + part);
    Entry entry = new Entry(kept);
    try (TableReader rows = TableReader.open(storage, states + "/" + part, table.schema());
        TableWriter to = TableWriter.create(storage, out + "/" + part, schema(kept))) {
      while (rows.next()) {
        table.read(rows, kept, entry);
        changed.apply(split, entry);
        if (entry.content != null) {
          to.set(0, StateTable.address(split.index(), entry.ordinal));
          to.set(1, split.source().rank());
          to.set(2, entry.id);
          to.set(3, entry.content);
          to.set(4, entry.bytes);
          measures(table, rows, entry, to);
          to.append();
        }
      }
      to.commit();
    }
  }

  private static void measures(StateTable table, TableReader rows, Entry entry, TableWriter to)
      throws IOException {
    List<Column> kept = table.columns().list();
    for (int slot = 0; slot < kept.size(); slot++) {
      int field = FIXED.size() + slot;
      switch (kept.get(slot).type()) {
        case NUMBER -> StateTable.setDefined(to, field, entry.measures.number(slot));
        case LABEL -> to.set(field, entry.measures.label(slot));
        case BYTES -> to.set(field, table.bytes(rows, slot));
      }
    }
  }

  private static TableSchema schema(Columns kept) {
    List<TableSchema.Column> fields = new ArrayList<>(FIXED);
    for (Column column : kept.list()) {
      Kind kind =
          switch (column.type()) {
            case NUMBER -> Kind.DOUBLE;
            case LABEL -> Kind.STRING;
            case BYTES -> Kind.BINARY;
          };
      fields.add(
          new TableSchema.Column(column.name(), kind, true, column.type() == Column.Type.BYTES));
    }
    return new TableSchema(fields);
  }

  private static List<Column> columns(List<CorpusStage> stages) {
    return stages.stream().flatMap(stage -> stage.measure().writes().stream()).toList();
  }
}
