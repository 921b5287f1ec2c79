package zydeco.dedup.passage;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;

/**
 * The occurrences that go.
 *
 * <p>Of equal passages the first stays, in the order of preference of their documents, and so one
 * of every unit of every text: what is cut has an equal that comes before it, and the first of all
 * has none. An occurrence that overlaps one that stays in its own text stays as well.
 */
public abstract class Repeats implements Iterator<Repeats.Found> {
  private final Keeping keeping;
  private final Queue<Found> found = new ArrayDeque<>();
  private Occurrence first;
  private Occurrence last;
  private Occurrence gone;
  private long stayed;
  private long went;

  Repeats(Keeping keeping) {
    this.keeping = keeping;
  }

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

  /** Calls {@link #hear} some times, and {@link #end} at the end; false behind that. */
  abstract boolean goOn();

  @Override
  public final boolean hasNext() {
    while (found.isEmpty() && goOn()) {}
    return !found.isEmpty();
  }

  @Override
  public final Found next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return found.remove();
  }

  /** Takes the next occurrence, in the order of {@link Occurrence#PREFERENCE}. */
  final void hear(Occurrence each) {
    boolean begins = first == null || !first.isEqual(each);
    if (begins) {
      end();
      first = each;
    } else if (each.holder().doc() == last.holder().doc() && each.from() < last.to()) {
      return;
    }
    if (begins || each.holder().stays() || stays(each)) {
      stayed++;
      last = each;
    } else {
      Occurrence.Holder holder = each.holder();
      found.add(new Cut(holder.doc(), holder.rank(), each.from(), each.to(), first.holder().id()));
      gone = went++ == 0 ? each : gone;
    }
  }

  private boolean stays(Occurrence each) {
    return keeping.policy() == KeepPolicy.BEST
        ? stayed < keeping.atMost()
        : each.holder().rank() == first.holder().rank();
  }

  /** No equal one comes any more. */
  final void end() {
    if (went > 1) {
      Occurrence.Holder holder = gone.holder();
      found.add(
          new Often(
              went, holder.doc(), gone.from(), gone.to(), holder.id(), gone.high(), gone.low()));
    }
    first = null;
    last = null;
    gone = null;
    stayed = 0;
    went = 0;
  }
}
