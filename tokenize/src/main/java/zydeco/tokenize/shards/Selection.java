package zydeco.tokenize.shards;

import java.io.Serializable;
import zydeco.tokenize.mixture.Curriculum;
import zydeco.tokenize.mixture.Cutoff;
import zydeco.tokenize.mixture.Draw;

/** Which documents one phase trains on, and how often. */
final class Selection implements Serializable {
  /*
   * A pool's documents stand in the order of Draw.sample, over and over. A phase takes what lies
   * between where the phase before it stopped and where it stops itself: a document's copies are those
   * up to the end, less those up to the beginning. Replayed copies are a sample of the copies that the
   * first phase took.
   */
  private static final long NEXT_PHASE = 0x9e3779b97f4a7c15L;

  private final long seed;
  private final int phase;
  private final double heldOut;
  private final boolean[] taken;
  private final Take[] begin;
  private final Take[] end;
  private final Selection first;
  private final Take replay;
  private final Curriculum curriculum;

  /**
   * Copies up to a place in the endless order.
   *
   * @param whole epochs that take every document
   * @param cutoff where a last epoch ends, or null
   */
  record Take(int whole, Cutoff cutoff) implements Serializable {
    static final Take NOTHING = new Take(0, null);

    int count(long drawn, TokenEntry entry) {
      return whole + (cutoff != null && cutoff.takes(drawn, entry.id()) ? 1 : 0);
    }
  }

  /** Takes copies of a document. */
  interface Copies {
    /**
     * A copy.
     *
     * @param epoch from 0; below 0 for replayed ones
     * @param origin the document's pool, or the number of pools for replay
     */
    void take(int epoch, int origin);
  }

  private Selection(
      long seed,
      int phase,
      double heldOut,
      boolean[] taken,
      Take[] begin,
      Take[] end,
      Selection first,
      Take replay,
      Curriculum curriculum) {
    this.seed = seed;
    this.phase = phase;
    this.heldOut = heldOut;
    this.taken = taken;
    this.begin = begin;
    this.end = end;
    this.first = first;
    this.replay = replay;
    this.curriculum = curriculum;
  }

  /** Before anything is planned. */
  static Selection of(ShardSettings settings) {
    int pools = settings.pools().size();
    boolean[] taken = new boolean[pools];
    for (int pool = 0; pool < pools; pool++) {
      String name = settings.pools().names().get(pool);
      taken[pool] = settings.phases().stream().anyMatch(p -> p.mixture().takes(name));
    }
    Take[] nothing = new Take[pools];
    java.util.Arrays.fill(nothing, Take.NOTHING);
    return new Selection(
        settings.seed(), 0, settings.heldOut(), taken, nothing, nothing, null, Take.NOTHING, null);
  }

  /** A phase that begins where this one stops. */
  Selection next(int number, Take[] stops) {
    return new Selection(seed, number, heldOut, taken, end, stops, null, Take.NOTHING, null);
  }

  /** The same with copies of an earlier phase's. */
  Selection replaying(Selection earlier, Take copies) {
    return new Selection(seed, phase, heldOut, taken, begin, end, earlier, copies, curriculum);
  }

  Selection ordered(Curriculum order) {
    return new Selection(seed, phase, heldOut, taken, begin, end, first, replay, order);
  }

  /** Whether a document is in none of the files: of a pool left out, or without a token. */
  boolean ignores(TokenEntry entry) {
    return entry.pool() < 0 || !taken[entry.pool()] || entry.tokens() == 0;
  }

  boolean isHeldOut(TokenEntry entry) {
    return heldOut > 0 && Draw.isHeldOut(entry.content(), heldOut);
  }

  boolean trains(TokenEntry entry) {
    return !ignores(entry) && !isHeldOut(entry);
  }

  long sample(TokenEntry entry) {
    return Draw.sample(seed, entry.content());
  }

  /** The order of an earlier phase's copy in this phase's replay. */
  long replay(TokenEntry entry, int number, int epoch) {
    return Draw.replay(seed, number, epoch, entry.content());
  }

  /** Where a copy stands among all of the phase, unsigned. */
  long place(TokenEntry entry, int epoch) {
    long drawn = Draw.place(seed + phase * NEXT_PHASE, epoch, entry.content(), entry.id());
    return curriculum == null ? drawn : curriculum.place(drawn, entry.score());
  }

  /** Gives every copy of a document that trains. */
  void copies(TokenEntry entry, Copies copies) {
    fresh(entry, epoch -> copies.take(epoch, entry.pool()));
    if (first != null) {
      first.fresh(
          entry,
          epoch -> {
            int count = replay.count(replay(entry, phase, epoch), entry);
            for (int again = 0; again < count; again++) {
              copies.take(-1 - epoch - 4096 * again, taken.length);
            }
          });
    }
  }

  /** The epochs of the copies that are not replayed. */
  void fresh(TokenEntry entry, java.util.function.IntConsumer epochs) {
    long drawn = sample(entry);
    int to = end[entry.pool()].count(drawn, entry);
    for (int epoch = begin[entry.pool()].count(drawn, entry); epoch < to; epoch++) {
      epochs.accept(epoch);
    }
  }
}
