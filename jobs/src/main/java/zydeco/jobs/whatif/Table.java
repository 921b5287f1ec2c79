package zydeco.jobs.whatif;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import zydeco.pipeline.corpus.TableParts;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.OutputTables;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;

/** A build's ledger and signals, side by side: both are written in the order of the input. */
final class Table {
  private static final TableSchema LEDGER =
      OutputTables.LEDGER.only(
          "id",
          "source",
          "fate",
          "stage",
          "rule",
          "value",
          "bound",
          "bytes",
          "bytes_out",
          "tokens");
  private static final String PART = "ledger/part-";

  private final BuildFolder folder;
  private final Columns columns;
  private final TableSchema signals;

  /**
   * The tables of a finished build.
   *
   * @param names the columns to read; the others are not looked at
   * @param labels those of them that hold words; the others hold numbers
   */
  Table(BuildFolder folder, Set<String> names, Set<String> labels) {
    this.folder = folder;
    this.columns = new Columns(names.stream().map(name -> column(name, labels)).toList());
    List<TableSchema.Column> fields = new ArrayList<>();
    fields.add(new TableSchema.Column("id", Kind.STRING, false, true));
    for (Column column : columns.list()) {
      Kind kind = column.type() == Column.Type.LABEL ? Kind.STRING : Kind.DOUBLE;
      fields.add(new TableSchema.Column(column.name(), kind, true, false));
    }
    this.signals = new TableSchema(fields);
  }

  private static Column column(String name, Set<String> labels) {
    return labels.contains(name) ? Column.label(name) : Column.number(name);
  }

  Columns columns() {
    return columns;
  }

  /** Looks at a row, which is the same object each time. */
  interface Reader {
    void read(Row row);
  }

  /** The numbers of the ledger's parts. */
  List<Integer> splits() throws IOException {
    List<Integer> splits = new ArrayList<>();
    for (String file : folder.files()) {
      if (file.startsWith(PART)) {
        splits.add(Integer.parseInt(file.substring(PART.length(), file.indexOf('.'))));
      }
    }
    return splits;
  }

  /** Goes through one part in order. */
  void read(int split, Reader reader) throws IOException {
    String part = TableParts.name(split);
    String measured = folder.path("signals/" + part);
    Row row = new Row(new Measures(columns));
    row.split = split;
    row.place = -1;
    try (TableReader ledger =
            TableReader.open(folder.storage(), folder.path("ledger/" + part), LEDGER);
        TableReader numbers =
            folder.storage().exists(measured)
                ? TableReader.open(folder.storage(), measured, signals)
                : null) {
      while (ledger.next()) {
        row.place++;
        take(ledger, row);
        if (!row.fate.equals("quarantined")) {
          take(numbers, row, part);
        }
        reader.read(row);
      }
    }
  }

  private static void take(TableReader from, Row row) {
    row.id = from.text(0);
    row.source = from.text(1);
    row.fate = from.text(2);
    row.stage = from.text(3);
    row.rule = from.text(4);
    row.value = from.real(5);
    row.bound = from.text(6);
    row.bytes = from.number(7);
    row.bytesOut = from.number(8);
    row.tokens = from.isNull(9) ? 0 : from.number(9);
    row.measures.clear();
  }

  private void take(TableReader from, Row row, String part) throws IOException {
    if (from == null || !from.next() || !from.text(0).equals(row.id)) {
      throw new zydeco.pipeline.run.BuildException(
          "Cannot read signals/"
              + part
              + ": it is not in step with the ledger at "
              + row.id
              + ". Check the build with './zydeco verify "
              + folder.root()
              + "'.");
    }
    for (int slot = 0; slot < columns.list().size(); slot++) {
      if (columns.list().get(slot).type() == Column.Type.LABEL) {
        row.measures.label(slot, from.isNull(slot + 1) ? null : from.text(slot + 1));
      } else {
        row.measures.number(slot, from.real(slot + 1));
      }
    }
  }
}
