package zydeco.filters.rewrite;

import zydeco.filters.text.Blanks;

/**
 * Removes lines, which stand between newlines. Empty lines stay.
 *
 * @param falls which lines go
 * @param strips whether the blanks at both ends of the text go, too
 */
record LineFilter(Falls falls, boolean strips) implements Rewriter {

  /** Whether a line goes; it is not empty. */
  interface Falls {
    boolean falls(byte[] text, int from, int to);
  }

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] kept = new byte[text.length + 1];
    int length = 0;
    int start = 0;
    for (int at = 0; at <= text.length; at++) {
      if (at == text.length || text[at] == '\n') {
        if (at == start || !falls.falls(text, start, at)) {
          System.arraycopy(text, start, kept, length, at - start);
          length += at - start;
          kept[length++] = '\n';
        }
        start = at + 1;
      }
    }
    return Blanks.cut(text, kept, 0, Math.max(0, length - 1), strips);
  }
}
