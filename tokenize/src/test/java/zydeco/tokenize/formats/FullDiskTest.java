package zydeco.tokenize.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose files the system itself lets grow no further, in every format. */
class FullDiskTest {
  private static final int SEQUENCES = 1000;
  private static final int SEQUENCE = 2048;

  @TempDir Path folder;

  @Test
  void write_noRoomWithinAShard_namesTheFileAndLeavesNothing() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 2048 && exec \"$@\"",
                "bash",
                java,
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    assertThat(told.lines()).hasSize(ShardFormat.values().length);
    for (ShardFormat format : ShardFormat.values()) {
      String file = "Cannot write " + folder.resolve(format.word()) + "/";
      assertThat(told.lines())
          .as(format.word())
          .anyMatch(line -> line.contains(file) && line.contains("File too large"));
    }
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** Writes a shard of each format until it cannot, and prints why. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      for (ShardFormat format : ShardFormat.values()) {
        try (ShardWriter writer = format.open(target(arguments[0] + "/" + format.word()))) {
          List<Part> parts = write(writer);
          System.out.println(format.word() + " was written whole: " + parts);
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }

    private static ShardTarget target(String folder) {
      return new ShardTarget(
          new Configuration(),
          new org.apache.hadoop.fs.Path(folder),
          "train",
          0,
          "1",
          TokenType.UINT16,
          SEQUENCE,
          1,
          "tokenizer",
          SEQUENCES,
          sequence -> 1);
    }

    private static List<Part> write(ShardWriter writer) throws IOException {
      Random random = new Random(1);
      byte[] ids = new byte[2 * SEQUENCE];
      for (int i = 0; i < SEQUENCES; i++) {
        random.nextBytes(ids);
        writer.piece(new Piece("d" + i, "web", 0, 0, SEQUENCE, false), ByteBuffer.wrap(ids));
        writer.endSequence(0);
      }
      return writer.commit();
    }
  }
}
