package zydeco.tokenize.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.Path;

/** A file that is written aside and hashed on the way; it gets its name when it is whole. */
final class HashedFile implements AutoCloseable {
  private final FileStore store;
  private final Path path;
  private final Path aside;
  private final String format;
  private final String name;
  private final DigestOutputStream digest;
  private final OutputStream out;
  private long bytes;

  /**
   * Begins a file.
   *
   * @param name below the format's folder
   * @param attempt tells apart two tasks that write the same file
   */
  HashedFile(FileStore store, Path path, String format, String name, String attempt)
      throws IOException {
    this.store = store;
    this.path = path;
    this.format = format;
    this.name = name;
    this.aside = new Path(path.getParent(), "." + path.getName() + "." + attempt + ".aside");
    this.digest = new DigestOutputStream(store.create(aside, path), sha256());
    this.out = new BufferedOutputStream(digest, 1 << 16);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  void write(byte[] from, int offset, int count) throws IOException {
    out.write(from, offset, count);
    bytes += count;
  }

  void write(byte[] from) throws IOException {
    write(from, 0, from.length);
  }

  /** Writes what remains of an array's buffer and leaves its position. */
  void write(ByteBuffer from) throws IOException {
    write(from.array(), from.arrayOffset() + from.position(), from.remaining());
  }

  /** The same file as a stream; closing the stream leaves the file open. */
  OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        HashedFile.this.write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int count) throws IOException {
        HashedFile.this.write(from, offset, count);
      }
    };
  }

  Part commit() throws IOException {
    out.close();
    store.rename(aside, path);
    return new Part(format, name, bytes, hex(digest.getMessageDigest()));
  }

  /** Removes what was not committed. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      store.files().delete(aside, false);
    }
  }

  /** Closes all, even where one fails. */
  static void closeAll(HashedFile... files) throws IOException {
    IOException first = null;
    for (HashedFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
