package zydeco.filters.signal;

/** Quotients of counts. */
public final class Fraction {
  private Fraction() {}

  /** part / whole; NaN where the whole is 0. */
  public static double of(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }
}
