package zydeco.dedup.passage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.survivors.Keeping;

/** Among the passages of one range of hashes, all of them in memory. */
final class RangeRepeats extends Repeats {
  /*
   * Places of occurrences are sorted by the first half of their hashes, without any object for
   * those that are alone, which most are. A passage that occurs n times takes some 100 n bytes here.
   */
  private static final int PASSAGE = 24;

  private final List<Block> holders = new ArrayList<>();
  private final KeyBlock places = new KeyBlock(1024);
  private final List<Occurrence> group = new ArrayList<>();
  private int next;

  /** A document, and where its passages stand. */
  private record Block(Occurrence.Holder holder, ByteBuffer bytes) {}

  /**
   * Reads a range.
   *
   * @param blocks as {@code PassageNotes} writes them
   * @param order how many numbers order documents of a rank
   */
  RangeRepeats(Keeping keeping, Iterator<byte[]> blocks, int order) {
    super(keeping);
    while (blocks.hasNext()) {
      ByteBuffer block = ByteBuffer.wrap(blocks.next());
      while (block.hasRemaining()) {
        read(block, order);
      }
    }
    places.sort();
  }

  /** How many bytes a document takes with so many passages. */
  static int bytes(int order, int passages) {
    return 8 + 4 + 1 + 16 + 8 * order + 4 + PASSAGE * passages;
  }

  private void read(ByteBuffer block, int order) {
    long doc = block.getLong();
    int rank = block.getInt();
    boolean stays = block.get() != 0;
    byte[] id = new byte[16];
    block.get(id);
    double[] numbers = new double[order];
    for (int i = 0; i < order; i++) {
      numbers[i] = block.getDouble();
    }
    long holder = (long) holders.size() << 32;
    holders.add(new Block(new Occurrence.Holder(doc, rank, stays, id, numbers), block));
    for (int left = block.getInt(); left > 0; left--) {
      places.add(block.getLong(block.position()), holder | block.position());
      block.position(block.position() + PASSAGE);
    }
  }

  @Override
  boolean goOn() {
    if (next == places.size()) {
      return false;
    }
    int from = next;
    do {
      next++;
    } while (next < places.size() && places.key(next) == places.key(from));
    if (next - from > 1) {
      group.clear();
      for (int i = from; i < next; i++) {
        group.add(occurrence(i));
      }
      group.sort(Occurrence.PREFERENCE);
      group.forEach(this::hear);
      end();
    }
    return true;
  }

  private Occurrence occurrence(int place) {
    Block block = holders.get((int) (places.doc(place) >>> 32));
    int at = (int) places.doc(place);
    ByteBuffer bytes = block.bytes;
    return new Occurrence(
        block.holder,
        places.key(place),
        bytes.getLong(at + 8),
        bytes.getInt(at + 16),
        bytes.getInt(at + 20));
  }
}
