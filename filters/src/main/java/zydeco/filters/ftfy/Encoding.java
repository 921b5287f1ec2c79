package zydeco.filters.ftfy;

import java.util.regex.Pattern;

/**
 * UTF-8 that was read by a charset of single bytes, read anew: the whole line where it is UTF-8 by
 * one charset, else each run of its characters that looks like it. ftfy's {@code fix_encoding}.
 *
 * <p>Bytes stand in strings of characters up to U+00FF, for patterns to be matched.
 */
final class Encoding {
  /** A blank for a lost 0xA0: an à that is a word, but not in Portuguese "às", "àquele". */
  private static final Pattern LONE_A = Pattern.compile("\u00C3 (?! |quele|quela|quilo|s )");

  /** A blank for a lost 0xA0 in sequences that stand for letters, quotation marks and emoji. */
  private static final Pattern BLANK_IN_SEQUENCE =
      Pattern.compile(
          "[\u00C2\u00C3\u00C5\u00CE\u00D0\u00D9] "
              + "|[\u00E2\u00E3] [\u0080-\u0084\u0086-\u009F\u00A1-\u00BF]"
              + "|[\u00E0-\u00E3][\u0080-\u0084\u0086-\u009F\u00A1-\u00BF] "
              + "|\u00F0 [\u0080-\u00BF][\u0080-\u00BF]"
              + "|\u00F0[\u0080-\u00BF] [\u0080-\u00BF]"
              + "|\u00F0[\u0080-\u00BF][\u0080-\u00BF] ");

  /** Sequences of UTF-8 and CESU-8 of which bytes are lost (0x1A, or one {@code ?}). */
  private static final Pattern LOSSY =
      Pattern.compile(
          "[\u00C2-\u00DF]\u001A"
              + "|[\u00C2\u00C3][?]"
              + "|\u00ED[\u00A0-\u00AF][\u001A?]\u00ED[\u00B0-\u00BF][\u001A?\u0080-\u00BF]"
              + "|\u00ED[\u00A0-\u00AF][\u001A?\u0080-\u00BF]\u00ED[\u00B0-\u00BF][\u001A?]"
              + "|[\u00E0-\u00EF][\u001A?][\u001A\u0080-\u00BF]"
              + "|[\u00E0-\u00EF][\u001A\u0080-\u00BF][\u001A?]"
              + "|[\u00F0-\u00F4][\u001A?][\u001A\u0080-\u00BF][\u001A\u0080-\u00BF]"
              + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF][\u001A?][\u001A\u0080-\u00BF]"
              + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF][\u001A\u0080-\u00BF][\u001A?]"
              + "|\u001A");

  /** The bytes of U+FFFD. */
  private static final String LOST = "\u00EF\u00BF\u00BD";

  private Encoding() {}

  /** The text as it was meant. */
  static String mended(String text, Effort effort) {
    String left = text;
    while (effort.spend(left.length())) {
      String next = step(left, effort);
      if (next.equals(left)) {
        break;
      }
      left = next;
    }
    return left;
  }

  private static String step(String text, Effort effort) {
    if (!Badness.isBad(text)) {
      return text;
    }
    int charsets = Charmap.thatHave(text);
    for (Charmap charmap : Charmap.values()) {
      if (charmap.isAmong(charsets)) {
        String read = LooseUtf8.decoded(restored(charmap.bytes(text), charmap));
        if (read != null) {
          return read;
        }
      }
    }
    String embedded = embedded(text, effort);
    if (!embedded.equals(text)) {
      return embedded;
    }
    if (Charmap.LATIN1.isAmong(charsets)) {
      String windows = Charmap.WINDOWS_1252.decodedStrictly(text);
      if (windows != null && !windows.equals(text)) {
        return windows;
      }
    }
    return withoutC1(text);
  }

  private static String restored(String bytes, Charmap charmap) {
    String restored = bytes;
    if (charmap != Charmap.MACROMAN && BLANK_IN_SEQUENCE.matcher(bytes).find()) {
      restored = LONE_A.matcher(bytes).replaceAll("\u00C3\u00A0 ");
      restored =
          BLANK_IN_SEQUENCE
              .matcher(restored)
              .replaceAll(match -> match.group().replace(' ', '\u00A0'));
    }
    return charmap.isSloppy() ? LOSSY.matcher(restored).replaceAll(LOST) : restored;
  }

  /** Each run of characters that looks like UTF-8, mended by itself. */
  private static String embedded(String text, Effort effort) {
    StringBuilder mended = new StringBuilder();
    int copied = 0;
    for (int at = 0; at < text.length(); ) {
      int end =
          at > 0 && Sequences.isContinuation(text.charAt(at - 1)) ? at : Sequences.behind(text, at);
      if (end > at && end - at < text.length()) {
        String run = text.substring(at, end);
        if (Badness.isBad(run)) {
          mended.append(text, copied, at).append(mended(run, effort));
          copied = end;
        }
      }
      at = Math.max(end, at + 1);
    }
    return mended.append(text, copied, text.length()).toString();
  }

  /** C1 controls as the characters of Windows-1252, where it has one. */
  static String withoutC1(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 && c < 0xA0) {
        StringBuilder mended = new StringBuilder(text);
        for (; i < text.length(); i++) {
          c = text.charAt(i);
          if (c >= 0x80 && c < 0xA0) {
            mended.setCharAt(i, Charmap.WINDOWS_1252.character(c));
          }
        }
        return mended.toString();
      }
    }
    return text;
  }
}
