package zydeco.dedup.minhash;

/** Mixing of 64-bit words; part of the specification of signatures and keys, pinned by tests. */
public final class Mix {
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Mix() {}

  /** The finaliser of MurmurHash3 (Austin Appleby, public domain): a permutation of all words. */
  public static long finish(long word) {
    word = (word ^ (word >>> 33)) * 0xff51afd7ed558ccdL;
    word = (word ^ (word >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return word ^ (word >>> 33);
  }

  /** The 32 bits that stand for a shingle in a signature: the high half of one multiply-mix. */
  static int narrow(long word) {
    return (int) (((word ^ (word >>> 32)) * 0xd6e8feb86659fd93L) >>> 32);
  }
}
