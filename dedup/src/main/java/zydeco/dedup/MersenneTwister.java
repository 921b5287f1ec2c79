package zydeco.dedup;

/**
 * The random numbers of numpy's {@code RandomState(seed)}, as far as published permutations are
 * drawn from them.
 */
final class MersenneTwister {
  /*
   * MT19937 (Matsumoto and Nishimura, ACM TOMACS 8(1), 1998) with Knuth's initialisation. A number
   * of 64 bits is two of 32, the high half first; a bounded one is drawn anew until it fits.
   */
  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int at = SIZE;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  private int next32() {
    if (at == SIZE) {
      twist();
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int y = state[i] & 0x80000000 | state[(i + 1) % SIZE] & 0x7fffffff;
      state[i] = state[(i + MIDDLE) % SIZE] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    at = 0;
  }

  /** From {@code least} to below {@code bound}, both from 0 to 2^62. */
  long between(long least, long bound) {
    long range = bound - 1 - least;
    long mask = -1L >>> Long.numberOfLeadingZeros(range);
    long drawn;
    do {
      drawn = ((long) next32() << 32 | next32() & 0xffffffffL) & mask;
    } while (drawn > range);
    return least + drawn;
  }
}
