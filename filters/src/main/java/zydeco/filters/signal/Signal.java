package zydeco.filters.signal;

import java.util.List;
import java.util.function.ToDoubleFunction;
import zydeco.filters.text.Segments;

/**
 * A named number about one text.
 *
 * @param name kebab-case, or as its origin publishes it; unique
 * @param unit what is counted, or {@code fraction}
 * @param range the smallest and the largest value, such as {@code 0..1}; values outside never occur
 * @param origin whose definition it is
 * @param meaning one sentence
 * @param function gives the number; NaN where the definition divides by nothing
 * @param needs lists that it reads; it can only be asked where the recipe names them
 */
public record Signal(
    String name,
    String unit,
    String range,
    String origin,
    String meaning,
    ToDoubleFunction<Segments> function,
    List<String> needs) {

  public Signal {
    if (!name.matches("[a-z0-9]+([-_][a-z0-9]+)*")) {
      throw new IllegalArgumentException("a signal's name is kebab-case, not '" + name + "'");
    }
    needs = List.copyOf(needs);
  }

  /** A signal that needs no list. */
  public Signal(
      String name,
      String unit,
      String range,
      String origin,
      String meaning,
      ToDoubleFunction<Segments> function) {
    this(name, unit, range, origin, meaning, function, List.of());
  }

  /** The same signal, reading lists. */
  public Signal needing(String... lists) {
    return new Signal(name, unit, range, origin, meaning, function, List.of(lists));
  }

  /** The number of a text. */
  public double of(Segments segments) {
    return function.applyAsDouble(segments);
  }
}
