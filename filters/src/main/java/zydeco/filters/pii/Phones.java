package zydeco.filters.pii;

import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;

/**
 * North American telephone numbers as dolma's pii_regex tagger finds them: behind a blank, three
 * digits, perhaps in brackets, three and four, with a hyphen, dot or blank between. The span begins
 * behind the blanks.
 */
final class Phones {
  private Phones() {}

  static void find(byte[] text, Spans spans) {
    for (int at = 0; at < text.length; ) {
      int blank = Blanks.width(text, at, text.length);
      if (blank == 0) {
        at += Utf8.width(text[at]);
        continue;
      }
      at += blank;
      int end = number(text, at);
      if (end > 0) {
        spans.found(at, end);
        at = end;
      }
    }
  }

  private static int number(byte[] text, int from) {
    int at = is(text, from, '(') ? from + 1 : from;
    at = digits(text, at, 3);
    if (at < 0) {
      return -1;
    }
    at = is(text, at, ')') ? at + 1 : at;
    while (isSeparator(text, at)) {
      at++;
    }
    at = digits(text, at, 3);
    if (at < 0) {
      return -1;
    }
    return digits(text, isSeparator(text, at) ? at + 1 : at, 4);
  }

  private static boolean is(byte[] text, int at, char what) {
    return at < text.length && text[at] == what;
  }

  private static boolean isSeparator(byte[] text, int at) {
    return is(text, at, '-') || is(text, at, '.') || is(text, at, ' ');
  }

  private static int digits(byte[] text, int from, int count) {
    int at = from;
    for (int i = 0; i < count; i++) {
      if (at >= text.length || !Characters.is(Utf8.at(text, at, text.length), Characters.DECIMAL)) {
        return -1;
      }
      at += Utf8.width(text[at]);
    }
    return at;
  }
}
