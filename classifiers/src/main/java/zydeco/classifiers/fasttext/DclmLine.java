package zydeco.classifiers.fasttext;

import java.nio.charset.StandardCharsets;

/** A text as one line, as DCLM gives it to its quality model. */
final class DclmLine {
  private DclmLine() {}

  static byte[] of(byte[] text) {
    String whole = new String(text, StandardCharsets.UTF_8);
    int from = 0;
    int to = whole.length();
    while (from < to && isSpace(whole.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(whole.charAt(to - 1))) {
      to--;
    }
    StringBuilder line = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = whole.charAt(i);
      line.append(endsLine(c) ? ' ' : c);
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Where Python's str.splitlines splits. */
  private static boolean endsLine(char c) {
    return c >= '\n' && c <= '\r'
        || c >= '\u001c' && c <= '\u001e'
        || c == '\u0085'
        || c == '\u2028'
        || c == '\u2029';
  }

  /** What Python's str.isspace counts as white space. */
  private static boolean isSpace(char c) {
    return c >= '\t' && c <= '\r'
        || c >= '\u001c' && c <= ' '
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || c >= '\u2000' && c <= '\u200a'
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }
}
