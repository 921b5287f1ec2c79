package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Reads the rows of a table: of one Parquet file, or of every {@code .parquet} file of a folder and
 * below, in the order of their names. Only the columns asked for are read; a column is known by its
 * place among them. Page checksums are verified.
 */
public final class TableReader implements Closeable {
  private final Storage storage;
  private final List<InputFile> files;
  private final TableSchema schema;
  private final ColumnReader[] columns;
  private final int[] present;
  private ParquetFile file;
  private MessageType projection;
  private int nextFile;
  private int nextGroup;
  private long left;
  private boolean inRow;

  private TableReader(Storage storage, List<InputFile> files, TableSchema schema) {
    this.storage = storage;
    this.files = files;
    this.schema = schema;
    columns = new ColumnReader[schema.columns().size()];
    present = new int[columns.length];
  }

  /**
   * Opens a table.
   *
   * @param location an absolute path, or a URI with a scheme, of a file or a folder
   * @param schema the columns asked for; a file may have others too, but not other kinds
   */
  public static TableReader open(Storage storage, String location, TableSchema schema)
      throws IOException {
    return new TableReader(storage, tables(storage, location), schema);
  }

  /**
   * The files of a table, by name. Hidden ones, which an attempt that was killed may have left, are
   * none of them.
   */
  public static List<InputFile> tables(Storage storage, String location) throws IOException {
    List<InputFile> files = new ArrayList<>();
    if (!storage.isFolder(location)) {
      return List.of(storage.file(location, location));
    }
    for (InputFile file : storage.glob(Path.of("/"), location)) {
      if (file.name().endsWith(".parquet")) {
        files.add(file);
      }
    }
    return files;
  }

  /** The rows of a file, as its footer says. */
  public static long rows(Storage storage, String location) throws IOException {
    try (ParquetFile file = ParquetFile.open(storage, storage.file(location, location))) {
      return file.groups().stream().mapToLong(BlockMetaData::getRowCount).sum();
    }
  }

  /** Whether any row of a table has a value in a column, as the footers say. */
  public static boolean hasValue(Storage storage, String location, String column)
      throws IOException {
    for (InputFile table : tables(storage, location)) {
      try (ParquetFile file = ParquetFile.open(storage, table)) {
        for (BlockMetaData group : file.groups()) {
          for (ColumnChunkMetaData chunk : group.getColumns()) {
            if (chunk.getPath().toDotString().equals(column)
                && chunk.getStatistics().getNumNulls() < chunk.getValueCount()) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Goes to the next row; false at the end. */
  public boolean next() throws IOException {
    try {
      if (inRow) {
        leave();
      }
      while (left == 0) {
        if (!openGroup()) {
          return false;
        }
      }
      left--;
      inRow = true;
      return true;
    } catch (RuntimeException e) {
      throw file.fault(e);
    }
  }

  private void leave() {
    for (int i = 0; i < columns.length; i++) {
      if (!isNull(i)) {
        columns[i].skip();
      }
      columns[i].consume();
    }
    inRow = false;
  }

  private boolean openGroup() throws IOException {
    if (file == null || nextGroup == file.groups().size()) {
      if (nextFile == files.size()) {
        return false;
      }
      if (file != null) {
        file.close();
      }
      file = ParquetFile.open(storage, files.get(nextFile++));
      projection = projection(file);
      nextGroup = 0;
      return true;
    }
    left = file.groups().get(nextGroup).getRowCount();
    ColumnReadStore store = file.read(nextGroup++, projection);
    for (int i = 0; i < columns.length; i++) {
      String name = schema.columns().get(i).name();
      columns[i] = store.getColumnReader(projection.getColumnDescription(new String[] {name}));
      present[i] = columns[i].getDescriptor().getMaxDefinitionLevel();
    }
    return true;
  }

  private MessageType projection(ParquetFile opened) throws CorruptFileException {
    List<Type> fields = new ArrayList<>();
    for (TableSchema.Column column : schema.columns()) {
      boolean fits =
          opened.schema().containsField(column.name())
              && opened.schema().getType(column.name()) instanceof PrimitiveType type
              && !type.isRepetition(Type.Repetition.REPEATED)
              && type.getPrimitiveTypeName() == TableSchema.primitive(column.kind());
      if (!fits) {
        throw opened.corrupt("it has no column '" + column.name() + "' of kind " + column.kind());
      }
      fields.add(opened.schema().getType(column.name()));
    }
    return new MessageType("table", fields);
  }

  public boolean isNull(int column) {
    return columns[column].getCurrentDefinitionLevel() < present[column];
  }

  /** An int or long; to be asked only where it is not null. */
  public long number(int column) {
    return schema.columns().get(column).kind() == TableSchema.Kind.INT
        ? columns[column].getInteger()
        : columns[column].getLong();
  }

  /** A double; NaN where it is null. */
  public double real(int column) {
    return isNull(column) ? Double.NaN : columns[column].getDouble();
  }

  /** A copy of bytes, or of a string's UTF-8; null where it is null. */
  public byte[] bytes(int column) {
    return isNull(column) ? null : columns[column].getBinary().getBytes();
  }

  /** How many bytes a value has that is not null. */
  public int length(int column) {
    return columns[column].getBinary().length();
  }

  /** A string, or null. */
  public String text(int column) {
    byte[] utf8 = bytes(column);
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
