package zydeco.filters.signal;

/** Quotients of counts. */
final class Fraction {
  private Fraction() {}

  /** part / whole; NaN where the whole is 0. */
  static double of(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }
}
