package zydeco.pipeline.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are added at the end, with JSON's way of writing strings. */
final class ByteSink {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
    if (bytes.length > 1 << 20) {
      bytes = new byte[256];
    }
  }

  int length() {
    return length;
  }

  /** Forgets what was added after the length was this. */
  void truncate(int to) {
    length = to;
  }

  ByteSink put(int value) {
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  ByteSink put(byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, bytes, length, end - start);
    length += end - start;
    return this;
  }

  /** Adds characters of ASCII. */
  ByteSink put(String ascii) {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /** Adds UTF-8 as a JSON string: only quote, backslash and control characters are escaped. */
  ByteSink quoted(byte[] utf8) {
    put('"');
    int run = 0;
    for (int i = 0; i < utf8.length; i++) {
      int value = utf8[i];
      if (value == '"' || value == '\\' || (value >= 0 && value < 0x20)) {
        put(utf8, run, i);
        run = i + 1;
        escape(value);
      }
    }
    return put(utf8, run, utf8.length).put('"');
  }

  private void escape(int value) {
    int letter = "\b\f\n\r\t\"\\".indexOf(value);
    if (letter >= 0) {
      put('\\').put("bfnrt\"\\".charAt(letter));
    } else {
      put("\\u00").put(HEX[value >> 4]).put(HEX[value & 15]);
    }
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  /** The bytes as a string. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
