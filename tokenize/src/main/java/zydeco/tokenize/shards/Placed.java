package zydeco.tokenize.shards;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import zydeco.pipeline.text.Hash128;

/**
 * One copy of a document on its way to its shard.
 *
 * @param place in the shuffled corpus, unsigned
 * @param epoch 0 the first; below 0: replayed
 * @param id the document's id
 * @param source the rank of its source
 * @param origin its pool, or the number of pools where the copy is replayed
 * @param bytes of its UTF-8 text
 */
record Placed(long place, int epoch, Hash128 id, int source, int origin, long bytes)
    implements Comparable<Placed> {
  static final int HEADER = 44;

  /** A record with room for the ids behind this. */
  ByteBuffer record(int idBytes) {
    ByteBuffer record = ByteBuffer.allocate(Math.addExact(HEADER, idBytes));
    record.putLong(place).putInt(epoch).putLong(id.high()).putLong(id.low());
    return record.putInt(source).putInt(origin).putLong(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads the front of a record; what remains of it are the ids. */
  static Placed read(ByteBuffer record) {
    return new Placed(
        record.getLong(),
        record.getInt(),
        new Hash128(record.getLong(), record.getLong()),
        record.getInt(),
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
