package zydeco.pipeline.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952), strictly: every member's checksum and length are verified, members
 * follow each other without anything between them, and nothing but the end follows the last.
 * Whatever breaks this is a ZipException, a stream cut short an EOFException.
 */
final class GzipStream extends BlockStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final byte[] buffer = new byte[1 << 16];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 content = new CRC32();
  private final CRC32 header = new CRC32();
  private int at;
  private int limit;
  private long members;
  private boolean inMember;

  GzipStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (length > 0) {
      if (!inMember && !begin()) {
        return -1;
      }
      int count = inflate(bytes, offset, length);
      if (count > 0) {
        content.update(bytes, offset, count);
        return count;
      }
      if (inflater.finished()) {
        finish();
      } else if (inflater.needsInput()) {
        refill();
      }
    }
    return 0;
  }

  private int inflate(byte[] bytes, int offset, int length) throws ZipException {
    try {
      int count = inflater.inflate(bytes, offset, length);
      if (inflater.needsDictionary()) {
        throw new ZipException("the gzip data asks for a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw new ZipException("the gzip data are broken: " + e.getMessage());
    }
  }

  private void refill() throws IOException {
    at = 0;
    limit = in.read(buffer, 0, buffer.length);
    if (limit <= 0) {
      limit = 0;
      throw new EOFException("the gzip data are cut short");
    }
    inflater.setInput(buffer, 0, limit);
  }

  /** Reads a member's header; false at the end of the file. */
  private boolean begin() throws IOException {
    header.reset();
    int first = byteOrEnd();
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || next() != 0x8b) {
      throw new ZipException(
          members == 0
              ? "it does not begin as gzip does"
              : "what follows the last gzip member is not gzip");
    }
    if (next() != 8) {
      throw new ZipException("the gzip method is unknown");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("the gzip header has unknown flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      int length = next();
      skip(length | next() << 8);
    }
    skipName(flags & NAME);
    skipName(flags & COMMENT);
    if ((flags & HEADER_CRC) != 0) {
      int expected = (int) header.getValue() & 0xffff;
      int low = next();
      if ((low | next() << 8) != expected) {
        throw new ZipException("the gzip header's checksum is wrong");
      }
    }
    inflater.reset();
    inflater.setInput(buffer, at, limit - at);
    content.reset();
    inMember = true;
    members++;
    return true;
  }

  private void finish() throws IOException {
    at = limit - inflater.getRemaining();
    if (littleEndian() != content.getValue()) {
      throw new ZipException("the gzip checksum is wrong");
    }
    if (littleEndian() != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("the gzip length is wrong");
    }
    inMember = false;
  }

  private long littleEndian() throws IOException {
    long word = 0;
    for (int i = 0; i < 4; i++) {
      word |= (long) next() << (8 * i);
    }
    return word;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipName(int flag) throws IOException {
    if (flag != 0) {
      while (next() != 0) {}
    }
  }

  private int next() throws IOException {
    int value = byteOrEnd();
    if (value < 0) {
      throw new EOFException("the gzip data are cut short");
    }
    return value;
  }

  private int byteOrEnd() throws IOException {
    if (at == limit) {
      at = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
    }
    int value = buffer[at++] & 0xff;
    header.update(value);
    return value;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    super.close();
  }
}
