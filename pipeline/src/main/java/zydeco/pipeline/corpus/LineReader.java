package zydeco.pipeline.corpus;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lines of bytes, separated by {@code \n} alone; the last may lack it. A line's bytes stand in
 * {@link #buffer} until the next one is asked for.
 */
final class LineReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int USUAL = 1 << 18;
  private static final int LARGE = 1 << 24;
  private static final int LEAST_READ = 1 << 15;

  private final ByteFeed in;
  private final int longest;
  private byte[] buffer = new byte[USUAL];
  private long base;
  private int start;
  private int end;
  private int next;
  private int filled;
  private boolean finished;
  private long length;
  private long offset;

  /**
   * Lines of more bytes than the longest are passed over, and told by {@link #isOverlong}.
   *
   * @param from the place in the file at which the bytes begin
   */
  LineReader(ByteFeed in, long from, int longest) {
    this.in = in;
    this.longest = longest;
    this.base = from;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    start = next;
    offset = base + start;
    int scan = start;
    while (true) {
      end = newline(buffer, scan, filled);
      if (end >= 0) {
        next = end + 1;
        length = end - start;
        return true;
      }
      if (filled - start > longest) {
        passOver();
        return true;
      }
      scan = filled - start;
      if (finished || !fill()) {
        end = filled;
        next = filled;
        length = end - start;
        return length > 0;
      }
      scan += start;
    }
  }

  /** Reads on; what stands before the line is given up. */
  private boolean fill() throws IOException {
    if (buffer.length - filled < LEAST_READ) {
      int kept = filled - start;
      byte[] to = buffer;
      if (buffer.length > LARGE && kept < USUAL / 2) {
        to = new byte[USUAL];
      } else if (buffer.length - kept < Math.max(LEAST_READ, buffer.length / 4)) {
        to = new byte[(int) Math.min(2L * buffer.length, longest + 1L + 2 * LEAST_READ)];
      }
      System.arraycopy(buffer, start, to, 0, kept);
      buffer = to;
      base += start;
      start = 0;
      filled = kept;
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    finished = read < 0;
    filled += Math.max(0, read);
    return !finished;
  }

  private void passOver() throws IOException {
    while (true) {
      base += filled;
      start = 0;
      filled = 0;
      if (!fill()) {
        end = 0;
        next = 0;
        break;
      }
      end = newline(buffer, 0, filled);
      if (end >= 0) {
        next = end + 1;
        break;
      }
    }
    length = base + end - offset;
    start = end;
  }

  private static int newline(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONG.get(bytes, at) ^ (ONES * '\n');
      long zero = (word - ONES) & ~word & HIGHS;
      if (zero != 0) {
        return at + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  byte[] buffer() {
    return buffer;
  }

  /** The line's first byte in the buffer. */
  int start() {
    return start;
  }

  /** The end of the line in the buffer, before its {@code \n}. */
  int end() {
    return end;
  }

  /** The line's first byte in the decompressed file. */
  long offset() {
    return offset;
  }

  /** The line's bytes, also where it is too long to stand in the buffer. */
  long length() {
    return length;
  }

  boolean isOverlong() {
    return length > longest;
  }
}
