package zydeco.filters.rule;

import java.io.Serializable;
import zydeco.pipeline.stage.Bound;

/**
 * A bound on a signal. A value outside it, or undefined (NaN), breaks the rule.
 *
 * @param name unique in its set, such as {@code word-count}
 * @param signal the signal's name, or the name of another column of numbers
 * @param bound what is allowed
 */
public record Rule(String name, String signal, Bound bound) implements Serializable {

  /** A rule named as its signal. */
  public static Rule on(String signal, Bound bound) {
    return new Rule(signal, signal, bound);
  }

  public Rule withBound(Bound other) {
    return new Rule(name, signal, other);
  }
}
