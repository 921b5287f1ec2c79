package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * Megatron's indexed data set: {@code .bin} with the ids, {@code .idx} with where each piece is.
 */
final class MegatronWriter implements ShardWriter {
  /*
   * As megatron-core's IndexedDataset reads it (megatron/core/datasets/indexed_dataset.py): the .bin
   * is ids alone; the .idx is, little-endian,
   *
   *   "MMIDIDX\0\0"  version 1 (8)  code of the id type (1)
   *   pieces (8)  documents + 1 (8)
   *   length of each piece in tokens (4)  its byte in the .bin (8)
   *   first piece of each document, and behind the last one (8)
   *
   * The .bin is a multiple of the sequence length, and no piece crosses such a multiple. Pieces of
   * one document that follow each other are one document of the index; padding at the end of a
   * sequence is a piece and a document of its own.
   */
  private static final byte[] MAGIC = "MMIDIDX\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private final HashedFile bin;
  private final HashedFile idx;
  private final TokenType type;
  private final byte[] paddingId;
  private int[] lengths = new int[1024];
  private int[] firstPieces = new int[1024];
  private int pieces;
  private int documents;

  MegatronWriter(
      Storage storage, Path folder, String name, String attempt, TokenType type, int padding)
      throws IOException {
    this.type = type;
    this.paddingId = new byte[type.width()];
    type.put(ByteBuffer.wrap(paddingId).order(ByteOrder.LITTLE_ENDIAN), padding);
    this.bin = new HashedFile(storage, new Path(folder, name + ".bin"), attempt);
    this.idx = new HashedFile(storage, new Path(folder, name + ".idx"), attempt);
  }

  @Override
  public void piece(ByteBuffer ids, int tokens, boolean continues) throws IOException {
    if (!continues) {
      firstPieces = roomFor(documents, firstPieces);
      firstPieces[documents++] = pieces;
    }
    lengths = roomFor(pieces, lengths);
    lengths[pieces++] = tokens;
    bin.write(ids.array(), ids.arrayOffset() + ids.position(), tokens * type.width());
  }

  private static int[] roomFor(int index, int[] array) {
    return index < array.length ? array : Arrays.copyOf(array, 2 * index);
  }

  @Override
  public void endSequence(int padding) throws IOException {
    if (padding > 0) {
      byte[] filled = new byte[Math.multiplyExact(padding, paddingId.length)];
      for (int at = 0; at < filled.length; at += paddingId.length) {
        System.arraycopy(paddingId, 0, filled, at, paddingId.length);
      }
      piece(ByteBuffer.wrap(filled), padding, false);
    }
  }

  @Override
  public List<ShardFile.Part> commit() throws IOException {
    writeIndex();
    return List.of(bin.commit(), idx.commit());
  }

  private void writeIndex() throws IOException {
    ByteBuffer header = little(MAGIC.length + 25);
    header.put(MAGIC).putLong(1).put((byte) type.megatronCode());
    header.putLong(pieces).putLong(documents + 1L);
    write(header);
    for (int i = 0; i < pieces; i++) {
      write(little(4).putInt(lengths[i]));
    }
    long at = 0;
    for (int i = 0; i < pieces; i++) {
      write(little(8).putLong(at));
      at += (long) lengths[i] * type.width();
    }
    for (int i = 0; i < documents; i++) {
      write(little(8).putLong(firstPieces[i]));
    }
    write(little(8).putLong(pieces));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(ByteBuffer bytes) throws IOException {
    idx.write(bytes.array(), 0, bytes.position());
  }

  @Override
  public void close() throws IOException {
    try {
      bin.close();
    } finally {
      idx.close();
    }
  }
}
