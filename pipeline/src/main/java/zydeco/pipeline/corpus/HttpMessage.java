package zydeco.pipeline.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP response as a WARC record holds it (RFC 9112). Its body is what follows the header, to
 * the end of the record, whatever its Content-Length says; chunks and gzip are undone where the
 * header names them and the bytes are such, since crawlers often undo them and leave the header.
 *
 * @param headers by lower-case name, the first of each
 */
record HttpMessage(int status, Map<String, String> headers, byte[] body) {

  /** Throws IOException where the block is no HTTP response, or its gzip body is broken. */
  static HttpMessage parse(byte[] block, long maxBytes) throws IOException {
    int at = lineEnd(block, 0);
    String[] start = line(block, 0, at).split(" ", 3);
    if (!start[0].startsWith("HTTP/") || start.length < 2 || !start[1].matches("[0-9]{3}")) {
      throw new IOException("the block is no HTTP response");
    }
    Map<String, String> headers = new HashMap<>();
    while (at < block.length) {
      int from = at + 1;
      at = lineEnd(block, from);
      String line = line(block, from, at);
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    byte[] body = Arrays.copyOfRange(block, Math.min(block.length, at + 1), block.length);
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      byte[] joined = unchunk(body);
      body = joined == null ? body : joined;
    }
    boolean gzip =
        headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT).contains("gzip");
    if (gzip && body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b) {
      body = gunzip(body, maxBytes);
    }
    return new HttpMessage(Integer.parseInt(start[1]), headers, body);
  }

  /** The place of the line's {@code \n}, or the end. */
  private static int lineEnd(byte[] block, int from) {
    int at = from;
    while (at < block.length && block[at] != '\n') {
      at++;
    }
    return at;
  }

  private static String line(byte[] block, int from, int end) {
    return from >= end ? "" : new String(block, from, end - from, StandardCharsets.UTF_8).strip();
  }

  /** The chunks joined; null where the body is not in chunks. */
  private static byte[] unchunk(byte[] body) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(body.length);
    int at = 0;
    while (at < body.length) {
      int end = lineEnd(body, at);
      String size = line(body, at, end).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        return null;
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return joined.toByteArray();
      }
      int from = Math.min(end + 1, body.length);
      int to = Math.min(body.length, from + length);
      joined.write(body, from, to - from);
      at = lineEnd(body, to) + 1;
    }
    return joined.toByteArray();
  }

  private static byte[] gunzip(byte[] body, long maxBytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] content = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
      if (content.length > maxBytes) {
        throw new IOException("the body is over " + maxBytes + " bytes once decompressed");
      }
      return content;
    } catch (EOFException e) {
      throw new IOException("the gzip body is cut short", e);
    }
  }

  /** The media type in lower case without parameters; empty where none is given. */
  String type() {
    return headers
        .getOrDefault("content-type", "")
        .split(";", 2)[0]
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** The charset that the header names, or null. */
  String charset() {
    for (String parameter : headers.getOrDefault("content-type", "").split(";")) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return pair[1].replace('"', ' ').replace('\'', ' ').strip();
      }
    }
    return null;
  }
}
