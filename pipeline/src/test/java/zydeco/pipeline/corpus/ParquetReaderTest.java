package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetReaderTest {
  private static final MessageType NESTED =
      MessageTypeParser.parseMessageType(
          """
          message m {
            optional binary text (STRING);
            required int64 id;
            optional int64 date (TIMESTAMP(MICROS,true));
            optional double score;
            optional group metadata {
              optional binary url (STRING);
              optional int32 day (DATE);
              optional group langs (LIST) { repeated group list { optional binary element (STRING); } }
            }
            optional group tags (MAP) {
              repeated group key_value { required binary key (STRING); optional boolean value; }
            }
            repeated int32 old;
            optional group matrix (LIST) {
              repeated group list {
                optional group element (LIST) { repeated group list { optional int32 element; } }
              }
            }
            optional binary raw;
          }
          """);

  @TempDir Path folder;

  private Path write(MessageType schema, CompressionCodecName codec, Group... rows)
      throws IOException {
    Path file = folder.resolve(codec + ".parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withCompressionCodec(codec)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  private static Group full() {
    Group row = new SimpleGroupFactory(NESTED).newGroup();
    row.append("text", "Tä").append("id", 42L).append("date", 1_600_000_000_123_456L);
    row.append("score", Double.NaN);
    Group metadata = row.addGroup("metadata");
    metadata.append("url", "http://x/").append("day", 18000);
    Group langs = metadata.addGroup("langs");
    langs.addGroup("list").append("element", "en");
    langs.addGroup("list");
    langs.addGroup("list").append("element", "d\"e");
    Group tags = row.addGroup("tags");
    tags.addGroup("key_value").append("key", "a").append("value", true);
    tags.addGroup("key_value").append("key", "b");
    row.append("old", 1).append("old", 2);
    Group matrix = row.addGroup("matrix");
    Group first = matrix.addGroup("list").addGroup("element");
    first.addGroup("list").append("element", 1);
    first.addGroup("list").append("element", 2);
    matrix.addGroup("list");
    matrix.addGroup("list").addGroup("element");
    matrix.addGroup("list").addGroup("element").addGroup("list").append("element", 3);
    row.append("raw", Binary.fromConstantByteArray(new byte[] {(byte) 0xff, 1}));
    return row;
  }

  private static Group bare(long id, String text) {
    Group row = new SimpleGroupFactory(NESTED).newGroup();
    row.append("id", id);
    if (text != null) {
      row.append("text", text);
    }
    return row;
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void next_nestedColumns_becomeMetadata(CompressionCodecName codec) throws IOException {
    Path file = write(NESTED, codec, full(), bare(1, "x"), bare(2, null), full());
    Source source =
        Reading.source(
            new Layout(
                "c", List.of("text"), List.of("id"), List.of("metadata.url"), List.of("date")),
            100);
    String whole =
        "|42|http://x/|2020-09-13T12:26:40.123456Z|{\"score\":\"NaN\",\"metadata\":{\"day\":\"2019-04-14\","
            + "\"langs\":[\"en\",null,\"d\\\"e\"]},\"tags\":{\"a\":true,\"b\":null},\"old\":[1,2],"
            + "\"matrix\":[[1,2],null,[],[3]],\"raw\":\"/wE=\"}|Tä";

    assertThat(Reading.show(Reading.all(file, source, Reading.ALL)))
        .containsExactly(
            "0" + whole,
            "1|1|null|null|{\"old\":[]}|x",
            "Bad[row=2, offset=-1, cause=the text is null, bytes=0]",
            "3" + whole);
    assertThat(Reading.show(Reading.all(file, source, row -> row == 3)))
        .containsExactly("3" + whole);
  }

  @Test
  void next_halfPrecision_isANumber() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required binary text; optional fixed_len_byte_array(2) score (FLOAT16); }");
    List<Group> rows = new ArrayList<>();
    for (byte[] half : new byte[][] {{0, 0x3e}, {0, (byte) 0xfc}, {1, 0x7c}}) {
      Group row = new SimpleGroupFactory(schema).newGroup();
      rows.add(row.append("text", "x").append("score", Binary.fromConstantByteArray(half)));
    }
    Path file = write(schema, CompressionCodecName.ZSTD, rows.toArray(new Group[0]));
    assertThat(Reading.show(Reading.all(file)))
        .containsExactly(
            "0|null|null|null|{\"score\":1.5}|x",
            "1|null|null|null|{\"score\":\"-Infinity\"}|x",
            "2|null|null|null|{\"score\":\"NaN\"}|x");
  }

  @Test
  void next_textThatIsNotUtf8OrTooLong_isBad() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required binary text; }");
    SimpleGroupFactory rows = new SimpleGroupFactory(schema);
    Path file =
        write(
            schema,
            CompressionCodecName.ZSTD,
            rows.newGroup()
                .append("text", Binary.fromConstantByteArray(new byte[] {'a', (byte) 0xc3})),
            rows.newGroup().append("text", "0123456789x"),
            rows.newGroup().append("text", "0123456789"));

    assertThat(Reading.show(Reading.all(file, Reading.source(Layout.PLAIN, 10), Reading.ALL)))
        .containsExactly(
            "Bad[row=0, offset=-1, cause=invalid UTF-8, bytes=2]",
            "Bad[row=1, offset=-1, cause=text of 11 bytes is over max-document-bytes (10), bytes=11]",
            "2|null|null|null|{}|0123456789");
  }

  @Test
  void open_noTextColumn_saysWhatThereIs() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required binary body; required int32 text; }");
    Path file = write(schema, CompressionCodecName.SNAPPY);

    assertThatThrownBy(() -> Reading.all(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("none of its columns [body, text] is a column of strings named text")
        .hasMessageContaining("columns: {text: ...}");
  }

  @Test
  void read_noParquet_saysTheSameInEveryRun() throws IOException {
    Path file = folder.resolve("none.parquet");
    Files.writeString(file, "PAR1 and then something else");
    assertThatThrownBy(() -> Reading.all(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("the file is not a Parquet file")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("@"));
  }
}
