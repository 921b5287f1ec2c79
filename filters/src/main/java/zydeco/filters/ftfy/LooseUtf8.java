package zydeco.filters.ftfy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 with Java's and Oracle's variants, as ftfy's {@code utf-8-variants} reads it: {@code C0 80}
 * for NUL, and the two halves of a surrogate pair as three bytes each (CESU-8). Where a newline
 * ends the bytes it passes for the last byte of either, as it does there.
 */
final class LooseUtf8 {
  private LooseUtf8() {}

  /** The text of bytes, each a character up to U+00FF; null where they are no such text. */
  static String decoded(String octets) {
    if (octets.indexOf(0xC0) < 0 && octets.indexOf(0xED) < 0) {
      return strict(octets);
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int at = 0; at < octets.length(); ) {
      int length = variant(octets, at);
      if (length == 0) {
        at++;
        continue;
      }
      String before = strict(octets.substring(from, at));
      if (before == null) {
        return null;
      }
      text.append(before).appendCodePoint(length == 2 ? 0 : pair(octets, at));
      at += length;
      from = at;
    }
    String rest = strict(octets.substring(from));
    return rest == null ? null : text.append(rest).toString();
  }

  /** The bytes of a variant that begins here; 0 where none does. */
  private static int variant(String octets, int at) {
    char first = octets.charAt(at);
    if (first == 0xC0) {
      return is(octets, at + 1, 0x80, 0x80) ? 2 : 0;
    }
    boolean pair =
        first == 0xED
            && at + 6 <= octets.length()
            && within(octets, at + 1, 0xA0, 0xAF)
            && within(octets, at + 2, 0x80, 0xBF)
            && octets.charAt(at + 3) == 0xED
            && within(octets, at + 4, 0xB0, 0xBF)
            && is(octets, at + 5, 0x80, 0xBF);
    return pair ? 6 : 0;
  }

  private static boolean is(String octets, int at, int least, int most) {
    return at < octets.length()
        && (within(octets, at, least, most)
            || at == octets.length() - 1 && octets.charAt(at) == '\n');
  }

  private static boolean within(String octets, int at, int least, int most) {
    return octets.charAt(at) >= least && octets.charAt(at) <= most;
  }

  private static int pair(String octets, int at) {
    return 0x10000
        + ((octets.charAt(at + 1) & 0x0F) << 16)
        + ((octets.charAt(at + 2) & 0x3F) << 10)
        + ((octets.charAt(at + 4) & 0x0F) << 6)
        + (octets.charAt(at + 5) & 0x3F);
  }

  private static String strict(String octets) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
