package zydeco.classifiers.fasttext;

/**
 * The remainder of a 32-bit unsigned number by a fixed divisor, without a division: Lemire, Kaser
 * and Kurz, "Faster remainder by direct computation" (2019), exact for every dividend.
 */
final class Remainder {
  private final long inverse;
  private final long below;
  private final int divisor;

  /** The divisor is at least 1. */
  Remainder(int divisor) {
    this.divisor = divisor;
    this.below = Long.divideUnsigned(-1L, divisor);
    this.inverse = below + 1;
  }

  /** The bits of the dividend are taken as unsigned. */
  int of(int dividend) {
    long fraction = inverse * (dividend & 0xffffffffL);
    return (int) (Math.multiplyHigh(fraction, divisor) + (fraction >> 63 & divisor));
  }

  /**
   * The remainder of a 64-bit unsigned number. The quotient by the inverse, rounded down, is at
   * most one too small.
   */
  int of(long dividend) {
    long quotient = Math.multiplyHigh(dividend, below) + (dividend >> 63 & below);
    quotient += below >> 63 & dividend;
    long left = dividend - quotient * divisor;
    return (int) (left - (divisor & ~(left - divisor >> 63)));
  }
}
