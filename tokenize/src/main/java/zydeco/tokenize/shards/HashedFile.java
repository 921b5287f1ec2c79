package zydeco.tokenize.shards;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.Path;

/** A file that is written aside and hashed on the way; it gets its name when it is whole. */
final class HashedFile implements AutoCloseable {
  private final Storage storage;
  private final Path path;
  private final Path aside;
  private final DigestOutputStream digest;
  private final OutputStream out;
  private long bytes;

  /**
   * Begins a file.
   *
   * @param attempt tells apart two tasks that write the same file
   */
  HashedFile(Storage storage, Path path, String attempt) throws IOException {
    this.storage = storage;
    this.path = path;
    this.aside = new Path(path.getParent(), "." + path.getName() + "." + attempt + ".aside");
    try {
      digest =
          new DigestOutputStream(
              storage.files().create(aside, true), MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    out = new BufferedOutputStream(digest, 1 << 16);
  }

  void write(byte[] from, int offset, int count) throws IOException {
    out.write(from, offset, count);
    bytes += count;
  }

  ShardFile.Part commit() throws IOException {
    out.close();
    storage.rename(aside, path);
    String sha256 = HexFormat.of().formatHex(digest.getMessageDigest().digest());
    return new ShardFile.Part(path.getName(), bytes, sha256);
  }

  /** Removes what was not committed. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      storage.files().delete(aside, false);
    }
  }
}
