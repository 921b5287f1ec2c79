package zydeco.tokenize.shards;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.FileStore;
import zydeco.tokenize.formats.TokenType;

/**
 * Reads a token file from its first document to its last. Ids are read only where they are asked
 * for. Throws IOException naming the file where it is cut short or a checksum disagrees.
 */
final class TokenFileReader implements AutoCloseable {
  private static final int BLOCK_HEADER = 20;

  private final Path path;
  private final FSDataInputStream in;
  private final String tokenizerSha256;
  private final TokenType type;
  private ByteBuffer entries = ByteBuffer.allocate(0);
  private TokenEntry entry;
  private long idsAt;
  private int idBytes;
  private int idsCrc;
  private byte[] ids;
  private int entryIds;
  private int nextIds;
  private long next;
  private long documents;
  private long tokens;

  private TokenFileReader(Path path, FSDataInputStream in) throws IOException {
    this.path = path;
    this.in = in;
    ByteBuffer header = read(0, 44);
    if (header.getLong() != TokenFileWriter.MAGIC) {
      throw new IOException(path + " is no token file. Remove it and run the build again.");
    }
    byte[] sha256 = new byte[32];
    header.get(sha256);
    tokenizerSha256 = HexFormat.of().formatHex(sha256);
    type = TokenType.ofWidth(header.getInt());
    next = 44;
  }

  static TokenFileReader open(String path, Configuration configuration) throws IOException {
    Path source = new Path(path);
    return new TokenFileReader(source, FileStore.of(source, configuration).files().open(source));
  }

  String tokenizerSha256() {
    return tokenizerSha256;
  }

  TokenType type() {
    return type;
  }

  /** Goes on to the next document; false behind the last one. */
  boolean next() throws IOException {
    if (!entries.hasRemaining() && !block()) {
      entry = null;
      return false;
    }
    entryIds = nextIds;
    entry =
        new TokenEntry(
            new Hash128(entries.getLong(), entries.getLong()),
            new Hash128(entries.getLong(), entries.getLong()),
            entries.getInt(),
            entries.getInt(),
            entries.getDouble(),
            entries.getLong(),
            entries.getInt());
    nextIds += entry.tokens() * type.width();
    documents++;
    tokens += entry.tokens();
    return true;
  }

  TokenEntry entry() {
    return entry;
  }

  /** Copies the document's ids, as they are stored, to a place that has room. */
  void ids(ByteBuffer to) throws IOException {
    if (ids == null) {
      ids = read(idsAt, idBytes).array();
      check(TokenFileWriter.crc(ids, idBytes) == idsCrc, "has changed since it was written");
    }
    to.put(ids, entryIds, entry.tokens() * type.width());
  }

  private boolean block() throws IOException {
    int count = read(next, 4).getInt();
    if (count == 0) {
      ByteBuffer end = read(next + 4, 24);
      check(
          end.getLong() == documents
              && end.getLong() == tokens
              && end.getLong() == TokenFileWriter.MAGIC,
          "does not hold what its end says");
      return false;
    }
    ByteBuffer header = read(next + 4, BLOCK_HEADER - 4);
    long length = header.getLong();
    int entriesCrc = header.getInt();
    idsCrc = header.getInt();
    long size = (long) count * TokenFileWriter.ENTRY;
    check(
        count > 0 && size < Integer.MAX_VALUE && length >= 0 && length < Integer.MAX_VALUE,
        "has a broken block");
    entries = read(next + BLOCK_HEADER, (int) size);
    check(
        TokenFileWriter.crc(entries.array(), (int) size) == entriesCrc,
        "has changed since it was written");
    idsAt = next + BLOCK_HEADER + size;
    idBytes = (int) length;
    ids = null;
    nextIds = 0;
    next = idsAt + length;
    return true;
  }

  private ByteBuffer read(long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    try {
      in.seek(position);
      in.readFully(bytes);
    } catch (EOFException e) {
      throw new IOException(path + " is cut short. Remove it and run the build again.", e);
    }
    return ByteBuffer.wrap(bytes);
  }

  private void check(boolean holds, String why) throws IOException {
    if (!holds) {
      throw new IOException(path + " " + why + ". Remove it and run the build again.");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
