package zydeco.pipeline.run;

import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableSchema.Column;
import zydeco.pipeline.corpus.TableSchema.Kind;
import zydeco.pipeline.stage.Columns;

/**
 * The tables of a build, as users read them. Ids are 32 hexadecimal digits, bytes are UTF-8 bytes.
 */
public final class OutputTables {
  private OutputTables() {}

  /** One row an input row. */
  public static final TableSchema LEDGER =
      new TableSchema(
          List.of(
              new Column("id", Kind.STRING, false, true),
              new Column("source", Kind.STRING, false, false),
              new Column("file", Kind.STRING, false, false),
              new Column("row", Kind.LONG, true, true),
              new Column("origin_id", Kind.STRING, true, true),
              new Column("fate", Kind.STRING, false, false),
              new Column("stage", Kind.STRING, true, false),
              new Column("rule", Kind.STRING, true, false),
              new Column("value", Kind.DOUBLE, true, false),
              new Column("bound", Kind.STRING, true, false),
              new Column("survivor", Kind.STRING, true, true),
              new Column("similarity", Kind.DOUBLE, true, false),
              new Column("bytes", Kind.LONG, false, false),
              new Column("bytes_out", Kind.LONG, false, false),
              new Column("tokens", Kind.LONG, true, false),
              new Column("survivor_build", Kind.INT, true, false)));

  /** One row a document removed as a copy. */
  public static final TableSchema DUPLICATES =
      new TableSchema(
          List.of(
              new Column("id", Kind.STRING, false, true),
              new Column("survivor", Kind.STRING, false, true),
              new Column("cluster", Kind.STRING, false, true),
              new Column("stage", Kind.STRING, false, false),
              new Column("similarity", Kind.DOUBLE, true, false),
              new Column("jaccard", Kind.DOUBLE, true, false),
              new Column("survivor_build", Kind.INT, true, false)));

  /** One row an unreadable row or file. */
  public static final TableSchema QUARANTINE =
      new TableSchema(
          List.of(
              new Column("source", Kind.STRING, false, false),
              new Column("file", Kind.STRING, false, false),
              new Column("row", Kind.LONG, true, false),
              new Column("offset", Kind.LONG, true, false),
              new Column("cause", Kind.STRING, false, false),
              new Column("bytes", Kind.LONG, false, false)));

  /** The part of the documents table that every build has alike. */
  static final TableSchema TEXTS =
      new TableSchema(
          List.of(
              new Column("id", Kind.STRING, false, true),
              new Column("text", Kind.STRING, false, true)));

  /** One row a document that could be read: id, source, then a column a measure. */
  static TableSchema signals(Columns columns, List<Integer> slots) {
    List<Column> fields = new ArrayList<>();
    fields.add(new Column("id", Kind.STRING, false, true));
    fields.add(new Column("source", Kind.STRING, false, false));
    addMeasures(fields, columns, slots);
    return new TableSchema(fields);
  }

  /** One row a survivor. */
  static TableSchema documents(Columns columns, List<Integer> scores) {
    List<Column> fields = new ArrayList<>();
    fields.add(new Column("id", Kind.STRING, false, true));
    fields.add(new Column("text", Kind.STRING, false, true));
    fields.add(new Column("url", Kind.STRING, true, true));
    fields.add(new Column("date", Kind.STRING, true, true));
    fields.add(new Column("metadata", Kind.STRING, true, true));
    fields.add(new Column("origin_id", Kind.STRING, true, true));
    addMeasures(fields, columns, scores);
    return new TableSchema(fields);
  }

  private static void addMeasures(List<Column> fields, Columns columns, List<Integer> slots) {
    for (int slot : slots) {
      zydeco.pipeline.stage.Column column = columns.list().get(slot);
      Kind kind =
          column.type() == zydeco.pipeline.stage.Column.Type.NUMBER ? Kind.DOUBLE : Kind.STRING;
      fields.add(new Column(column.name(), kind, true, false));
    }
  }
}
