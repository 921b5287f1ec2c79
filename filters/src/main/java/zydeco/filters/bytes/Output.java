package zydeco.filters.bytes;

import java.util.Arrays;

/** Bytes copied from a text, with parts of it left out or replaced. */
public final class Output {
  private final byte[] text;
  private byte[] bytes;
  private int length;
  private int copied;

  /** Of a text of which nothing has been copied. */
  public Output(byte[] text) {
    this.text = text;
  }

  /** Copies what stands before a place and leaves out what stands from there to another. */
  public void replace(int from, int to, byte[] by) {
    copyTo(from);
    ensure(by.length);
    System.arraycopy(by, 0, bytes, length, by.length);
    length += by.length;
    copied = to;
  }

  /** Copies what stands before a place and leaves out what stands from there to another. */
  public void remove(int from, int to) {
    copyTo(from);
    copied = to;
  }

  private void copyTo(int at) {
    ensure(at - copied);
    System.arraycopy(text, copied, bytes, length, at - copied);
    length += at - copied;
    copied = at;
  }

  private void ensure(int more) {
    if (bytes == null) {
      bytes = new byte[Math.max(64, text.length)];
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
    }
  }

  /** The text itself where nothing was removed or replaced. */
  public byte[] result() {
    if (bytes == null) {
      return text;
    }
    copyTo(text.length);
    return Arrays.copyOf(bytes, length);
  }
}
