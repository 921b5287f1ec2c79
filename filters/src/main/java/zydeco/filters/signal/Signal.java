package zydeco.filters.signal;

import java.util.function.ToDoubleFunction;
import zydeco.filters.text.Segments;

/**
 * A named number about one text.
 *
 * @param name kebab-case, unique
 * @param unit what is counted, or {@code fraction}
 * @param range the smallest and the largest value, such as {@code 0..1}; values outside never occur
 * @param origin whose definition it is
 * @param meaning one sentence
 * @param function gives the number; NaN where the definition divides by nothing
 */
public record Signal(
    String name,
    String unit,
    String range,
    String origin,
    String meaning,
    ToDoubleFunction<Segments> function) {

  public Signal {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("a signal's name is kebab-case, not '" + name + "'");
    }
  }

  /** The number of a text. */
  public double of(Segments segments) {
    return function.applyAsDouble(segments);
  }
}
