package zydeco.filters.rewrite;

import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;

/**
 * The lines that C4 keeps. A page that C4 drops while it walks the lines, for a curly bracket or
 * "lorem ipsum", is left as it came: that verdict is a matter of the rule sets.
 */
final class C4Lines implements Rewriter {
  private final Segments segments = new Segments();
  private final boolean needsPunctuation;

  C4Lines(boolean needsPunctuation) {
    this.needsPunctuation = needsPunctuation;
  }

  @Override
  public byte[] rewrite(byte[] text) {
    segments.of(text);
    C4Walk walk = needsPunctuation ? segments.c4() : segments.c4AnyEnding();
    return walk.loremIpsum() || walk.curlyBracket() ? text : walk.keptText();
  }
}
