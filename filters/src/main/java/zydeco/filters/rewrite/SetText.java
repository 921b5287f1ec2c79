package zydeco.filters.rewrite;

import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.text.Segments;

/** The text that the origin of a rule set leaves of what it keeps. */
final class SetText implements Rewriter {
  private final RuleSet.Rewrite rewrite;
  private final Segments segments = new Segments();

  SetText(String set) {
    rewrite = RuleSets.named(set).rewrite();
  }

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] left = rewrite.text(segments.of(text));
    return java.util.Arrays.equals(left, text) ? text : left;
  }
}
