package zydeco.filters.rule;

import java.io.Serializable;
import java.util.Arrays;
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
 * @param rewrite what the origin makes of a text that it keeps
 */
public record RuleSet(String name, String origin, List<Rule> rules, Rewrite rewrite)
    implements Serializable {
  private static final List<String> ANY_LANGUAGE = List.of("zyda1");

  /** Gives the text that an origin's filter leaves. */
  public interface Rewrite extends Serializable {
    byte[] text(Segments segments);
  }

  public RuleSet {
    rules = List.copyOf(rules);
  }

  /** A set whose origin leaves texts as they are. */
  public RuleSet(String name, String origin, List<Rule> rules) {
    this(name, origin, rules, s -> Arrays.copyOf(s.bytes(), s.length()));
  }

  /** The languages that the set's words and marks are of; none: any language. */
  public List<String> languages() {
    return ANY_LANGUAGE.contains(name) ? List.of() : List.of("en");
  }

  /** The same set, whose origin rewrites the texts that it keeps. */
  public RuleSet rewriting(Rewrite other) {
    return new RuleSet(name, origin, rules, other);
  }

  /** The names of the lists that its signals read. */
  public List<String> needs() {
    return rules.stream()
        .flatMap(rule -> Signals.named(rule.signal()).needs().stream())
        .distinct()
        .toList();
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
