package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private static final TableSchema SCHEMA =
      TableSchema.builder()
          .ints("i")
          .longs("l")
          .nullable()
          .doubles("d")
          .nullable()
          .strings("s")
          .nullable()
          .binaries("b")
          .nullable()
          .wide()
          .build();

  @TempDir Path folder;

  private Path write(String name, int from, int to) throws IOException {
    return write(name, from, to, Compression.OF_TABLES);
  }

  private Path write(String name, int from, int to, Compression compression) throws IOException {
    Path file = folder.resolve(name);
    try (TableWriter writer =
        TableWriter.create(Storage.plain(), file.toString(), SCHEMA, compression)) {
      for (int i = from; i < to; i++) {
        writer.set(0, i);
        if (i % 3 != 0) {
          writer.set(1, 10_000_000_000L + i).set(2, i / 4.0);
          writer.set(3, "é" + i).set(4, ("bytes" + i).getBytes(StandardCharsets.UTF_8));
        }
        writer.append();
      }
      writer.commit();
    }
    return file;
  }

  @Test
  void read_writtenRows_givesThemBackWithNulls() throws IOException {
    write("t/a.parquet", 0, 1000);
    write("t/b.parquet", 1000, 2500);

    try (TableReader reader =
        TableReader.open(Storage.plain(), folder.resolve("t").toString(), SCHEMA)) {
      for (int i = 0; i < 2500; i++) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.number(0)).isEqualTo(i);
        boolean there = i % 3 != 0;
        assertThat(reader.isNull(1)).isEqualTo(!there);
        assertThat(Double.compare(reader.real(2), there ? i / 4.0 : Double.NaN)).isZero();
        assertThat(reader.text(3)).isEqualTo(there ? "é" + i : null);
        if (there && i % 2 == 0) {
          assertThat(reader.number(1)).isEqualTo(10_000_000_000L + i);
          assertThat(reader.bytes(4)).isEqualTo(("bytes" + i).getBytes(StandardCharsets.UTF_8));
        }
      }
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"zstd,1", "zstd,22", "snappy,0", "none,0"})
  void write_anyCompression_readsAsOneOfTablesDoes(String name, int level) throws IOException {
    Compression compression = Compression.of(name, level);
    Path usual = write("usual.parquet", 0, 30_000);
    Path file = write("other.parquet", 0, 30_000, compression);
    try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file));
        TableReader one = TableReader.open(Storage.plain(), usual.toString(), SCHEMA);
        TableReader other = TableReader.open(Storage.plain(), file.toString(), SCHEMA)) {
      assertThat(footer.getFooter().getBlocks())
          .flatExtracting(BlockMetaData::getColumns)
          .allMatch(column -> column.getCodec() == compression.codec());
      while (one.next()) {
        assertThat(other.next()).isTrue();
        assertThat(other.text(3)).isEqualTo(one.text(3));
        assertThat(other.bytes(4)).isEqualTo(one.bytes(4));
      }
      assertThat(other.next()).isFalse();
    }
    assertThat(Files.size(file)).isNotEqualTo(Files.size(usual));
  }

  @Test
  void copy_someColumns_theirRowsAndNullsAndNothingElse() throws IOException {
    Path file = write("a.parquet", 0, 40_000);
    TableSchema some = SCHEMA.only("s", "i");
    Path copy = folder.resolve("b/a.parquet");

    TableWriter.copy(Storage.plain(), file.toString(), copy.toString(), some);

    try (TableReader reader = TableReader.open(Storage.plain(), copy.toString(), some)) {
      for (int i = 0; i < 40_000; i++) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.text(0)).isEqualTo(i % 3 != 0 ? "é" + i : null);
        assertThat(reader.number(1)).isEqualTo(i);
      }
      assertThat(reader.next()).isFalse();
    }
    assertThatThrownBy(() -> TableReader.open(Storage.plain(), copy.toString(), SCHEMA).next())
        .hasMessageContaining("it has no column 'l'");
    try (var left = Files.list(copy.getParent())) {
      assertThat(left).containsExactly(copy);
    }
  }

  @Test
  void read_someColumns_givesThoseAlone() throws IOException {
    Path file = write("a.parquet", 0, 10);
    TableSchema some = TableSchema.builder().strings("s").nullable().ints("i").build();

    try (TableReader reader = TableReader.open(Storage.plain(), file.toString(), some)) {
      reader.next();
      reader.next();
      assertThat(reader.text(0)).isEqualTo("é1");
      assertThat(reader.number(1)).isEqualTo(1);
    }
  }

  @Test
  void read_missingColumn_saysWhich() throws IOException {
    Path file = write("a.parquet", 0, 10);
    TableSchema other = TableSchema.builder().strings("x").build();

    try (TableReader reader = TableReader.open(Storage.plain(), file.toString(), other)) {
      assertThatThrownBy(reader::next).hasMessageContaining("no column 'x' of kind STRING");
    }
  }

  @Test
  void commit_sameRows_givesSameBytesAndNothingElse() throws IOException {
    Path first = write("x/a.parquet", 0, 5000);
    Path second = write("y/b.parquet", 0, 5000);

    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    try (var files = Files.list(folder.resolve("x"))) {
      assertThat(files.map(p -> p.getFileName().toString())).containsExactly("a.parquet");
    }
  }

  @Test
  void close_withoutCommit_leavesNothing() throws IOException {
    Path file = folder.resolve("z/a.parquet");
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), SCHEMA)) {
      writer.set(0, 1).append();
      try (var files = Files.list(folder.resolve("z"))) {
        assertThat(files.map(p -> p.getFileName().toString()))
            .allMatch(name -> name.startsWith(".a.parquet.tmp-"))
            .hasSize(1);
      }
    }

    try (var files = Files.list(folder.resolve("z"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void append_columnNotSet_saysWhich() throws IOException {
    try (TableWriter writer =
        TableWriter.create(Storage.plain(), folder.resolve("a.parquet").toString(), SCHEMA)) {
      assertThatThrownBy(() -> writer.set(1, 5).append())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("column 'i' of row 0 is not set");
    }
  }

  @Test
  void commit_noRows_givesAnEmptyTable() throws IOException {
    Path file = write("a.parquet", 0, 0);

    try (TableReader reader = TableReader.open(Storage.plain(), file.toString(), SCHEMA)) {
      assertThat(reader.next()).isFalse();
    }
  }
}
