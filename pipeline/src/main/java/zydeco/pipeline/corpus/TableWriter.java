package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes a table as one Parquet file: zstd unless told otherwise, page checksums, row groups of at
 * most 32 MiB, so that memory stays bounded. The same rows give the same bytes. Until {@link
 * #commit} the file has a hidden name of its own, {@code .NAME.tmp-UUID}, so that attempts at one
 * file do not meet; closing without a commit leaves nothing behind, a killed process may leave that
 * file.
 *
 * <p>Values are set by column; {@link #append} writes the row and forgets it. A column that was not
 * set is null, which only a nullable one may be.
 */
public final class TableWriter implements Closeable {
  private static final long ROW_GROUP_BYTES = 32L << 20;
  private static final int PAGE_BYTES = 1 << 20;

  private final Storage storage;
  private final String location;
  private final String aside;
  private final TableSchema schema;
  private final Row row;
  private final SteadyOutput output;
  private final ParquetWriter<Row> writer;
  private long rows;
  private boolean ended;

  private TableWriter(Storage storage, String location, TableSchema schema, Compression compression)
      throws IOException {
    this.storage = storage;
    this.location = location;
    this.schema = schema;
    aside = aside(location);
    row = new Row(schema.columns().size());
    output = new SteadyOutput(storage.parquetOutput(aside));
    Builder builder = new Builder(output, schema);
    for (TableSchema.Column column : schema.columns()) {
      builder.withDictionaryEncoding(column.path(), column.repeats());
      builder.withStatisticsEnabled(column.path(), !column.wide());
    }
    writer =
        builder
            .withConf(new PlainParquetConfiguration(compression.configuration()))
            .withCompressionCodec(compression.codec())
            .withPageWriteChecksumEnabled(true)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(100)
            .withWriteMode(ParquetFileWriter.Mode.CREATE)
            .withValidation(false)
            .build();
  }

  /**
   * Begins a file.
   *
   * @param location an absolute path, or a URI with a scheme
   */
  public static TableWriter create(Storage storage, String location, TableSchema schema)
      throws IOException {
    return create(storage, location, schema, Compression.OF_TABLES);
  }

  /**
   * Begins a file.
   *
   * @param location an absolute path, or a URI with a scheme
   */
  public static TableWriter create(
      Storage storage, String location, TableSchema schema, Compression compression)
      throws IOException {
    return new TableWriter(storage, location, schema, compression);
  }

  /**
   * Makes a table of some columns of another, as they stand there: no value is decoded.
   *
   * @param from the location of a file
   * @param columns some of that file's
   */
  public static void copy(Storage storage, String from, String location, TableSchema columns)
      throws IOException {
    String aside = aside(location);
    try (ParquetFile file = ParquetFile.open(storage, storage.file(from, from))) {
      SteadyOutput output = new SteadyOutput(storage.parquetOutput(aside));
      try (ParquetFileWriter writer =
          new ParquetFileWriter(
              output,
              columns.parquet(),
              ParquetFileWriter.Mode.CREATE,
              ROW_GROUP_BYTES,
              ParquetWriter.MAX_PADDING_SIZE_DEFAULT)) {
        writer.start();
        file.appendTo(writer);
        output.end();
        writer.end(Map.of());
      }
      storage.publish(aside, location);
    } catch (IOException | RuntimeException e) {
      storage.delete(aside);
      throw new IOException("Cannot write " + location + ": " + e.getMessage(), e);
    }
  }

  private static String aside(String location) {
    int slash = location.lastIndexOf('/');
    String hidden = "." + location.substring(slash + 1) + ".tmp-" + UUID.randomUUID();
    return location.substring(0, slash + 1) + hidden;
  }

  public TableWriter set(int column, long value) {
    row.longs[column] = value;
    row.set[column] = true;
    return this;
  }

  public TableWriter set(int column, double value) {
    row.doubles[column] = value;
    row.set[column] = true;
    return this;
  }

  /** Sets a string, or unsets it by null. */
  public TableWriter set(int column, String value) {
    return set(column, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets bytes, or the UTF-8 of a string, or unsets them by null. They are not copied. */
  public TableWriter set(int column, byte[] value) {
    row.bytes[column] = value;
    row.set[column] = value != null;
    return this;
  }

  /** Sets a list of ints. It is not copied. */
  public TableWriter set(int column, int[] values) {
    row.lists[column] = values;
    row.set[column] = true;
    return this;
  }

  /** Sets a list of strings. It is not copied. */
  public TableWriter set(int column, List<String> values) {
    row.lists[column] = values;
    row.set[column] = true;
    return this;
  }

  /** Sets a list of bytes. It is not copied. */
  public TableWriter setBinaries(int column, List<byte[]> values) {
    row.lists[column] = values;
    row.set[column] = true;
    return this;
  }

  /** Writes the row that has been set. */
  public void append() throws IOException {
    for (int i = 0; i < row.set.length; i++) {
      if (!row.set[i] && !schema.columns().get(i).nullable()) {
        throw new IllegalStateException(
            "column '" + schema.columns().get(i).name() + "' of row " + rows + " is not set");
      }
    }
    try {
      writer.write(row);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    row.clear();
    rows++;
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** Ends the file, makes it durable and gives it its name. */
  public void commit() throws IOException {
    try {
      output.end();
      writer.close();
      storage.publish(aside, location);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    ended = true;
  }

  private IOException cannotWrite(IOException e) {
    return new IOException("Cannot write " + location + ": " + e.getMessage(), e);
  }

  /** Removes the file unless it has been committed. */
  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      try {
        writer.close();
      } finally {
        storage.delete(aside);
      }
    }
  }

  /** The values of one row, by column. */
  private static final class Row {
    final long[] longs;
    final double[] doubles;
    final byte[][] bytes;
    final Object[] lists;
    final boolean[] set;

    Row(int columns) {
      longs = new long[columns];
      doubles = new double[columns];
      bytes = new byte[columns][];
      lists = new Object[columns];
      set = new boolean[columns];
    }

    void clear() {
      java.util.Arrays.fill(set, false);
      java.util.Arrays.fill(bytes, null);
      java.util.Arrays.fill(lists, null);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final TableSchema schema;

    Builder(OutputFile file, TableSchema schema) {
      super(file);
      this.schema = schema;
      OwnFactory.give(this);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return new Support(schema);
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
      return new Support(schema);
    }
  }

  private static final class Support extends WriteSupport<Row> {
    private final TableSchema schema;
    private final TableSchema.Column[] columns;
    private RecordConsumer out;

    Support(TableSchema schema) {
      this.schema = schema;
      columns = schema.columns().toArray(new TableSchema.Column[0]);
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema.parquet(), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema.parquet(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Row row) {
      out.startMessage();
      for (int i = 0; i < columns.length; i++) {
        if (row.set[i]) {
          out.startField(columns[i].name(), i);
          switch (columns[i].kind()) {
            case INT -> out.addInteger(Math.toIntExact(row.longs[i]));
            case LONG, UNSIGNED_LONG -> out.addLong(row.longs[i]);
            case DOUBLE -> out.addDouble(row.doubles[i]);
            case INT_LIST -> list((int[]) row.lists[i]);
            case STRING_LIST, BINARY_LIST -> list((List<?>) row.lists[i]);
            case STRING, BINARY -> out.addBinary(Binary.fromReusedByteArray(row.bytes[i]));
          }
          out.endField(columns[i].name(), i);
        }
      }
      out.endMessage();
    }

    private void list(int[] values) {
      list(values.length, i -> out.addInteger(values[i]));
    }

    private void list(List<?> values) {
      list(values.size(), i -> out.addBinary(binary(values.get(i))));
    }

    private static Binary binary(Object value) {
      return value instanceof byte[] bytes
          ? Binary.fromReusedByteArray(bytes)
          : Binary.fromString((String) value);
    }

    private void list(int size, IntConsumer element) {
      out.startGroup();
      if (size > 0) {
        out.startField("list", 0);
        for (int i = 0; i < size; i++) {
          out.startGroup();
          out.startField("element", 0);
          element.accept(i);
          out.endField("element", 0);
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }
  }

  /**
   * Parquet 1.17 makes the values writers of every file of a JVM by one static factory, which keeps
   * the properties of whichever file began last: columns then have dictionaries or not by chance. A
   * factory for each file, which the builder does not offer, ends that.
   */
  private static final class OwnFactory {
    private static final Field PROPERTIES = properties();

    private static Field properties() {
      try {
        Field field = ParquetWriter.Builder.class.getDeclaredField("encodingPropsBuilder");
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException e) {
        throw new IllegalStateException("Parquet is not the version that Zydeco is built for", e);
      }
    }

    static void give(ParquetWriter.Builder<?, ?> builder) {
      try {
        ((ParquetProperties.Builder) PROPERTIES.get(builder))
            .withValuesWriterFactory(new DefaultV1ValuesWriterFactory());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field was made accessible", e);
      }
    }
  }
}
