package zydeco.classifiers.fasttext;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A model file read front to back, little-endian, which knows how many bytes are left: nothing is
 * allocated for a size that the file cannot hold.
 */
final class ModelInput {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final byte[] word = new byte[8];
  private long left;

  ModelInput(InputStream in, long size) {
    this.in = in;
    this.left = size;
  }

  long left() {
    return left;
  }

  byte[] bytes(long count, String what) throws IOException {
    claim(count, what);
    if (count > Integer.MAX_VALUE - 8) {
      throw new MalformedModel(what + " are " + count + " bytes, more than can be held");
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException(what);
    }
    return bytes;
  }

  int int32(String what) throws IOException {
    return (int) fixed(4, what);
  }

  long int64(String what) throws IOException {
    return fixed(8, what);
  }

  double float64(String what) throws IOException {
    return Double.longBitsToDouble(int64(what));
  }

  int int8(String what) throws IOException {
    return (int) fixed(1, what);
  }

  boolean flag(String what) throws IOException {
    int value = int8(what);
    if (value != 0 && value != 1) {
      throw new MalformedModel(what + " is " + value + ", neither 0 nor 1");
    }
    return value == 1;
  }

  private long fixed(int size, String what) throws IOException {
    claim(size, what);
    if (in.readNBytes(word, 0, size) < size) {
      throw new EOFException(what);
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (word[i] & 0xff);
    }
    return value;
  }

  /** The bytes up to a NUL, which is read too. */
  byte[] untilNul(String what) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      claim(1, what);
      int next = in.read();
      if (next < 0) {
        throw new EOFException(what);
      }
      if (next == 0) {
        return bytes.toByteArray();
      }
      bytes.write(next);
    }
  }

  /** Fills an array with finite numbers. */
  void floats(float[] into, String what) throws IOException {
    claim(4L * into.length, what);
    byte[] chunk = new byte[CHUNK];
    for (int done = 0; done < into.length; ) {
      int count = Math.min(CHUNK / 4, into.length - done);
      if (in.readNBytes(chunk, 0, 4 * count) < 4 * count) {
        throw new EOFException(what);
      }
      ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(into, done, count);
      for (int i = done; i < done + count; i++) {
        if (!Float.isFinite(into[i])) {
          throw new MalformedModel("number " + i + " of " + what + " is " + into[i]);
        }
      }
      done += count;
    }
  }

  /** Throws unless so many bytes are left; counts them as read. */
  private void claim(long count, String what) throws IOException {
    if (count < 0 || count > left) {
      throw new EOFException(what);
    }
    left -= count;
  }

  /** The file says something that no fastText model says. */
  static final class MalformedModel extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedModel(String message) {
      super(message);
    }
  }
}
