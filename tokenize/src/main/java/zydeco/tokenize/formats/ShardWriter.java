package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the sequences of one shard in a trainer's format. */
public interface ShardWriter extends AutoCloseable {

  /**
   * Appends a piece of a document to the current sequence.
   *
   * @param piece whose tokens they are
   * @param ids as they are stored, from the buffer's position to its limit; not changed
   */
  void piece(Piece piece, ByteBuffer ids) throws IOException;

  /** Ends the current sequence, filled up with so many tokens of padding. */
  void endSequence(int padding) throws IOException;

  /** Gives the files their names. */
  List<Part> commit() throws IOException;

  /** Removes what was not committed. */
  @Override
  void close() throws IOException;
}
