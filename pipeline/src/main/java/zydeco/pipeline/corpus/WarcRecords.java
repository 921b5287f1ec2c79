package zydeco.pipeline.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The records of a WARC file (ISO 28500), framed strictly: every record begins with its version,
 * names its length, and is followed by two line ends. Anything else is a {@link BrokenFrame}: where
 * the next record begins is not known then.
 */
final class WarcRecords {
  private static final int LONGEST_HEADER = 1 << 20;

  private final ContentStream content;
  private final InputStream in;
  private final byte[] line = new byte[1 << 16];
  private final Map<String, String> headers = new HashMap<>();
  private long position;
  private long offset;
  private long length;
  private boolean bodyIsDue;

  WarcRecords(ContentStream content) {
    this.content = content;
    in = new BufferedInputStream(content.stream(), 1 << 16);
  }

  /** Goes to the next record; false at the end. */
  boolean next() throws IOException {
    if (bodyIsDue) {
      pass();
    }
    offset = position;
    String version = readLine();
    if (version == null) {
      return false;
    }
    if (!version.startsWith("WARC/")) {
      throw new BrokenFrame("a WARC record does not begin with 'WARC/'");
    }
    headers.clear();
    String last = null;
    for (String text = due(readLine()); !text.isEmpty(); text = due(readLine())) {
      if (position - offset > LONGEST_HEADER) {
        throw new BrokenFrame("a WARC record's header is over 1 MiB long");
      }
      last = header(text, last);
    }
    length = parseLength(headers.get("content-length"));
    bodyIsDue = true;
    return true;
  }

  private String header(String text, String last) throws BrokenFrame {
    if (last != null && (text.charAt(0) == ' ' || text.charAt(0) == '\t')) {
      headers.merge(last, " " + text.strip(), String::concat);
      return last;
    }
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new BrokenFrame("a WARC header has no colon");
    }
    String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    headers.putIfAbsent(name, text.substring(colon + 1).strip());
    return name;
  }

  private long parseLength(String text) throws BrokenFrame {
    if (text == null || !text.matches("[0-9]{1,18}")) {
      throw new BrokenFrame("a WARC record does not tell its length");
    }
    return Long.parseLong(text);
  }

  private String due(String text) throws BrokenFrame {
    if (text == null) {
      throw new BrokenFrame("the last WARC record is cut short");
    }
    return text;
  }

  /** A line without its end; null at the end of the file. */
  private String readLine() throws IOException {
    int count = 0;
    int value = read();
    if (value < 0) {
      return null;
    }
    while (value != '\n') {
      if (value < 0) {
        return due(null);
      }
      if (count == line.length) {
        throw new BrokenFrame("a WARC header line is over 64 KiB long");
      }
      line[count++] = (byte) value;
      value = read();
    }
    if (count > 0 && line[count - 1] == '\r') {
      count--;
    }
    return new String(line, 0, count, StandardCharsets.UTF_8);
  }

  private int read() throws IOException {
    int value = in.read();
    position += value < 0 ? 0 : 1;
    return value;
  }

  /**
   * Passes over all that is left, and gives the bytes from the record's first one to the end of the
   * file. Throws CorruptFileException where the compression is damaged there.
   */
  long passRest() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return content.count() - offset;
  }

  /** A header of the record by its lower-case name, or null. */
  String header(String name) {
    return headers.get(name);
  }

  /** The record's first byte in the decompressed file. */
  long offset() {
    return offset;
  }

  /** The bytes of the record's block. */
  long length() {
    return length;
  }

  /** The record's block; to be asked once, and only where its length is below 2 GiB. */
  byte[] block() throws IOException {
    byte[] block = in.readNBytes((int) length);
    position += block.length;
    if (block.length < length) {
      due(null);
    }
    end();
    return block;
  }

  private void pass() throws IOException {
    byte[] sink = new byte[1 << 14];
    long left = length;
    while (left > 0) {
      int read = in.read(sink, 0, (int) Math.min(left, sink.length));
      if (read < 0) {
        due(null);
      }
      left -= read;
      position += read;
    }
    end();
  }

  private void end() throws IOException {
    bodyIsDue = false;
    for (int i = 0; i < 2; i++) {
      if (!due(readLine()).isEmpty()) {
        throw new BrokenFrame("a WARC record is longer than it says");
      }
    }
  }

  /** The record at {@link #offset} has no sound frame; the message says what is wrong with it. */
  static final class BrokenFrame extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenFrame(String message) {
      super(message);
    }
  }
}
