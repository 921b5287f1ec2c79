package zydeco.filters.ftfy;

import java.util.Locale;

/**
 * HTML's entities and numeric references, where a semicolon ends them; also those in capitals
 * ({@code &EACUTE;} for É) that HTML has in small letters alone. ftfy's {@code unescape_html}.
 */
final class Entities {
  private static final int LONGEST = 24;

  /** Names that HTML knows without a semicolon, too: what begins with one is not in capitals. */
  private static final String[] BARE = {"AMP", "COPY", "ETH", "GT", "LT", "QUOT", "REG", "THORN"};

  /** Numbers from 0x80 on that HTML reads as Windows-1252. */
  private static final int C1 = 0x80;

  private Entities() {}

  static String decoded(String text) {
    int at = text.indexOf('&');
    if (at < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int copied = 0;
    while (at >= 0) {
      int end = behind(text, at);
      String meant = end == at ? null : meant(text, at + 1, end - 1);
      if (meant != null) {
        decoded.append(text, copied, at).append(meant);
        copied = end;
      }
      at = text.indexOf('&', Math.max(at + 1, end));
    }
    return decoded.append(text, copied, text.length()).toString();
  }

  /** Behind the semicolon of what may be an entity; the place itself where none begins. */
  private static int behind(String text, int at) {
    int from = text.startsWith("#", at + 1) ? at + 2 : at + 1;
    int end = from;
    while (end < text.length() && end - from < LONGEST && isAlphanumeric(text.charAt(end))) {
      end++;
    }
    return end > from && end < text.length() && text.charAt(end) == ';' ? end + 1 : at;
  }

  private static boolean isAlphanumeric(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  /** What stands between {@code &} and the semicolon means; null where it means nothing. */
  private static String meant(String text, int from, int to) {
    return text.charAt(from) == '#'
        ? numbered(text, from + 1, to)
        : named(text.substring(from, to));
  }

  private static String named(String name) {
    String meant = known(name);
    if (meant != null || !name.equals(name.toUpperCase(Locale.ROOT))) {
      return meant;
    }
    for (String bare : BARE) {
      if (name.startsWith(bare)) {
        return null;
      }
    }
    String small = known(name.toLowerCase(Locale.ROOT));
    return small == null ? null : small.toUpperCase(Locale.ROOT);
  }

  private static String known(String name) {
    int[] codePoints = new int[2];
    int count = org.jsoup.nodes.Entities.codepointsForName(name, codePoints);
    return count == 0 ? null : new String(codePoints, 0, count);
  }

  private static String numbered(String text, int from, int to) {
    boolean hex = text.charAt(from) == 'x' || text.charAt(from) == 'X';
    int number = 0;
    int digits = hex ? from + 1 : from;
    if (digits == to) {
      return null;
    }
    for (int i = digits; i < to; i++) {
      int digit = Character.digit(text.charAt(i), hex ? 16 : 10);
      if (digit < 0) {
        return null;
      }
      number = Math.min((hex ? 16 : 10) * number + digit, Character.MAX_CODE_POINT + 1);
    }
    String meant = character(number);
    return meant.equals(";") ? null : meant;
  }

  /** What HTML has a number mean: nothing for controls and characters that are none. */
  private static String character(int number) {
    if (number == 0 || number > Character.MAX_CODE_POINT || isSurrogate(number)) {
      return "\uFFFD";
    } else if (number >= C1 && number < 0xA0) {
      return String.valueOf(Charmap.WINDOWS_1252.character(number));
    } else if (number == '\r') {
      return "\r";
    }
    boolean none =
        number < ' ' && number != '\t' && number != '\n' && number != '\f'
            || number == 0x7F
            || number >= 0xFDD0 && number <= 0xFDEF
            || (number & 0xFFFE) == 0xFFFE;
    return none ? "" : Character.toString(number);
  }

  private static boolean isSurrogate(int number) {
    return number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
  }
}
