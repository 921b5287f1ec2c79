package zydeco.filters.rule;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zydeco.filters.language.English;
import zydeco.filters.language.Language;
import zydeco.filters.language.Languages;
import zydeco.filters.language.WithoutBlanks;
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

  /**
   * Whether the set can judge texts of a language. Most know English; those of datatrove know what
   * the recipe names, too: {@code gopher-quality} where it has stop words, {@code c4-badwords}
   * where it has bad words, {@code fineweb-2} (which does not know English) where it has
   * FineWeb-2's configuration. {@code nemo-non-english} knows every language but English that has
   * blanks between words; {@code zyda1} asks for no language.
   *
   * @param label what the stage {@code language} calls it, or null
   */
  public boolean knows(String label, Languages languages) {
    Language named = languages.named(label);
    return switch (name) {
      case "zyda1" -> true;
      case RuleSets.NEMO_NON_ENGLISH ->
          label != null && !English.is(label) && !WithoutBlanks.is(label);
      case RuleSets.FINEWEB_2 -> named != null && named.fineweb2() != null;
      case "gopher-quality" -> English.is(label) || named != null && named.hasStopWords();
      case "c4-badwords" -> English.is(label) || named != null && named.badWords() != null;
      case "gopher-repetition", "fineweb", "c4", "c4-any-ending" ->
          English.is(label) || named != null;
      default -> English.is(label);
    };
  }

  /** The labels that it knows, one after the other, or what they have in common. */
  public String known(Languages languages) {
    if (name.equals(RuleSets.NEMO_NON_ENGLISH)) {
      return "languages beside English with blanks between words";
    }
    return Stream.concat(Stream.of("en"), languages.named().keySet().stream())
        .filter(label -> knows(label, languages))
        .distinct()
        .collect(Collectors.joining(", "));
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
    return judge(segments, Map.of());
  }

  /**
   * Judges a text by the set's rules with other bounds on some of them.
   *
   * @param own by the rule's name
   */
  public Judgement judge(Segments segments, Map<String, Bound> own) {
    for (Rule rule : rules) {
      double value = Signals.named(rule.signal()).of(segments);
      Bound bound = own.getOrDefault(rule.name(), rule.bound());
      if (!bound.allows(value)) {
        return new Judgement(false, rule.name(), value, bound);
      }
    }
    return new Judgement(true, null, Double.NaN, null);
  }
}
