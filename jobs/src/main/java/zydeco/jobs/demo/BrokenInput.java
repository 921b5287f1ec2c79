package zydeco.jobs.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The damage that real crawls have, so that the demo's quarantine has something to show. */
final class BrokenInput {
  private BrokenInput() {}

  /** A line cut short, a byte that is no UTF-8, no text, and a text that is a number. */
  static List<byte[]> lines() {
    byte[] invalid = ascii("{\"text\": \"caf_ au lait, as Latin-1 writes it\", \"url\": \"u\"}");
    invalid[new String(invalid, StandardCharsets.US_ASCII).indexOf('_')] = (byte) 0xe9;
    return List.of(
        ascii("{\"text\": \"This line was cut short by a full disk, so its JSON never en"),
        invalid,
        ascii("{\"url\": \"https://javadoc.io/no-text\", \"metadata\": {}}"),
        ascii("{\"text\": 42, \"url\": \"https://javadoc.io/a-number\"}"));
  }

  /** Cuts the file as an interrupted copy does. */
  static void truncate(Path file, double keptShare) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength((long) (open.length() * keptShare));
    }
  }

  private static byte[] ascii(String line) {
    return line.getBytes(StandardCharsets.US_ASCII);
  }
}
