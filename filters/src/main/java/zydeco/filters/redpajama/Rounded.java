package zydeco.filters.redpajama;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rounds as RedPajama-V2 does. */
final class Rounded {
  private static final double SCALE = 1e8;
  private static final double NEAR = 1e-4;

  private Rounded() {}

  /**
   * The double nearest to a number rounded to eight decimals, as Python's {@code round(x, 8)} gives
   * it; NaN stays NaN.
   */
  static double of(double value) {
    double scaled = value * SCALE;
    double below = Math.floor(scaled);
    double rest = scaled - below;
    if (Math.abs(rest - 0.5) > NEAR && Math.abs(scaled) < 1e12) {
      return (rest > 0.5 ? below + 1 : below) / SCALE;
    }
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(8, RoundingMode.HALF_EVEN).doubleValue()
        : value;
  }
}
