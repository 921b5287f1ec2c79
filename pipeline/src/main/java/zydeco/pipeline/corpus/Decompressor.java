package zydeco.pipeline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Decompressed bytes. What is wrong with the stored ones is a ZipException, whichever the codec's
 * library throws; what their storage throws comes through as it is.
 */
final class Decompressor extends BlockStream {
  private final Stored stored;

  Decompressor(Codec codec, InputStream stored) throws IOException {
    this(codec, new Stored(stored));
  }

  private Decompressor(Codec codec, Stored stored) throws IOException {
    super(open(codec, stored));
    this.stored = stored;
  }

  private static InputStream open(Codec codec, Stored stored) throws IOException {
    try {
      return codec.open(stored);
    } catch (IOException | RuntimeException e) {
      throw stored.faultOf(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      throw stored.faultOf(e);
    }
  }

  /** The stored bytes, which remember that they could not be read. */
  private static final class Stored extends BlockStream {
    private Exception failure;

    Stored(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException | RuntimeException e) {
        failure = e;
        throw e;
      }
    }

    /** Why decompressing ended early; throws the storage's failure where there is one. */
    private ZipException faultOf(Exception e) throws IOException {
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (failure instanceof IOException checked) {
        throw checked;
      }
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      ZipException fault = new ZipException(why);
      fault.initCause(e);
      return fault;
    }
  }
}
