package zydeco.pipeline.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A Parquet file whose bytes are a function of its rows. The library lists a column's encodings in
 * the order of a hash set of enum constants, which differs from JVM to JVM; here the footer is put
 * in order on its way out.
 */
final class SteadyOutput implements OutputFile {
  private static final int TRAILER = 8;

  private final OutputFile file;
  private Stream stream;

  SteadyOutput(OutputFile file) {
    this.file = file;
  }

  /** From now on the writer ends the file: what it writes is held back until it closes. */
  void end() {
    stream.tail = new ByteArrayOutputStream();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    stream = new Stream(file.create(blockSizeHint));
    return stream;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    stream = new Stream(file.createOrOverwrite(blockSizeHint));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  /**
   * The end of a file, its footer in order: other bytes only where the library's order was another.
   */
  static byte[] ordered(byte[] tail) throws IOException {
    int at = tail.length - TRAILER;
    int length = ByteBuffer.wrap(tail, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(tail, at - length, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        order(column.getMeta_data());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(tail.length + 64);
    out.write(tail, 0, at - length);
    Util.writeFileMetaData(footer, out);
    int written = out.size() - (at - length);
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(written).array());
    out.write(tail, at + 4, 4);
    return out.toByteArray();
  }

  private static void order(ColumnMetaData column) {
    List<Encoding> encodings = new ArrayList<>(column.getEncodings());
    encodings.sort(Comparator.comparingInt(Encoding::getValue));
    column.setEncodings(encodings);
    if (column.isSetEncoding_stats()) {
      List<PageEncodingStats> stats = new ArrayList<>(column.getEncoding_stats());
      stats.sort(
          Comparator.comparingInt((PageEncodingStats s) -> s.getPage_type().getValue())
              .thenComparingInt(s -> s.getEncoding().getValue()));
      column.setEncoding_stats(stats);
    }
  }

  private static final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;
    private ByteArrayOutputStream tail;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos() + (tail == null ? 0 : tail.size());
    }

    @Override
    public void write(int b) throws IOException {
      if (tail == null) {
        out.write(b);
      } else {
        tail.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (tail == null) {
        out.write(bytes, offset, length);
      } else {
        tail.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (tail != null && tail.size() >= TRAILER) {
        out.write(ordered(tail.toByteArray()));
        tail = null;
      }
      out.close();
    }
  }
}
