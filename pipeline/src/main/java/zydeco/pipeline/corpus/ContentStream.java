package zydeco.pipeline.corpus;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * A file's decompressed bytes.
 *
 * <p>The first bytes tell the compression (gzip, zstd or none), whatever the name; but a file named
 * {@code .gz} or {@code .zst} must begin as such. Zstd windows over 128 MiB are refused, and so is
 * what looks like a decompression bomb: over 1 GiB that is over 250 times as large as its stored
 * bytes so far. Every fault of this kind is a CorruptFileException, and so is a file of Parquet
 * where none belongs.
 */
final class ContentStream implements Closeable {
  private static final int WINDOW_LOG_MAX = 27;
  private static final long BOMB_BYTES = 1L << 30;
  private static final long BOMB_RATIO = 250;

  private final InputFile file;
  private final RawStream raw;
  private final InputStream in;
  private long count;
  private String digest;

  ContentStream(Storage storage, InputFile file) throws IOException {
    this.file = file;
    raw = new RawStream(storage.open(file.location()));
    try {
      in = decompressed();
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private InputStream decompressed() throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(raw, 4);
    byte[] head = new byte[4];
    int length = pushback.readNBytes(head, 0, 4);
    pushback.unread(head, 0, length);
    int magic = (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | head[3] << 24;
    String name = file.name().toLowerCase(Locale.ROOT);
    if (length >= 2 && (magic & 0xffff) == 0x8b1f) {
      require(!name.endsWith(".zst"), "it is named .zst and is gzip");
      return new GzipStream(pushback);
    }
    if (length == 4 && (magic == 0xfd2fb528 || (magic & ~0xf) == 0x184d2a50)) {
      require(!name.endsWith(".gz"), "it is named .gz and is zstd");
      return new ZstdInputStreamNoFinalizer(pushback).setLongMax(WINDOW_LOG_MAX);
    }
    require(length == 0 || !name.endsWith(".gz"), "it does not begin as gzip does");
    require(length == 0 || !name.endsWith(".zst"), "it does not begin as zstd does");
    require(length < 4 || magic != 0x31524150, "it is a Parquet file, which its name does not say");
    return pushback;
  }

  private void require(boolean condition, String otherwise) throws CorruptFileException {
    if (!condition) {
      throw new CorruptFileException(file.name(), 0, otherwise);
    }
  }

  /** Reads into a buffer what comes next; -1 at the end. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (ZstdIOException | ZipException | EOFException e) {
      throw corrupt(e.getMessage());
    }
    if (read < 0) {
      finish();
      return -1;
    }
    count += read;
    if (count > BOMB_BYTES && count / BOMB_RATIO > raw.count()) {
      throw corrupt(
          "it holds over " + BOMB_RATIO + " times its own size: taken for a decompression bomb");
    }
    return read;
  }

  /** The same bytes as a stream. */
  InputStream stream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return ContentStream.this.read(bytes, offset, length);
      }
    };
  }

  private void finish() throws IOException {
    if (digest == null) {
      byte[] rest = new byte[1 << 12];
      while (raw.read(rest, 0, rest.length) >= 0) {}
      if (raw.count() != file.length()) {
        throw new IOException(
            "Cannot read %s: it was listed with %d bytes and has %d. Leave inputs as they are during a build."
                .formatted(file.name(), file.length(), raw.count()));
      }
      digest = raw.digest();
    }
  }

  /** A fault near the place that has been reached. */
  CorruptFileException corrupt(String why) {
    return new CorruptFileException(file.name(), raw.count(), why);
  }

  /** Decompressed bytes given so far. */
  long count() {
    return count;
  }

  /** The SHA-256 of the stored file; throws IllegalStateException before the end was reached. */
  String digest() {
    if (digest == null) {
      throw new IllegalStateException("the end of " + file.name() + " has not been reached");
    }
    return digest;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
