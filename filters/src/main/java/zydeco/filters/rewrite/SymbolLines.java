package zydeco.filters.rewrite;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.IntPredicate;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * Removes lines of symbols and spaces alone: datatrove's SymbolLinesFormatter. Lines that are left
 * end by {@code \n}, the last by nothing, where the text changes or not.
 *
 * @param symbols which characters are symbols
 * @param mark whether two line ends stand where lines were removed
 */
record SymbolLines(IntPredicate symbols, boolean mark) implements Rewriter {

  /** Lines of marks and signs, as datatrove has it where no symbols are given. */
  static SymbolLines ofSigns() {
    return new SymbolLines(c -> Characters.is(c, Characters.SYMBOL), false);
  }

  /** Lines of bars, which tables leave behind, as FineWeb-2 ran it. */
  static SymbolLines ofBars() {
    return new SymbolLines(c -> c == '|', true);
  }

  @Override
  public byte[] rewrite(byte[] text) {
    ByteArrayOutputStream left = new ByteArrayOutputStream(text.length);
    boolean first = true;
    boolean removing = false;
    for (int from = 0; from < text.length; ) {
      int end = endOfLine(text, from);
      boolean removes = isOfSymbols(text, from, end);
      if (!removes || mark && !removing) {
        if (!first) {
          left.write('\n');
        }
        first = false;
        if (removes) {
          left.write('\n');
        } else {
          left.write(text, from, end - from);
        }
      }
      removing = removes;
      from = behindLineEnd(text, end);
    }
    byte[] changed = left.toByteArray();
    return Arrays.equals(changed, text) ? text : changed;
  }

  private static int endOfLine(byte[] text, int from) {
    int at = from;
    while (at < text.length && !Blanks.endsLine(text, at)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private static int behindLineEnd(byte[] text, int at) {
    if (at == text.length) {
      return at;
    }
    boolean two = text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
    return at + (two ? 2 : Utf8.width(text[at]));
  }

  private boolean isOfSymbols(byte[] text, int from, int to) {
    boolean blank = true;
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      int codePoint = Utf8.at(text, at, to);
      if (codePoint != ' ' && !symbols.test(codePoint)) {
        return false;
      }
      blank &= Characters.is(codePoint, Characters.SPACE);
    }
    return !blank;
  }
}
