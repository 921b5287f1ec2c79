package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary local file: bytes go in in any order, and are read back from where they went. */
final class Scratch implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final FileChannel channel;
  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);
  private long written;

  /** A file in a folder of this machine; it is gone when the process is. */
  Scratch(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "shard", ".scratch");
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    unlink(file);
  }

  /** Where the system allows it the name goes at once, so that a killed process leaves nothing. */
  private static void unlink(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /** Appends bytes and says where they are. */
  long append(ByteBuffer bytes) throws IOException {
    long at = written + pending.position();
    if (bytes.remaining() > pending.remaining()) {
      flush();
    }
    if (bytes.remaining() > pending.remaining()) {
      written += writeAll(bytes);
    } else {
      pending.put(bytes);
    }
    return at;
  }

  private int writeAll(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return count;
  }

  /** Makes everything that was appended readable. */
  void flush() throws IOException {
    written += writeAll(pending.flip());
    pending.clear();
  }

  /** Fills a buffer with what was appended at a place. */
  void read(long at, ByteBuffer to) throws IOException {
    long position = at;
    while (to.hasRemaining()) {
      int count = channel.read(to, position);
      if (count < 0) {
        throw new IOException("the temporary file of a shard is shorter than what was written");
      }
      position += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
