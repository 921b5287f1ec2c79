package zydeco.tokenize.shards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the sequences of one shard in a trainer's format. */
interface ShardWriter extends AutoCloseable {

  /**
   * Appends a piece of a document to the current sequence.
   *
   * @param ids as they are stored
   * @param tokens how many
   * @param continues whether it goes on where the piece before it ended
   */
  void piece(ByteBuffer ids, int tokens, boolean continues) throws IOException;

  /** Ends the current sequence, filled up with so many tokens of padding. */
  void endSequence(int padding) throws IOException;

  /** Gives the files their names. */
  List<ShardFile.Part> commit() throws IOException;

  /** Removes what was not committed. */
  @Override
  void close() throws IOException;
}
