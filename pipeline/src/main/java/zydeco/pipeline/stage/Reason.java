package zydeco.pipeline.stage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a document was dropped.
 *
 * @param stage the stage's name
 * @param rule the rule's name within the stage, such as {@code gopher-quality.word-count}
 * @param value what was measured
 * @param bound what was allowed, as {@link Bound} or the rule prints it
 */
public record Reason(String stage, String rule, double value, String bound) {
  /** How the rule of a stage ends that is not the first of its kind. */
  public static final Pattern NUMBERED = Pattern.compile(" \\(([1-9]\\d?)\\)$");

  /**
   * The rule of a recipe's stage of that number among those of its kind: from the second on it says
   * so.
   */
  public static String numbered(String rule, int number) {
    return number == 1 ? rule : rule + " (" + number + ")";
  }

  /** The number that a rule says, or 1. */
  public static int number(String rule) {
    Matcher numbered = NUMBERED.matcher(rule);
    return numbered.find() ? Integer.parseInt(numbered.group(1)) : 1;
  }
}
