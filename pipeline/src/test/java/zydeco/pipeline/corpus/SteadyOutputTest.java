package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyOutputTest {
  @TempDir Path folder;

  @Test
  void ordered_footersThatListEncodingsInOtherOrders_becomeTheSameBytes() throws Exception {
    Path file = folder.resolve("t.parquet");
    TableSchema schema = TableSchema.builder().strings("name").nullable().longs("n").build();
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), schema)) {
      for (int i = 0; i < 1000; i++) {
        writer.set(0, i % 7 == 0 ? null : "name " + i % 5).set(1, (long) i).append();
      }
      writer.commit();
    }
    byte[] whole = Files.readAllBytes(file);
    assertThat(SteadyOutput.ordered(whole)).isEqualTo(whole);
    byte[] other = reversed(whole);
    assertThat(other).isNotEqualTo(whole);
    assertThat(SteadyOutput.ordered(other)).isEqualTo(whole);
  }

  @Test
  void create_otherTablesBegunMeanwhile_sameBytes() throws Exception {
    TableSchema wide = TableSchema.builder().strings("name").wide().build();
    TableSchema narrow = TableSchema.builder().strings("name").build();
    byte[] alone = written(wide, folder.resolve("alone.parquet"), null);
    byte[] beside = written(wide, folder.resolve("beside.parquet"), narrow);
    assertThat(beside).isEqualTo(alone);
  }

  /**
   * Writes enough rows for several row groups while another table, if any, begins over and over.
   */
  private byte[] written(TableSchema schema, Path file, TableSchema other) throws Exception {
    String filler = "x".repeat(1000);
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), schema)) {
      for (int i = 0; i < 70_000; i++) {
        if (other != null && i % 10_000 == 0) {
          String location = folder.resolve("other.parquet").toString();
          TableWriter.create(Storage.plain(), location, other).close();
        }
        writer.set(0, filler + i % 10).append();
      }
      writer.commit();
    }
    return Files.readAllBytes(file);
  }

  private static byte[] reversed(byte[] file) throws Exception {
    int at = file.length - 8;
    int length = ByteBuffer.wrap(file, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, at - length, length));
    footer
        .getRow_groups()
        .forEach(
            group ->
                group
                    .getColumns()
                    .forEach(
                        column -> {
                          List<Encoding> encodings =
                              new ArrayList<>(column.getMeta_data().getEncodings());
                          Collections.reverse(encodings);
                          column.getMeta_data().setEncodings(encodings);
                        }));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at - length);
    Util.writeFileMetaData(footer, out);
    int written = out.size() - (at - length);
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(written).array());
    out.write(file, at + 4, 4);
    return out.toByteArray();
  }
}
