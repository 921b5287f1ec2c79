package zydeco.tokenize.shards;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import zydeco.tokenize.formats.FileStore;
import zydeco.tokenize.formats.TokenType;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * Writes a token file: the ids of the documents of one part of a corpus. It is written aside; only
 * {@link #commit} gives it its name, and {@link #close} without commit removes it.
 */
public final class TokenFileWriter implements AutoCloseable {
  /*
   * Big-endian but for the ids:
   *
   *   file    magic (8) tokenizer's sha256 (32) width of an id (4) block* end
   *   block   documents (4, > 0) bytes of ids (8) crc of entries (4) crc of ids (4) entry* ids
   *   entry   id (16) content (16) source (4) pool (4) score (8) bytes of text (8) tokens (4)
   *   ids     little-endian, of one document behind the other's
   *   end     0 (4) documents (8) tokens (8) magic (8)
   *
   * The entries can be read without the ids: each block says how far the next one is. A file that is
   * cut short has no end. Checksums are CRC-32C.
   */
  static final long MAGIC = 0x5a59_444f_4b45_4e32L;
  static final int ENTRY = 60;
  private static final int BLOCK_BYTES = 4 << 20;

  private final FileStore storage;
  private final Path path;
  private final Path aside;
  private final DataOutputStream out;
  private final TokenType type;
  private ByteBuffer entries = ByteBuffer.allocate(ENTRY * 256);
  private byte[] ids = new byte[BLOCK_BYTES / 4];
  private int idBytes;
  private long documents;
  private long tokens;
  private boolean committed;

  private TokenFileWriter(FileStore storage, Path path, TokenizerFile tokenizer, TokenType type)
      throws IOException {
    this.storage = storage;
    this.path = path;
    this.aside = new Path(path.getParent(), "." + path.getName() + ".aside");
    this.type = type;
    this.out = new DataOutputStream(storage.create(aside, path));
    out.writeLong(MAGIC);
    out.write(HexFormat.of().parseHex(tokenizer.sha256()));
    out.writeInt(type.width());
  }

  /** Begins the file of that path, of any file system that Hadoop knows. */
  public static TokenFileWriter create(
      String path, Configuration configuration, TokenizerFile tokenizer, TokenType type)
      throws IOException {
    Path target = new Path(path);
    return new TokenFileWriter(FileStore.of(target, configuration), target, tokenizer, type);
  }

  /**
   * Appends a document.
   *
   * @param entry whose tokens are as many as the ids
   * @param tokens its ids, without end-of-text
   */
  public void append(TokenEntry entry, TokenBuffer tokens) throws IOException {
    int needed = Math.multiplyExact(tokens.size(), type.width());
    if (idBytes > 0 && (long) idBytes + needed > BLOCK_BYTES) {
      flush();
    }
    if (ids.length - idBytes < needed) {
      ids = Arrays.copyOf(ids, Math.addExact(idBytes, Math.max(needed, idBytes)));
    }
    ByteBuffer to = ByteBuffer.wrap(ids, idBytes, needed).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tokens.size(); i++) {
      type.put(to, tokens.ids()[i]);
    }
    idBytes += needed;
    if (entries.remaining() < ENTRY) {
      entries = ByteBuffer.allocate(2 * entries.capacity()).put(entries.flip());
    }
    entries.put(entry.id().toBytes()).put(entry.content().toBytes());
    entries.putInt(entry.source()).putInt(entry.pool()).putDouble(entry.score());
    entries.putLong(entry.bytes()).putInt(tokens.size());
    documents++;
    this.tokens += tokens.size();
  }

  private void flush() throws IOException {
    int count = entries.position() / ENTRY;
    if (count == 0) {
      return;
    }
    out.writeInt(count);
    out.writeLong(idBytes);
    out.writeInt(crc(entries.array(), entries.position()));
    out.writeInt(crc(ids, idBytes));
    out.write(entries.array(), 0, entries.position());
    out.write(ids, 0, idBytes);
    entries.clear();
    idBytes = 0;
  }

  static int crc(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Ends the file and gives it its name. */
  public void commit() throws IOException {
    flush();
    out.writeInt(0);
    out.writeLong(documents);
    out.writeLong(tokens);
    out.writeLong(MAGIC);
    out.close();
    storage.rename(aside, path);
    committed = true;
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      try {
        out.close();
      } finally {
        storage.files().delete(aside, false);
      }
    }
  }

  /** Documents appended so far. */
  public long documents() {
    return documents;
  }
}
