package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import zydeco.tokenize.mixture.Cutoff;
import zydeco.tokenize.mixture.Draw;
import zydeco.tokenize.mixture.Mixture;
import zydeco.tokenize.mixture.SourceShare;

/** Which documents are in the corpus, and how often. */
final class Selection implements Serializable {
  private final long seed;
  private final double heldOut;
  private final boolean[] taken;
  private final int[] whole;
  private final Cutoff[] cutoffs;

  private Selection(long seed, double heldOut, boolean[] taken, int[] whole, Cutoff[] cutoffs) {
    this.seed = seed;
    this.heldOut = heldOut;
    this.taken = taken;
    this.whole = whole;
    this.cutoffs = cutoffs;
  }

  /** Before the mixture is planned: every source that it takes, once. */
  static Selection of(ShardSettings settings, List<String> sources) {
    Mixture mixture = settings.mixture();
    boolean[] taken = new boolean[sources.size()];
    int[] whole = new int[sources.size()];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = mixture.takes(sources.get(i));
      whole[i] = taken[i] ? 1 : 0;
    }
    return new Selection(
        settings.seed(), settings.heldOut(), taken, whole, new Cutoff[sources.size()]);
  }

  /** With the epochs of a plan; a null cutoff takes nothing beyond whole epochs. */
  Selection with(List<SourceShare> shares, Cutoff[] ends) {
    int[] epochs = shares.stream().mapToInt(SourceShare::whole).toArray();
    return new Selection(seed, heldOut, taken, epochs, Arrays.copyOf(ends, ends.length));
  }

  /** Whether a document is in none of the files: of a source left out, or without a token. */
  boolean ignores(TokenEntry entry) {
    return !taken[entry.source()] || entry.tokens() == 0;
  }

  boolean isHeldOut(TokenEntry entry) {
    return heldOut > 0 && Draw.isHeldOut(entry.content(), heldOut);
  }

  long sample(TokenEntry entry) {
    return Draw.sample(seed, entry.content());
  }

  long place(TokenEntry entry, int epoch) {
    return Draw.place(seed, epoch, entry.content(), entry.id());
  }

  /** How often a document that is not held out is trained on. */
  int copies(TokenEntry entry) {
    Cutoff cutoff = cutoffs[entry.source()];
    boolean once = cutoff != null && cutoff.takes(sample(entry), entry.id());
    return whole[entry.source()] + (once ? 1 : 0);
  }
}
