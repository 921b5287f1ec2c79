package zydeco.pipeline.corpus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a stream makes of another's bytes, in blocks: a single byte is a block of one. */
abstract class BlockStream extends FilterInputStream {
  private final byte[] one = new byte[1];

  BlockStream(InputStream in) {
    super(in);
  }

  @Override
  public final int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] bytes, int offset, int length) throws IOException;

  @Override
  public final long skip(long count) throws IOException {
    byte[] passed = new byte[(int) Math.max(0, Math.min(count, 1 << 12))];
    return Math.max(0, read(passed, 0, passed.length));
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
