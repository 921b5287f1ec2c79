package zydeco.filters.rule;

import java.io.Serializable;
import java.util.List;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;
import zydeco.pipeline.stage.Bound;

/**
 * Rules published together, in the order in which their origin tries them: the first that is broken
 * is the reason.
 *
 * @param name kebab-case
 * @param origin whose rules, and of which version
 * @param rules in the origin's order
 */
public record RuleSet(String name, String origin, List<Rule> rules) implements Serializable {

  public RuleSet {
    rules = List.copyOf(rules);
  }

  /**
   * What a set says of a text.
   *
   * @param keep whether every rule holds
   * @param rule the name of the first broken rule, or null
   * @param value its value, NaN where undefined or where every rule holds
   * @param bound what it allows, or null
   */
  public record Judgement(boolean keep, String rule, double value, Bound bound) {}

  /** Judges a text by the set's rules; all of them are on signals. */
  public Judgement judge(Segments segments) {
    for (Rule rule : rules) {
      double value = Signals.named(rule.signal()).of(segments);
      if (!rule.bound().allows(value)) {
        return new Judgement(false, rule.name(), value, rule.bound());
      }
    }
    return new Judgement(true, null, Double.NaN, null);
  }
}
