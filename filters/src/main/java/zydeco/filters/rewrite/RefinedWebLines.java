package zydeco.filters.rewrite;

import java.util.Arrays;
import java.util.List;
import zydeco.filters.dclm.LineRules;

/** RefinedWeb's line rules as DCLM reproduced them, or some of them. */
record RefinedWebLines(List<LineRules.Step> steps) implements Rewriter {

  static RefinedWebLines of(LineRules.Step step) {
    return new RefinedWebLines(List.of(step));
  }

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] left = new LineRules().apply(text, steps);
    return Arrays.equals(left, text) ? text : left;
  }
}
