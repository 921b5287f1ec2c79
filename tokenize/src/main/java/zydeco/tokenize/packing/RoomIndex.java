package zydeco.tokenize.packing;

/** A set of whole numbers from 0 to a maximum that finds the smallest member not below a number. */
final class RoomIndex {
  /*
   * Bit sets in levels: a bit of level k + 1 says whether the word of level k at its place has any
   * bit. Each operation looks at one word, at most two, a level: logarithm to the base 64.
   */
  private final long[][] levels;

  RoomIndex(int max) {
    int depth = 1;
    for (long span = 64; span <= max; span *= 64) {
      depth++;
    }
    levels = new long[depth][];
    long words = max / 64 + 1;
    for (int level = 0; level < depth; level++) {
      levels[level] = new long[(int) words];
      words = (words - 1) / 64 + 1;
    }
  }

  void set(int member) {
    int at = member;
    for (long[] level : levels) {
      level[at >> 6] |= 1L << at;
      at >>= 6;
    }
  }

  void clear(int member) {
    int at = member;
    for (long[] level : levels) {
      level[at >> 6] &= ~(1L << at);
      if (level[at >> 6] != 0) {
        return;
      }
      at >>= 6;
    }
  }

  /** The smallest member that is at least so large; -1 where there is none. */
  int atLeast(int least) {
    int at = least;
    for (int level = 0; level < levels.length; level++) {
      if (at >> 6 >= levels[level].length) {
        return -1;
      }
      long above = levels[level][at >> 6] & (-1L << at);
      if (above != 0) {
        return descend(level, (at & ~63) + Long.numberOfTrailingZeros(above));
      }
      at = (at >> 6) + 1;
    }
    return -1;
  }

  private int descend(int level, int at) {
    int member = at;
    for (int below = level - 1; below >= 0; below--) {
      member = (member << 6) + Long.numberOfTrailingZeros(levels[below][member]);
    }
    return member;
  }
}
