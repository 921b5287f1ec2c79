package zydeco.pipeline.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a text is cut into what is judged or compared at a time. */
public enum TextUnits {
  /** The whole text. */
  DOCUMENT,
  /** What stands between newlines. */
  PARAGRAPH,
  /**
   * A paragraph, cut after {@code . ! ? …} (and closing quotes or brackets) before a blank, and
   * after the full stops of Chinese, Japanese, Hindi and Arabic. Abbreviations are cut, too.
   */
  SENTENCE;

  /** The names that a recipe knows. */
  public static final String[] NAMES = {"document", "paragraph", "sentence"};

  /** A stretch of bytes; the blanks after it belong to it. */
  public record Span(int from, int to) {
    public int length() {
      return to - from;
    }
  }

  /** The unit of a name in a recipe. */
  public static TextUnits named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The spans of a text, in order, end to end; a text of blanks alone has one. */
  public List<Span> of(byte[] text) {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    boolean words = false;
    for (int at = 0; this != DOCUMENT && at < text.length; ) {
      int end = unitEnd(text, at);
      words |= !isBlank(text[at]);
      if (end == 0 || !words) {
        at++;
        continue;
      }
      while (end < text.length && isBlank(text[end])) {
        end++;
      }
      spans.add(new Span(from, end));
      from = end;
      at = end;
      words = false;
    }
    if (words || spans.isEmpty()) {
      spans.add(new Span(from, text.length));
    } else if (from < text.length) {
      Span last = spans.remove(spans.size() - 1);
      spans.add(new Span(last.from, text.length));
    }
    return spans;
  }

  /** Where the unit ends if what stands at a place ends it, else 0. */
  private int unitEnd(byte[] text, int at) {
    if (text[at] == '\n') {
      return at + 1;
    }
    if (this == PARAGRAPH) {
      return 0;
    }
    int after = wideStop(text, at);
    if (after > 0) {
      return after;
    }
    int stop = text[at] == '.' || text[at] == '!' || text[at] == '?' ? at + 1 : ellipsis(text, at);
    if (stop == 0) {
      return 0;
    }
    while (stop < text.length && closes(text[stop])) {
      stop++;
    }
    return stop == text.length || isBlank(text[stop]) ? stop : 0;
  }

  private static boolean closes(byte b) {
    return b == '.' || b == '!' || b == '?' || b == '"' || b == '\'' || b == ')' || b == ']';
  }

  private static int ellipsis(byte[] text, int at) {
    return is(text, at, 0xE2, 0x80, 0xA6) ? at + 3 : 0;
  }

  /** Full stops that need no blank after them. */
  private static int wideStop(byte[] text, int at) {
    boolean three =
        is(text, at, 0xE3, 0x80, 0x82)
            || is(text, at, 0xEF, 0xBC, 0x81)
            || is(text, at, 0xEF, 0xBC, 0x9F)
            || is(text, at, 0xE0, 0xA5, 0xA4);
    return three ? at + 3 : is(text, at, 0xD8, 0x9F) ? at + 2 : 0;
  }

  private static boolean is(byte[] text, int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (at + i >= text.length || (text[at + i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a byte is white space of ASCII. */
  public static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }
}
