package zydeco.pipeline.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/** The ledger of a finished build, looked up without Spark. */
public final class Ledger {
  private static final int MOST_NAMESAKES = 100;

  private final BuildFolder folder;

  /** The ledger of a build; throws BuildException where the build is not finished. */
  public Ledger(BuildFolder folder) throws IOException {
    folder.manifest();
    this.folder = folder;
  }

  /**
   * A row of the ledger; what does not apply is null.
   *
   * @param row from 0; -1 where a whole file is meant
   * @param value what was measured, or NaN
   * @param bytes UTF-8 bytes as read
   * @param bytesOut UTF-8 bytes as written
   * @param survivorBuild 0, or the place from 1 on of the survivor's build among those that the
   *     stage's {@code against} names
   */
  public record Row(
      String id,
      String source,
      String file,
      long row,
      String originId,
      String fate,
      String stage,
      String rule,
      double value,
      String bound,
      String survivor,
      double similarity,
      long bytes,
      long bytesOut,
      Long tokens,
      int survivorBuild) {}

  /** The row of an id or, failing that, of an origin id; null where there is none. */
  public Row find(String id) throws IOException {
    List<Row> rows = named(id);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /**
   * The row of an id or, failing that, the rows of an origin id, which sources may share: the first
   * {@value #MOST_NAMESAKES} in the order of the ledger.
   */
  public List<Row> named(String id) throws IOException {
    List<Row> namesakes = new ArrayList<>();
    for (String file : folder.files()) {
      if (!file.startsWith("ledger/")) {
        continue;
      }
      try (TableReader rows =
          TableReader.open(folder.storage(), folder.path(file), OutputTables.LEDGER)) {
        while (rows.next()) {
          if (id.equals(rows.text(0))) {
            return List.of(row(rows));
          }
          if (namesakes.size() < MOST_NAMESAKES && id.equals(rows.text(4))) {
            namesakes.add(row(rows));
          }
        }
      }
    }
    return namesakes;
  }

  /** The text of a kept document as the build wrote it; null where the build wrote none. */
  public String text(Row row) throws IOException {
    for (String file : folder.files()) {
      if (!file.startsWith("documents/source=" + row.source() + "/")) {
        continue;
      }
      try (TableReader rows =
          TableReader.open(folder.storage(), folder.path(file), OutputTables.TEXTS)) {
        while (rows.next()) {
          if (row.id().equals(rows.text(0))) {
            return rows.text(1);
          }
        }
      }
    }
    return null;
  }

  /** The label of a document in the signals; null where it has none there. */
  public String label(Row row, String column) throws IOException {
    TableSchema schema =
        new TableSchema(
            List.of(
                OutputTables.LEDGER.columns().get(0),
                new TableSchema.Column(column, TableSchema.Kind.STRING, true, false)));
    for (String file : folder.files()) {
      if (!file.startsWith("signals/")) {
        continue;
      }
      try (TableReader rows = TableReader.open(folder.storage(), folder.path(file), schema)) {
        while (rows.next()) {
          if (row.id().equals(rows.text(0))) {
            return rows.text(1);
          }
        }
      }
    }
    return null;
  }

  /**
   * What is wrong with a row that gives no document.
   *
   * @param offset the byte of the decompressed file where it is; -1 where it has no such place
   */
  public record Fault(String cause, long offset) {}

  /** Why a row of the ledger is in the quarantine; null where it is not. */
  public Fault fault(Row row) throws IOException {
    for (String file : folder.files()) {
      if (!file.startsWith("quarantine/")) {
        continue;
      }
      try (TableReader faults =
          TableReader.open(folder.storage(), folder.path(file), OutputTables.QUARANTINE)) {
        while (faults.next()) {
          if (row.source().equals(faults.text(0))
              && row.file().equals(faults.text(1))
              && row.row() == (faults.isNull(2) ? -1 : faults.number(2))) {
            return new Fault(faults.text(4), faults.isNull(3) ? -1 : faults.number(3));
          }
        }
      }
    }
    return null;
  }

  private static Row row(TableReader from) {
    return new Row(
        from.text(0),
        from.text(1),
        from.text(2),
        from.isNull(3) ? -1 : from.number(3),
        from.text(4),
        from.text(5),
        from.text(6),
        from.text(7),
        from.real(8),
        from.text(9),
        from.text(10),
        from.real(11),
        from.number(12),
        from.number(13),
        from.isNull(14) ? null : from.number(14),
        from.isNull(15) ? 0 : (int) from.number(15));
  }
}
