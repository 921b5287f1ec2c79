package zydeco.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No damage to a file passes in silence: it is told, or it changes no document. */
class DamagedFileTest {
  private static final int ROWS = 150;

  @TempDir Path folder;
  private byte[] lines;

  @BeforeEach
  void makeLines() {
    Random random = new Random(5);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      all.append("{\"id\":\"d").append(i).append("\",\"text\":\"");
      for (int j = random.nextInt(60); j >= 0; j--) {
        all.append(Integer.toString(random.nextInt(1 << 20), 36)).append(' ');
      }
      all.append("\",\"n\":").append(random.nextInt()).append("}\n");
    }
    lines = all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a damaged file was told, or gives the very documents of the sound one. */
  private static boolean isHonest(Path file, List<String> sound) throws IOException {
    List<Intake> rows;
    try {
      rows = Reading.all(file);
    } catch (CorruptFileException e) {
      assertThat(e.getMessage()).startsWith(file.getFileName() + ": byte ");
      assertThatThrownBy(() -> Reading.all(file))
          .as("the quarantine is the same in every run")
          .hasMessage(e.getMessage());
      return true;
    }
    return rows.stream().anyMatch(r -> r instanceof Intake.Bad) || Reading.show(rows).equals(sound);
  }

  private int silent(String name, byte[] bytes, int flips) throws IOException {
    Path file = Reading.write(folder.resolve(name), bytes);
    List<String> sound = Reading.show(Reading.all(file));
    assertThat(sound).hasSize(ROWS).noneMatch(s -> s.startsWith("Bad"));
    int silent = 0;
    for (int percent = 0; percent < 100; percent++) {
      Reading.write(file, Arrays.copyOf(bytes, (int) ((long) bytes.length * percent / 100)));
      silent += isHonest(file, sound) ? 0 : 1;
    }
    Random random = new Random(9);
    for (int i = 0; i < flips; i++) {
      byte[] flipped = bytes.clone();
      // The first and last bytes hold headers and footers, where damage is most harmful.
      int at =
          switch (i % 4) {
            case 0 -> random.nextInt(Math.min(40, bytes.length));
            case 1 -> bytes.length - 1 - random.nextInt(Math.min(1200, bytes.length));
            default -> random.nextInt(bytes.length);
          };
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Reading.write(file, flipped);
      boolean honest = isHonest(file, sound);
      if (!honest) {
        System.err.println(name + ": silent flip at " + at + " of " + bytes.length);
      }
      silent += honest ? 0 : 1;
    }
    return silent;
  }

  @ParameterizedTest
  @EnumSource
  void compressed_truncatedOrFlipped_isNeverSilent(Codec codec) throws IOException {
    assertThat(silent("a.jsonl" + codec, Reading.compress(codec, lines), 1000)).isZero();
  }

  @Test
  void array_cutShort_isNeverSilent() throws IOException {
    String all = new String(lines, StandardCharsets.UTF_8).strip();
    byte[] array = utf8("[" + all.replace("\n", ",\n") + "]");

    assertThat(silent("a.json", array, 0)).isZero();
  }

  @Test
  void parquet_truncatedOrFlipped_isNeverSilent() throws IOException {
    TableSchema schema =
        TableSchema.builder().strings("id").strings("text").wide().longs("n").nullable().build();
    Path file = folder.resolve("made.parquet");
    Path source = Reading.write(folder.resolve("made.jsonl"), lines);
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), schema)) {
      for (Intake row : Reading.all(source)) {
        var document = ((Intake.Good) row).document();
        writer.set(0, document.originId()).set(1, document.text());
        writer.set(2, (long) document.metadata().hashCode()).append();
      }
      writer.commit();
    }

    assertThat(silent("a.parquet", Files.readAllBytes(file), 1000)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void severalMembers_areReadWhole(Codec codec) throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(Reading.compress(codec, utf8("{\"text\":\"a")));
    members.write(Reading.compress(codec, new byte[0]));
    members.write(Reading.compress(codec, utf8("b\"}\n")));
    Path file = Reading.write(folder.resolve("a.jsonl" + codec), members.toByteArray());
    Path bare = Reading.write(folder.resolve("b.jsonl"), members.toByteArray());

    assertThat(Reading.show(Reading.all(file))).containsExactly("0|null|null|null|{}|ab");
    assertThat(Reading.show(Reading.all(bare))).containsExactly("0|null|null|null|{}|ab");
  }

  @ParameterizedTest
  @EnumSource
  void garbageBehindTheLastMember_isCorrupt(Codec codec) throws IOException {
    byte[] whole = Reading.compress(codec, utf8("{\"text\":\"a\"}\n"));
    byte[] garbage = Arrays.copyOf(whole, whole.length + 8);
    Arrays.fill(garbage, whole.length, garbage.length, (byte) 'x');

    assertCorrupt("a.jsonl" + codec, garbage, "");
  }

  @ParameterizedTest
  @EnumSource
  void storageThatFails_isNoFaultOfTheFile(Codec codec) throws IOException {
    byte[] whole = Reading.compress(codec, lines);
    for (Exception gone :
        List.of(new IOException("the disk is gone"), new IllegalStateException())) {
      for (int length = 6; length < whole.length; length += 1 + whole.length / 50) {
        InputStream stored = failing(new ByteArrayInputStream(whole, 0, length), gone);
        assertThatThrownBy(
                () -> {
                  try (InputStream in = Codec.decompress("a", stored)) {
                    in.readAllBytes();
                  }
                })
            .isSameAs(gone);
      }
    }
  }

  /** What throws where its bytes end. */
  private static InputStream failing(InputStream stored, Exception gone) {
    return new FilterInputStream(stored) {
      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        int read = super.read(bytes, offset, count);
        if (read < 0 && gone instanceof IOException failed) {
          throw failed;
        }
        if (read < 0) {
          throw (RuntimeException) gone;
        }
        return read;
      }
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertCorrupt(String name, byte[] bytes, String why) throws IOException {
    Path file = Reading.write(folder.resolve(name), bytes);
    assertThatThrownBy(() -> Reading.all(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  @Test
  void open_bytesAndNameDisagree_isCorruptUnlessTheNameIsBare() throws IOException {
    byte[] gzip = Reading.compress(Codec.GZIP, lines);
    byte[] garbage = Arrays.copyOf(gzip, gzip.length + 9);
    assertCorrupt("a.jsonl.gz", lines, "named .gz and does not begin as such a file");
    assertCorrupt("a.jsonl.zst", lines, "named .zst and does not begin as such a file");
    assertCorrupt("b.jsonl.zst", gzip, "but as one of .gz");
    assertCorrupt("b.jsonl.gz", Reading.compress(Codec.ZSTD, lines), "but as one of .zst");
    assertCorrupt("c.jsonl.gz", garbage, "what follows the last gzip member is not gzip");
    assertCorrupt("a.jsonl", "PAR1....".getBytes(StandardCharsets.UTF_8), "it is a Parquet file");
    assertCorrupt("a.parquet", lines, "not a Parquet file");
    assertThat(Reading.all(Reading.write(folder.resolve("d.jsonl"), gzip))).hasSize(ROWS);
    assertThat(
            Reading.all(
                Reading.write(folder.resolve("e.jsonl"), Reading.compress(Codec.ZSTD, lines))))
        .hasSize(ROWS);
  }

  @Test
  void open_emptyFileOfEveryFormat_isOneBadRow() throws IOException {
    for (String name :
        new String[] {
          "a.jsonl",
          "a.jsonl.gz",
          "a.jsonl.zst",
          "a.txt.bz2",
          "a.warc.xz",
          "a.parquet",
          "a.txt",
          "a.warc.gz"
        }) {
      assertThat(Reading.all(Reading.write(folder.resolve(name), "")))
          .containsExactly(new Intake.Bad(-1, 0, "empty file", 0));
    }
  }

  @Test
  void read_decompressionBomb_isStopped() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (var zstd = new com.github.luben.zstd.ZstdOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 1100; i++) {
        zstd.write(zeros);
      }
    }
    assertCorrupt("a.jsonl.zst", bomb.toByteArray(), "taken for a decompression bomb");
  }
}
