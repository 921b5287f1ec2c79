package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import zydeco.pipeline.corpus.TableSchema;

/**
 * Notes which piece of which document stands where: {@code shards/placement}, one row a piece, in
 * order. Sequences have the same numbers in every format.
 */
public final class PlacementWriter implements ShardWriter {
  public static final String FOLDER = "placement";

  /** {@code from} is the document's token that the piece begins with. */
  public static final TableSchema SCHEMA =
      TableSchema.builder()
          .strings("id")
          .wide()
          .ints("epoch")
          .ints("sequence")
          .ints("offset")
          .ints("tokens")
          .longs("from")
          .build();

  private final TableFile file;
  private int sequence;
  private int offset;

  public PlacementWriter(ShardTarget target) throws IOException {
    file = new TableFile(target, FOLDER, SCHEMA);
  }

  @Override
  public void piece(Piece piece, ByteBuffer ids) throws IOException {
    file.rows()
        .set(0, piece.id())
        .set(1, piece.epoch())
        .set(2, sequence)
        .set(3, offset)
        .set(4, piece.tokens())
        .set(5, piece.from())
        .append();
    offset += piece.tokens();
  }

  @Override
  public void endSequence(int padding) {
    sequence++;
    offset = 0;
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
