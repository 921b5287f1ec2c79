package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;

/**
 * An open Parquet file, read row group by row group with its page checksums verified. What breaks
 * in decoding is a CorruptFileException.
 */
final class ParquetFile implements Closeable {
  /** The name of a class and behind it an object's address in memory. */
  private static final Pattern ADDRESS = Pattern.compile("(?<=\\.[\\w$]{1,200})@[0-9a-f]{1,8}\\b");

  private final InputFile file;
  private final ParquetFileReader reader;

  private ParquetFile(InputFile file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
  }

  static ParquetFile open(Storage storage, InputFile file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .usePageChecksumVerification(true)
            .useColumnIndexFilter(false)
            .withUseHadoopVectoredIo(false)
            .build();
    try {
      ParquetFile opened =
          new ParquetFile(file, ParquetFileReader.open(storage.parquet(file), options));
      opened.checkRows();
      return opened;
    } catch (IOException | RuntimeException e) {
      throw fault(file, e);
    }
  }

  private void checkRows() throws IOException {
    for (BlockMetaData group : groups()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        ColumnDescriptor column = schema().getColumnDescription(chunk.getPath().toArray());
        boolean flat = column.getMaxRepetitionLevel() == 0;
        if (flat
            ? chunk.getValueCount() != group.getRowCount()
            : chunk.getValueCount() < group.getRowCount()) {
          reader.close();
          throw corrupt("its column " + chunk.getPath() + " has another number of rows than it");
        }
      }
    }
  }

  MessageType schema() {
    return reader.getFileMetaData().getSchema();
  }

  List<BlockMetaData> groups() {
    return reader.getRowGroups();
  }

  /** The columns of one row group; only those of the projection are read. */
  ColumnReadStore read(int group, MessageType projection) throws IOException {
    try {
      reader.setRequestedSchema(projection);
      PageReadStore pages = reader.readRowGroup(group);
      return new ColumnReadStoreImpl(
          pages, new Ignored(projection), projection, reader.getFileMetaData().getCreatedBy());
    } catch (IOException | RuntimeException e) {
      throw fault(file, e);
    }
  }

  /** Copies the columns that a writer has, as they stand. */
  void appendTo(ParquetFileWriter writer) throws IOException {
    reader.appendTo(writer);
  }

  /** Anything that went wrong while this file was decoded, as the exception to throw. */
  IOException fault(Exception e) {
    return fault(file, e);
  }

  CorruptFileException corrupt(String why) {
    return new CorruptFileException(file.name(), 0, why);
  }

  private static IOException fault(InputFile file, Exception e) {
    boolean unreachable =
        e instanceof CorruptFileException
            || e instanceof FileSystemException
            || e instanceof FileNotFoundException
            || e instanceof InterruptedIOException
            || e instanceof SocketException;
    if (unreachable) {
      return (IOException) e;
    }
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String why =
        cause instanceof ClassNotFoundException
            ? "its compression cannot be read here (no " + cause.getMessage() + "); use zstd"
            : "the Parquet data are broken: " + said(cause);
    CorruptFileException corrupt = new CorruptFileException(file.name(), 0, why);
    corrupt.initCause(e);
    return corrupt;
  }

  /** What the library says, in one line that is the same in every run. */
  private static String said(Throwable cause) {
    String message = cause.getMessage();
    if (message == null) {
      message = cause.getClass().getSimpleName();
    }
    return ADDRESS.matcher(message.lines().findFirst().orElse("")).replaceAll("");
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Stands where the library wants converters, which column readers do not use. */
  private static final class Ignored extends GroupConverter {
    private final GroupType type;

    Ignored(GroupType type) {
      this.type = type;
    }

    @Override
    public Converter getConverter(int field) {
      return type.getType(field).isPrimitive()
          ? new PrimitiveConverter() {}
          : new Ignored(type.getType(field).asGroupType());
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
