package zydeco.tokenize.mixture;

import zydeco.pipeline.text.Hash128;

/**
 * Numbers drawn for a document, uniform over all 64-bit values and read as unsigned: functions of
 * what the document is and of the seed, never of where it stood.
 */
public final class Draw {
  private static final long SAMPLE = 0x53616d706c65L;
  private static final long PLACE = 0x506c616365L;
  private static final long HELD_OUT = 0x48656c644f7574L;
  private static final long REPLAY = 0x5265706c6179L;
  private static final long ORDER = 0x4f72646572L;

  private Draw() {}

  /** The order in which a source's documents are taken into an epoch that is not whole. */
  public static long sample(long seed, Hash128 content) {
    return mix(mix(mix(seed ^ SAMPLE) ^ content.high()) ^ content.low());
  }

  /** The order in which copies of documents that one phase trained on are taken into another. */
  public static long replay(long seed, int phase, int epoch, Hash128 content) {
    long drawn = mix(mix(mix(seed ^ REPLAY) + phase) + epoch);
    return mix(mix(drawn ^ content.high()) ^ content.low());
  }

  /** A number of 0 to 1, excluded, for a copy that has a place. */
  public static double fraction(long place, long salt) {
    return (mix(place ^ salt) >>> 11) * 0x1p-53;
  }

  /** The place of one epoch's copy of a document in the shuffled corpus. */
  public static long place(long seed, int epoch, Hash128 content, Hash128 id) {
    long drawn = mix(mix(mix(mix(seed ^ PLACE) + epoch) ^ content.high()) ^ content.low());
    return mix(mix(drawn ^ id.high()) ^ id.low());
  }

  /**
   * Whether a document is held out of training. The seed has no say, so that builds of one corpus
   * with different recipes hold out the same documents.
   *
   * @param fraction of documents, 0 to 1
   */
  public static boolean isHeldOut(Hash128 content, double fraction) {
    long drawn = mix(mix(HELD_OUT ^ content.high()) ^ content.low());
    return (drawn >>> 11) < fraction * (1L << 53);
  }

  /** The order of the so-many-th thing of a list that is to be shuffled. */
  public static long order(long seed, long index) {
    return mix(mix(seed ^ ORDER) + index);
  }

  /** The place's share of 0 to parts - 1, each about equally likely. */
  public static int part(long place, int parts) {
    return (int) (((place >>> 32) * parts) >>> 32);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over its next state. */
  private static long mix(long word) {
    long z = word + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
