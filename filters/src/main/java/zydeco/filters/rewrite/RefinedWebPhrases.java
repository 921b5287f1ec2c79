package zydeco.filters.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import zydeco.filters.text.Blanks;

/**
 * Removes three phrases of shops and teasers from lines of at most ten words, each in a walk of its
 * own as DCLM does: "items in cart" anywhere, "Read more..." at the end (its dots are any
 * characters), "Sign-in" at the beginning, with one blank beside them. A line of which only blanks
 * are left goes. Both ends of the text are stripped.
 */
final class RefinedWebPhrases implements Rewriter {
  private static final int MOST_WORDS = 10;
  private static final String BLANK = "[\\s\\x1C-\\x1F\\x85\\p{Z}]?";
  private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final List<Phrase> PHRASES =
      List.of(
          new Phrase("cart", Pattern.compile(BLANK + "items in cart", ANY_CASE)),
          new Phrase("more", Pattern.compile(BLANK + "read more...$", ANY_CASE | Pattern.DOTALL)),
          new Phrase("n-in", Pattern.compile("^sign-in" + BLANK, ANY_CASE)));

  /** A phrase with a part that a line must have in some case before the pattern is tried. */
  private record Phrase(String part, Pattern pattern) {}

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] changed = text;
    for (Phrase phrase : PHRASES) {
      changed = changed.length == 0 ? changed : without(phrase, changed);
    }
    return changed;
  }

  private static byte[] without(Phrase phrase, byte[] text) {
    byte[] kept = new byte[text.length + 1];
    int length = 0;
    int start = 0;
    for (int at = 0; at <= text.length; at++) {
      if (at == text.length || text[at] == '\n') {
        int end = line(phrase, text, start, at, kept, length);
        if (end >= 0) {
          kept[end] = '\n';
          length = end + 1;
        }
        start = at + 1;
      }
    }
    return Blanks.cut(text, kept, 0, Math.max(0, length - 1), true);
  }

  /** Copies what stays of a line; gives the end of the copy, or -1 where the line goes. */
  private static int line(Phrase phrase, byte[] text, int from, int to, byte[] into, int at) {
    if (from == to) {
      return at;
    }
    int words = RefinedWebLines.words(text, from, to, MOST_WORDS + 1);
    if (words == 0) {
      return -1;
    }
    if (words <= MOST_WORDS && has(text, from, to, phrase.part)) {
      String line = new String(text, from, to - from, StandardCharsets.UTF_8);
      byte[] left = phrase.pattern.matcher(line).replaceAll("").getBytes(StandardCharsets.UTF_8);
      if (RefinedWebLines.words(left, 0, left.length, 1) == 0) {
        return -1;
      }
      System.arraycopy(left, 0, into, at, left.length);
      return at + left.length;
    }
    System.arraycopy(text, from, into, at, to - from);
    return at + to - from;
  }

  /** Whether ASCII letters stand somewhere in a line in any case, or a letter beyond ASCII does. */
  private static boolean has(byte[] text, int from, int to, String part) {
    for (int at = from; at < to; at++) {
      int i = 0;
      while (i < part.length()
          && at + i < to
          && (text[at + i] < 0 || (text[at + i] | 0x20) == part.charAt(i) || text[at + i] == '-')) {
        i++;
      }
      if (i == part.length()) {
        return true;
      }
    }
    return false;
  }
}
