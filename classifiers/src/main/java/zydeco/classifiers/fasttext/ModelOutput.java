package zydeco.classifiers.fasttext;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A model file written front to back, little-endian. */
final class ModelOutput {
  private static final int CHUNK = 1 << 14;

  private final OutputStream out;

  ModelOutput(OutputStream out) {
    this.out = out;
  }

  void int8(int value) throws IOException {
    out.write(value);
  }

  void int32(int value) throws IOException {
    fixed(value, 4);
  }

  void int64(long value) throws IOException {
    fixed(value, 8);
  }

  void float64(double value) throws IOException {
    int64(Double.doubleToLongBits(value));
  }

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void floats(float[] values) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < values.length; done += CHUNK) {
      int count = Math.min(CHUNK, values.length - done);
      chunk.asFloatBuffer().put(values, done, count);
      out.write(chunk.array(), 0, 4 * count);
    }
  }

  private void fixed(long value, int size) throws IOException {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
