package zydeco.classifiers.fasttext;

/**
 * The remainder of a 32-bit unsigned number by a fixed divisor, without a division: Lemire, Kaser
 * and Kurz, "Faster remainder by direct computation" (2019), exact for every dividend.
 */
final class Remainder {
  private final long inverse;
  private final int divisor;

  /** The divisor is at least 1. */
  Remainder(int divisor) {
    this.divisor = divisor;
    this.inverse = Long.divideUnsigned(-1L, divisor) + 1;
  }

  /** The bits of the dividend are taken as unsigned. */
  int of(int dividend) {
    long fraction = inverse * (dividend & 0xffffffffL);
    return (int) (Math.multiplyHigh(fraction, divisor) + (fraction >> 63 & divisor));
  }

  /** The remainder of a 64-bit unsigned number. */
  int of(long dividend) {
    return (int) Long.remainderUnsigned(dividend, divisor);
  }
}
