package zydeco.pipeline.corpus;

import java.io.IOException;
import java.io.InputStream;

/** A file's stored bytes, counted as they pass. */
final class RawStream extends BlockStream {
  private long count;

  RawStream(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    count += Math.max(0, read);
    return read;
  }
}
