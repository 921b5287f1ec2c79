package zydeco.filters.ftfy;

/** How much may still be spent on a line: 64 times its characters. */
final class Effort {
  private static final long ROUNDS = 64;
  private static final long ROUND = 64;

  private long left;

  Effort(long characters) {
    left = ROUNDS * (characters + ROUND);
  }

  /** Takes a round over so many characters; false where there is not that much left. */
  boolean spend(long characters) {
    left -= characters + ROUND;
    return left >= 0;
  }
}
