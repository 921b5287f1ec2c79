package zydeco.filters.ftfy;

import java.nio.charset.StandardCharsets;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Output;
import zydeco.filters.bytes.Utf8;

/**
 * Mends a text line by line: entities, charset, controls, over and over until a line stays as it
 * is. Quotation marks, ligatures, widths and line ends are left alone, and nothing is composed.
 * Entities stay from the first line on that has a {@code <}: it may be HTML.
 *
 * <p>Owned by one thread. Linear in bytes: a line is given up, as far as it is mended, after as
 * many rounds as no text needs that was not made for it ({@link Effort}).
 */
public final class Ftfy {
  /** A line of more characters is mended in parts of as many. */
  private static final int LONGEST = 1_000_000;

  private static final int ESCAPE = 0x1B;

  /** The text as it was meant: the same array where nothing changes. */
  public byte[] mended(byte[] text) {
    Output output = new Output(text);
    boolean entities = true;
    for (int from = 0; from < text.length; ) {
      int characters = 0;
      boolean plain = true;
      boolean ampersand = false;
      int to = from;
      while (to < text.length && characters < LONGEST) {
        int octet = text[to];
        to += octet < 0 ? Utf8.width(text[to]) : 1;
        characters++;
        plain &= octet >= ' ' && octet != 0x7F || octet == '\n' || octet == '\t' || octet == '\r';
        ampersand |= octet == '&';
        entities &= octet != '<';
        if (octet == '\n') {
          break;
        }
      }
      if (!plain || ampersand && entities) {
        String line = new String(text, from, to - from, StandardCharsets.UTF_8);
        String mended = mended(line, entities);
        if (!mended.equals(line)) {
          output.replace(from, to, mended.getBytes(StandardCharsets.UTF_8));
        }
      }
      from = to;
    }
    return output.result();
  }

  private static String mended(String line, boolean entities) {
    Effort effort = new Effort(line.length());
    String text = line;
    while (effort.spend(text.length())) {
      String next = entities ? Entities.decoded(text) : text;
      next = Encoding.mended(next, effort);
      next = withoutControls(withoutEscapes(Encoding.withoutC1(next)));
      if (next.equals(text)) {
        break;
      }
      text = next;
    }
    return text;
  }

  /** Without what colours a terminal: ESC, a bracket, numbers and a letter. */
  private static String withoutEscapes(String text) {
    int at = text.indexOf(ESCAPE);
    if (at < 0) {
      return text;
    }
    StringBuilder left = new StringBuilder(text.length());
    int copied = 0;
    for (; at >= 0; at = text.indexOf(ESCAPE, at + 1)) {
      int end = behindEscape(text, at);
      if (end > at) {
        left.append(text, copied, at);
        copied = end;
        at = end - 1;
      }
    }
    return left.append(text, copied, text.length()).toString();
  }

  private static int behindEscape(String text, int at) {
    int end = at + 1;
    if (end == text.length() || text.charAt(end) != '[') {
      return at;
    }
    for (end++; end < text.length(); ) {
      int codePoint = text.codePointAt(end);
      end += Character.charCount(codePoint);
      if (codePoint < 0x80 && Character.isLetter(codePoint)) {
        return end;
      }
      if (codePoint != ';' && !Characters.is(codePoint, Characters.DECIMAL)) {
        return at;
      }
    }
    return at;
  }

  private static String withoutControls(String text) {
    StringBuilder left = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c)) {
        left = left == null ? new StringBuilder(text.length()).append(text, 0, i) : left;
      } else if (left != null) {
        left.append(c);
      }
    }
    return left == null ? text : left.toString();
  }

  /** Controls of ASCII that are no blanks, deprecated ones, marks of annotations and of order. */
  private static boolean isControl(char c) {
    return c < ' ' && (c < '\t' || c == 0x0B || c > '\r')
        || c == 0x7F
        || c >= 0x206A && c <= 0x206F
        || c == 0xFEFF
        || c >= 0xFFF9 && c <= 0xFFFC;
  }
}
