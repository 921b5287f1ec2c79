package zydeco.filters.redpajama;

/**
 * {@code hash()} of strings and of pairs of strings as CPython 3.11 computes it on 64-bit machines
 * with PYTHONHASHSEED=42, which decides the buckets of RedPajama-V2's importance weights.
 */
final class PythonHash {
  /* Strings: SipHash-1-3 (Aumasson and Bernstein 2012) over the code points in 1, 2 or 4 bytes each,
   * whichever is the least that holds all, keyed by a linear congruential generator that starts at
   * the seed. Tuples: xxHash's rounds over the items' hashes. */

  private static final long[] KEY = key(42);
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private static long[] key(int seed) {
    int state = seed;
    long[] key = new long[2];
    for (int i = 0; i < 16; i++) {
      state = state * 214013 + 2531011;
      key[i >> 3] |= (long) (state >>> 16 & 0xFF) << (8 * (i & 7));
    }
    return key;
  }

  /** The hash of a string of code points. */
  long string(int[] points, int count) {
    if (count == 0) {
      return 0;
    }
    int most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, points[i]);
    }
    int width = most < 0x100 ? 1 : most < 0x10000 ? 2 : 4;
    v0 = KEY[0] ^ 0x736f6d6570736575L;
    v1 = KEY[1] ^ 0x646f72616e646f6dL;
    v2 = KEY[0] ^ 0x6c7967656e657261L;
    v3 = KEY[1] ^ 0x7465646279746573L;
    long word = 0;
    int filled = 0;
    for (int i = 0; i < count; i++) {
      word |= (points[i] & 0xFFFFFFFFL) << (8 * filled);
      filled += width;
      if (filled == 8) {
        compress(word);
        word = 0;
        filled = 0;
      }
    }
    compress(word | (long) count * width << 56);
    v2 ^= 0xFF;
    round();
    round();
    round();
    long hash = v0 ^ v1 ^ v2 ^ v3;
    return hash == -1 ? -2 : hash;
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }

  /** The hash of a pair of which the items' hashes are given. */
  static long pair(long one, long two) {
    long hash = lane(lane(P5, one), two);
    hash += 2 ^ (P5 ^ 3527539L);
    return hash == -1 ? 1546275796L : hash;
  }

  private static long lane(long hash, long item) {
    return Long.rotateLeft(hash + item * P2, 31) * P1;
  }

  /** The bucket of a hash: its absolute value modulo the number of buckets. */
  static int bucket(long hash, int buckets) {
    return (int) Long.remainderUnsigned(Math.abs(hash), buckets);
  }
}
