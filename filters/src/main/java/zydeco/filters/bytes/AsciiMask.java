package zydeco.filters.bytes;

/** Which of eight bytes, as {@link Hashing#word} reads them, are of a class: 0x80 in each. */
public final class AsciiMask {
  public static final long TOPS = 0x8080808080808080L;
  public static final long ONES = 0x0101010101010101L;
  private static final long CASE = 0x2020202020202020L;

  private AsciiMask() {}

  /** Letters. */
  public static long letters(long word) {
    long lower = (word | CASE) & ~TOPS;
    return (lower + ONES * (0x80 - 'a')) & ~(lower + ONES * (0x7F - 'z')) & ~word & TOPS;
  }

  /** Capital letters, among bytes that {@link #letters} has found. */
  public static long capitals(long word, long letters) {
    return letters & ~(word << 2);
  }

  /** Digits. */
  public static long digits(long word) {
    return between(word, '0', '9');
  }

  /** Bytes of ASCII from one to another. */
  public static long between(long word, int first, int last) {
    long low = word & ~TOPS;
    return (low + ONES * (0x80 - first)) & ~(low + ONES * (0x7F - last)) & ~word & TOPS;
  }

  /** Letters in lower case; other bytes as they are. */
  public static long lower(long word, long letters) {
    return word | letters >>> 2;
  }

  /** How many bytes from the first on are of a class: 0 to 8. */
  public static int leading(long mask) {
    return Long.numberOfTrailingZeros(~mask & TOPS) >>> 3;
  }
}
