package zydeco.pipeline.corpus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Decompressed bytes. What is wrong with the stored ones is a ZipException, whichever the codec's
 * library throws; what their storage throws comes through as it is.
 */
final class Decompressor extends InputStream {
  private final Stored stored;
  private final InputStream in;

  Decompressor(Codec codec, InputStream stored) throws IOException {
    this.stored = new Stored(stored);
    InputStream opened = null;
    try {
      opened = codec.open(this.stored);
    } catch (IOException | RuntimeException e) {
      throw faultOf(e);
    }
    in = opened;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      throw faultOf(e);
    }
  }

  private IOException faultOf(Exception e) {
    if (stored.failure != null) {
      return stored.failure;
    }
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    ZipException fault = new ZipException(why);
    fault.initCause(e);
    return fault;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The stored bytes, which remember that they could not be read. */
  private static final class Stored extends FilterInputStream {
    private IOException failure;

    Stored(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
