package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

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
  private final SequenceBuffer padded;
  private int[] lengths = new int[1024];
  private int[] firstPieces = new int[1024];
  private int pieces;
  private int documents;

  MegatronWriter(ShardTarget target) throws IOException {
    this.type = target.type();
    this.padded = new SequenceBuffer(type, target.sequence(), target.padding());
    this.bin = target.file(ShardFormat.MEGATRON.word(), target.name() + ".bin");
    this.idx = target.file(ShardFormat.MEGATRON.word(), target.name() + ".idx");
  }

  @Override
  public void piece(Piece piece, ByteBuffer ids) throws IOException {
    note(piece.tokens(), piece.continues());
    bin.write(ids);
  }

  private void note(int tokens, boolean continues) {
    if (!continues) {
      firstPieces = roomFor(documents, firstPieces);
      firstPieces[documents++] = pieces;
    }
    lengths = roomFor(pieces, lengths);
    lengths[pieces++] = tokens;
  }

  private static int[] roomFor(int index, int[] array) {
    return index < array.length ? array : Arrays.copyOf(array, 2 * index);
  }

  @Override
  public void endSequence(int padding) throws IOException {
    if (padding > 0) {
      note(padding, false);
      padded.clear();
      padded.pad(padding);
      bin.write(padded.ids(), 0, padding * type.width());
    }
  }

  @Override
  public List<Part> commit() throws IOException {
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
    HashedFile.closeAll(bin, idx);
  }
}
