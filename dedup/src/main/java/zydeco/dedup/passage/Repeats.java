package zydeco.dedup.passage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;

/**
 * The occurrences that go among those of one range of hashes.
 *
 * <p>Of equal passages the first stays, in the order of preference of their documents, and so one
 * of every unit of every text: what is cut has an equal that comes before it, and the first of all
 * has none. An occurrence that overlaps one that stays in its own text stays as well.
 */
public final class Repeats implements Iterator<Repeats.Found> {
  /*
   * Places of occurrences are sorted by the first half of their hashes, without any object for
   * those that are alone, which most are. A passage that occurs n times takes some 100 n bytes here.
   */
  private static final int PASSAGE = 24;

  private final Keeping keeping;
  private final List<Holder> holders = new ArrayList<>();
  private final KeyBlock places = new KeyBlock(1024);
  private final List<Occurrence> group = new ArrayList<>();
  private final List<Found> ready = new ArrayList<>();
  private int next;
  private int given;

  /** What is found. */
  public sealed interface Found permits Cut, Often {}

  /**
   * An occurrence that goes.
   *
   * @param rank of the source of its document
   * @param first the id of the document of the first of its kind
   */
  public record Cut(long doc, int rank, int from, int to, byte[] first) implements Found {}

  /**
   * A passage that goes more than once.
   *
   * @param times how often
   * @param doc where, for example
   * @param id of that document
   */
  public record Often(long times, long doc, int from, int to, byte[] id, long high, long low)
      implements Found {
    /** The most frequent first; what is as frequent in the order of hashes. */
    static final Comparator<Often> MOST =
        Comparator.comparingLong(Often::times)
            .reversed()
            .thenComparing(Often::high, Long::compareUnsigned)
            .thenComparing(Often::low, Long::compareUnsigned);
  }

  /** A document, and the block in which its passages stand. */
  private record Holder(
      long doc, int rank, boolean stays, byte[] id, double[] order, ByteBuffer block) {
    int compareTo(Holder other) {
      if (rank != other.rank) {
        return Integer.compare(rank, other.rank);
      }
      for (int i = 0; i < order.length; i++) {
        if (order[i] != other.order[i]) {
          return Double.compare(other.order[i], order[i]);
        }
      }
      return Arrays.compareUnsigned(id, other.id);
    }
  }

  private record Occurrence(Holder holder, long low, int from, int to) {}

  private static final Comparator<Occurrence> PREFERENCE =
      Comparator.comparingLong(Occurrence::low)
          .thenComparing(Occurrence::holder, Holder::compareTo)
          .thenComparingInt(Occurrence::from);

  /**
   * Reads a range.
   *
   * @param blocks as {@link #put} wrote them
   * @param order how many numbers order documents of a rank, the greater the better
   */
  Repeats(Keeping keeping, Iterator<byte[]> blocks, int order) {
    this.keeping = keeping;
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
    holders.add(new Holder(doc, rank, stays, id, numbers, block));
    for (int left = block.getInt(); left > 0; left--) {
      places.add(block.getLong(block.position()), holder | block.position());
      block.position(block.position() + PASSAGE);
    }
  }

  @Override
  public boolean hasNext() {
    while (given == ready.size() && next < places.size()) {
      given = 0;
      ready.clear();
      int from = next;
      do {
        next++;
      } while (next < places.size() && places.key(next) == places.key(from));
      if (next - from > 1) {
        judge(places.key(from), from, next);
      }
    }
    return given < ready.size();
  }

  @Override
  public Found next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.get(given++);
  }

  private void judge(long high, int from, int to) {
    group.clear();
    for (int i = from; i < to; i++) {
      Holder holder = holders.get((int) (places.doc(i) >>> 32));
      int at = (int) places.doc(i);
      ByteBuffer block = holder.block;
      group.add(
          new Occurrence(
              holder, block.getLong(at + 8), block.getInt(at + 16), block.getInt(at + 20)));
    }
    group.sort(PREFERENCE);
    Occurrence first = null;
    Occurrence last = null;
    Occurrence gone = null;
    int stayed = 0;
    int went = 0;
    for (Occurrence each : group) {
      boolean begins = first == null || first.low != each.low;
      if (begins) {
        count(high, gone, went);
        first = each;
        stayed = 0;
        went = 0;
      } else if (each.holder == last.holder && each.from < last.to) {
        continue;
      }
      if (begins || each.holder.stays || stays(each, first, stayed)) {
        stayed++;
        last = each;
      } else {
        Holder holder = each.holder;
        ready.add(new Cut(holder.doc, holder.rank, each.from, each.to, first.holder.id));
        gone = went++ == 0 ? each : gone;
      }
    }
    count(high, gone, went);
  }

  private void count(long high, Occurrence one, int times) {
    if (times > 1) {
      Holder holder = one.holder;
      ready.add(new Often(times, holder.doc, one.from, one.to, holder.id, high, one.low));
    }
  }

  private boolean stays(Occurrence each, Occurrence first, int stayed) {
    return keeping.policy() == KeepPolicy.BEST
        ? stayed < keeping.atMost()
        : each.holder.rank == first.holder.rank;
  }
}
