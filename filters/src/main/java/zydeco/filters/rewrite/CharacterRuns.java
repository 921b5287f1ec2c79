package zydeco.filters.rewrite;

import zydeco.filters.bytes.Output;

/**
 * Zyda-1's transform: a run of so many equal characters or more becomes one of them. Ten of {@code
 * - _ / \ . , : ?}, newline, carriage return or no-break space; 20 tabs; 40 spaces.
 */
final class CharacterRuns implements Rewriter {
  private static final int[] LEAST = new int[128];
  private static final int NO_BREAK_SPACE = 10;

  static {
    for (char one : "-_/\\\n\r.,:?".toCharArray()) {
      LEAST[one] = 10;
    }
    LEAST['\t'] = 20;
    LEAST[' '] = 40;
  }

  @Override
  public byte[] rewrite(byte[] text) {
    Output output = new Output(text);
    for (int at = 0; at < text.length; ) {
      int width = text[at] >= 0 ? 1 : isNoBreakSpace(text, at) ? 2 : 0;
      if (width == 0) {
        at++;
        continue;
      }
      int end = at + width;
      while (end + width <= text.length
          && (width == 1 ? text[end] == text[at] : isNoBreakSpace(text, end))) {
        end += width;
      }
      int least = width == 2 ? NO_BREAK_SPACE : LEAST[text[at]];
      if (least > 0 && end - at >= least * width) {
        output.remove(at + width, end);
      }
      at = end;
    }
    return output.result();
  }

  private static boolean isNoBreakSpace(byte[] text, int at) {
    return text[at] == (byte) 0xC2 && at + 1 < text.length && text[at + 1] == (byte) 0xA0;
  }
}
