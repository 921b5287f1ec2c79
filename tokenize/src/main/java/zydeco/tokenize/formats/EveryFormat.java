package zydeco.tokenize.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes one shard in several formats at once. */
public final class EveryFormat implements ShardWriter {
  private final List<ShardWriter> writers = new ArrayList<>();

  /** Takes over a writer that has been opened, and closes it. */
  public void add(ShardWriter writer) {
    writers.add(writer);
  }

  @Override
  public void piece(Piece piece, ByteBuffer ids) throws IOException {
    for (ShardWriter writer : writers) {
      writer.piece(piece, ids);
    }
  }

  @Override
  public void endSequence(int padding) throws IOException {
    for (ShardWriter writer : writers) {
      writer.endSequence(padding);
    }
  }

  @Override
  public List<Part> commit() throws IOException {
    List<Part> parts = new ArrayList<>();
    for (ShardWriter writer : writers) {
      parts.addAll(writer.commit());
    }
    return parts;
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (ShardWriter writer : writers) {
      try {
        writer.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
