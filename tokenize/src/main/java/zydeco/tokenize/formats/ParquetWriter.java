package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import zydeco.pipeline.corpus.TableSchema;

/**
 * A Parquet table with a row a sequence: {@code input_ids}, {@code ends} (where pieces end, in
 * tokens from the sequence's start) and {@code documents} (whose pieces they are; none for
 * padding).
 */
final class ParquetWriter implements ShardWriter {
  private static final TableSchema SCHEMA =
      TableSchema.builder().intLists("input_ids").intLists("ends").stringLists("documents").build();

  private final TableFile file;
  private final SequenceBuffer buffer;
  private final List<String> documents = new ArrayList<>();

  ParquetWriter(ShardTarget target) throws IOException {
    file = new TableFile(target, ShardFormat.PARQUET.word(), SCHEMA);
    buffer = new SequenceBuffer(target.type(), target.sequence(), target.padding());
  }

  @Override
  public void piece(Piece piece, ByteBuffer from) {
    buffer.piece(from, piece.tokens());
    documents.add(piece.id());
  }

  @Override
  public void endSequence(int padding) throws IOException {
    buffer.pad(padding);
    int[] ids = new int[buffer.tokens()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = buffer.id(i);
    }
    file.rows().set(0, ids).set(1, buffer.ends()).set(2, List.copyOf(documents)).append();
    buffer.clear();
    documents.clear();
  }

  @Override
  public List<Part> commit() throws IOException {
    return List.of(file.commit());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
