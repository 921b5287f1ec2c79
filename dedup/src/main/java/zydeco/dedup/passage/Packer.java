package zydeco.dedup.passage;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import scala.Tuple2;

/** Sends many small records to partitions, packed into blocks of bytes. */
final class Packer<T> implements Iterator<Tuple2<Integer, byte[]>> {
  private static final int BLOCK = 1 << 18;
  private static final int SMALLEST = 1 << 10;
  private static final long MOST_HELD = 1 << 25;

  private final Iterator<T> values;
  private final Put<T> put;
  private final ByteBuffer[] open;
  private final Queue<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
  private long held;

  /** Writes a value into the {@link Packer#room} of partitions. */
  interface Put<T> {
    void put(T value, Packer<T> to);
  }

  Packer(Iterator<T> values, int partitions, Put<T> put) {
    this.values = values;
    this.put = put;
    this.open = new ByteBuffer[partitions];
  }

  int partitions() {
    return open.length;
  }

  /** Where the next so many bytes of a partition go, which will stand in one block. */
  ByteBuffer room(int partition, int bytes) {
    ByteBuffer buffer = open[partition];
    if (buffer != null && buffer.remaining() < bytes && buffer.position() >= BLOCK) {
      give(partition);
      buffer = null;
    }
    if (buffer == null) {
      buffer = ByteBuffer.allocate(Math.max(SMALLEST, bytes));
      held += buffer.capacity();
    } else if (buffer.remaining() < bytes) {
      int wanted = Math.max(2 * buffer.capacity(), Math.addExact(buffer.position(), bytes));
      held += wanted - buffer.capacity();
      buffer = ByteBuffer.allocate(wanted).put(buffer.flip());
    }
    open[partition] = buffer;
    return buffer;
  }

  private void give(int partition) {
    ByteBuffer buffer = open[partition];
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    ready.add(new Tuple2<>(partition, bytes));
    held -= buffer.capacity();
    open[partition] = null;
  }

  private void giveAll() {
    for (int partition = 0; partition < open.length; partition++) {
      if (open[partition] != null) {
        give(partition);
      }
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && values.hasNext()) {
      put.put(values.next(), this);
      if (held > MOST_HELD) {
        giveAll();
      }
    }
    if (ready.isEmpty()) {
      giveAll();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
