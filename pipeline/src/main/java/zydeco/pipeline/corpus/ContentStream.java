package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A file's decompressed bytes.
 *
 * <p>The first bytes tell the codec, whatever the name; but a file whose name ends as a codec's do
 * must begin as such. What looks like a decompression bomb is refused: over 1 GiB that is over 250
 * times as large as its stored bytes so far. Every fault of this kind is a CorruptFileException,
 * and so is a file of Parquet where none belongs.
 */
final class ContentStream implements ByteFeed, Closeable {
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
  private static final long BOMB_BYTES = 1L << 30;
  private static final long BOMB_RATIO = 250;

  private final InputFile file;
  private final RawStream raw;
  private final InputStream in;
  private final long from;
  private long count;
  private boolean finished;

  ContentStream(Storage storage, InputFile file) throws IOException {
    this.file = file;
    from = 0;
    raw = new RawStream(storage.open(file.location()));
    try {
      in = decompressed();
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** The bytes from a place on of a file that is not compressed. */
  ContentStream(Storage storage, InputFile file, long from) throws IOException {
    this.file = file;
    this.from = from;
    raw = new RawStream(storage.open(file.location(), from));
    in = raw;
  }

  private InputStream decompressed() throws IOException {
    PushbackInputStream stored = new PushbackInputStream(raw, PARQUET.length);
    byte[] head = new byte[PARQUET.length];
    int length = stored.readNBytes(head, 0, head.length);
    stored.unread(head, 0, length);
    if (Arrays.equals(head, PARQUET)) {
      throw corrupt("it is a Parquet file, which its name does not say");
    }
    try {
      return Codec.decompress(file.name(), stored);
    } catch (ZipException e) {
      throw corrupt(e.getMessage());
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (ZipException e) {
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
    return new BlockStream(in) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return ContentStream.this.read(bytes, offset, length);
      }
    };
  }

  private void finish() throws IOException {
    if (!finished) {
      byte[] rest = new byte[1 << 12];
      while (raw.read(rest, 0, rest.length) >= 0) {}
      if (from + raw.count() != file.length()) {
        throw new IOException(
            "Cannot read %s: it was listed with %d bytes and has %d. Leave inputs as they are during a build."
                .formatted(file.name(), file.length(), from + raw.count()));
      }
      finished = true;
    }
  }

  /** A fault near the place that has been reached. */
  CorruptFileException corrupt(String why) {
    return new CorruptFileException(file.name(), from + raw.count(), why);
  }

  /** The first bytes of a file of which bytes are given as they stand; null of another. */
  static byte[] plainHead(Storage storage, InputFile file) throws IOException {
    try (InputStream in = storage.open(file.location())) {
      byte[] head = in.readNBytes(1 << 12);
      boolean plain =
          Codec.ofName(file.name()) == null
              && Codec.ofHead(head) == null
              && !Arrays.equals(Arrays.copyOf(head, PARQUET.length), PARQUET);
      return plain ? head : null;
    }
  }

  /** The place in the file at which it begins; not 0 only where bytes are given as they stand. */
  long from() {
    return from;
  }

  /** Decompressed bytes given so far. */
  long count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
