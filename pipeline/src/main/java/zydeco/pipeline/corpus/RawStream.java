package zydeco.pipeline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file's stored bytes, counted and digested as they pass. */
final class RawStream extends BlockStream {
  private final MessageDigest sha256;
  private long count;

  RawStream(InputStream in) {
    super(in);
    sha256 = sha256();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The SHA-256 of a whole file, in lower-case hexadecimal. */
  static String digest(Storage storage, InputFile file) throws IOException {
    try (RawStream raw = new RawStream(storage.open(file.location()))) {
      byte[] buffer = new byte[1 << 16];
      while (raw.read(buffer, 0, buffer.length) >= 0) {}
      return raw.digest();
    }
  }

  long count() {
    return count;
  }

  /** The digest of what has passed; to be asked once. */
  String digest() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      sha256.update(bytes, offset, read);
      count += read;
    }
    return read;
  }
}
