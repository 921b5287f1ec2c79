package zydeco.pipeline.stage;

import java.io.Serializable;

/**
 * A closed interval of allowed values; NaN is outside every bound.
 *
 * @param min the smallest allowed value, or negative infinity
 * @param max the largest allowed value, or positive infinity
 */
public record Bound(double min, double max) implements Serializable {

  public Bound {
    if (Double.isNaN(min) || Double.isNaN(max) || min > max) {
      throw new IllegalArgumentException("min " + min + " is not at most max " + max);
    }
  }

  public static Bound atLeast(double min) {
    return new Bound(min, Double.POSITIVE_INFINITY);
  }

  public static Bound atMost(double max) {
    return new Bound(Double.NEGATIVE_INFINITY, max);
  }

  public boolean allows(double value) {
    return value >= min && value <= max;
  }

  /** Such as {@code >= 50}, {@code <= 0.3} or {@code [3, 10]}. */
  @Override
  public String toString() {
    if (max == Double.POSITIVE_INFINITY) {
      return ">= " + number(min);
    }
    return min == Double.NEGATIVE_INFINITY
        ? "<= " + number(max)
        : "[" + number(min) + ", " + number(max) + "]";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
