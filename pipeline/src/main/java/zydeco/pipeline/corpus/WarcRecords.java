package zydeco.pipeline.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The records of a WARC file (ISO 28500), framed strictly: every record begins with its version,
 * names its length, and is followed by two line ends. Anything else is a CorruptFileException.
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
      throw content.corrupt("a WARC record does not begin with 'WARC/' at " + place());
    }
    headers.clear();
    String last = null;
    for (String text = due(readLine()); !text.isEmpty(); text = due(readLine())) {
      if (position - offset > LONGEST_HEADER) {
        throw content.corrupt("a WARC record's header is over 1 MiB long at " + place());
      }
      last = header(text, last);
    }
    length = parseLength(headers.get("content-length"));
    bodyIsDue = true;
    return true;
  }

  private String header(String text, String last) throws CorruptFileException {
    if (last != null && (text.charAt(0) == ' ' || text.charAt(0) == '\t')) {
      headers.merge(last, " " + text.strip(), String::concat);
      return last;
    }
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw content.corrupt("a WARC header has no colon at " + place());
    }
    String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    headers.putIfAbsent(name, text.substring(colon + 1).strip());
    return name;
  }

  private long parseLength(String text) throws CorruptFileException {
    if (text == null || !text.matches("[0-9]{1,18}")) {
      throw content.corrupt("a WARC record does not tell its length at " + place());
    }
    return Long.parseLong(text);
  }

  private String due(String text) throws CorruptFileException {
    if (text == null) {
      throw content.corrupt("the last WARC record is cut short at " + place());
    }
    return text;
  }

  private String place() {
    return "byte " + offset + " of the decompressed file";
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
        throw content.corrupt("a WARC header line is over 64 KiB long at " + place());
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
        throw content.corrupt("a WARC record is longer than it says at " + place());
      }
    }
  }
}
