package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;

/**
 * Writes a table in parts, a file each: {@code part-00000.parquet} and so on. Rows of one part come
 * one after the other. Used by one thread.
 */
public final class TableParts implements Closeable {
  private final Storage storage;
  private final String folder;
  private final TableSchema schema;
  private int part;
  private TableWriter writer;

  /** Nothing is in the folder before its first part ends. */
  public TableParts(Storage storage, String folder, TableSchema schema) {
    this.storage = storage;
    this.folder = folder;
    this.schema = schema;
  }

  /** The name of a part. */
  public static String name(int part) {
    return String.format(Locale.ROOT, "part-%05d.parquet", part);
  }

  /** The writer of a part; that of another part is committed. */
  public TableWriter of(int asked) throws IOException {
    if (writer == null || asked != part) {
      commit();
      part = asked;
      writer = TableWriter.create(storage, folder + "/" + name(part), schema);
    }
    return writer;
  }

  /** Commits the last part. */
  public void commit() throws IOException {
    if (writer != null) {
      writer.commit();
    }
  }

  /** Lets go of a part that was not committed. */
  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
