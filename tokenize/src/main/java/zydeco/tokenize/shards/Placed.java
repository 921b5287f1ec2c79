package zydeco.tokenize.shards;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import zydeco.pipeline.text.Hash128;

/**
 * One copy of a document on its way to its shard.
 *
 * @param place in the shuffled corpus, unsigned
 * @param epoch 0 the first
 * @param id the document's id
 * @param source the rank of its source
 * @param bytes of its UTF-8 text
 */
record Placed(long place, int epoch, Hash128 id, int source, long bytes)
    implements Comparable<Placed> {
  static final int HEADER = 40;

  /** A record with room for the ids behind this. */
  ByteBuffer record(int idBytes) {
    ByteBuffer record = ByteBuffer.allocate(Math.addExact(HEADER, idBytes));
    record.putLong(place).putInt(epoch).putLong(id.high()).putLong(id.low());
    return record.putInt(source).putLong(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads the front of a record; what remains of it are the ids. */
  static Placed read(ByteBuffer record) {
    return new Placed(
        record.getLong(),
        record.getInt(),
        new Hash128(record.getLong(), record.getLong()),
        record.getInt(),
        record.getLong());
  }

  @Override
  public int compareTo(Placed other) {
    int byPlace = Long.compareUnsigned(place, other.place);
    if (byPlace != 0) {
      return byPlace;
    }
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : Integer.compare(epoch, other.epoch);
  }
}
