package zydeco.tokenize.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** Unicode normal form C over UTF-8 bytes, for text of code points that are settled. */
final class Nfc {
  /*
   * Most text is in the form already: a code point below U+0300 always is, and each further one is
   * looked up. PLAIN: changes nothing and is changed by nothing. CHECK: a mark, or one that changes
   * or joins the one before it; then the JDK normalises the text. Normalisation of assigned code
   * points never changes between versions of Unicode. UNKNOWN: not settled: assigned later than
   * Unicode 13, or a mark that the Hugging Face library, whose tables are older, takes for a letter. Emoji and ideographs are PLAIN whenever they are assigned.
   */
  enum Need {
    PLAIN,
    CHECK,
    UNKNOWN
  }

  private static final byte[] NEEDS = new byte[UnicodeClasses.CODE_POINTS];

  static {
    for (int c = 0x300; c < NEEDS.length; c++) {
      NEEDS[c] = (byte) need(c).ordinal();
    }
    for (int c = 0xc0; c < NEEDS.length; c++) {
      markLastOfDecomposition(c);
    }
  }

  private Nfc() {}

  private static Need need(int c) {
    boolean pictureOrIdeograph =
        (c >= 0x1f000 && c < 0x1fc00)
            || (c >= 0x20000 && c < 0x2f800)
            || (c >= 0x30000 && c < 0x40000);
    if (pictureOrIdeograph || (c >= 0xd800 && c < 0xe000)) {
      return Need.PLAIN;
    }
    if (!UnicodeClasses.isSettled(c)) {
      return Need.UNKNOWN;
    }
    int type = Character.getType(c);
    boolean mark =
        type == Character.NON_SPACING_MARK
            || type == Character.COMBINING_SPACING_MARK
            || type == Character.ENCLOSING_MARK;
    boolean hangulPart = c >= 0x1100 && c < 0x1200;
    boolean stays = Normalizer.isNormalized(Character.toString(c), Normalizer.Form.NFC);
    return mark || hangulPart || !stays ? Need.CHECK : Need.PLAIN;
  }

  /** What can join the one before it; where only some normalisers join the two, it is unknown. */
  private static void markLastOfDecomposition(int c) {
    if (c >= 0xd800 && c < 0xe000) {
      return;
    }
    String apart = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
    int last = apart.codePointBefore(apart.length());
    if (apart.codePointCount(0, apart.length()) > 1
        && UnicodeClasses.isSettled(apart.codePointAt(0))) {
      Need need = UnicodeClasses.isSettled(c) ? Need.CHECK : Need.UNKNOWN;
      NEEDS[last] = (byte) Math.max(NEEDS[last], need.ordinal());
    }
  }

  /** What a text needs, at most. */
  static Need of(byte[] d, int length) {
    int worst = 0;
    for (int i = 0; i < length; i++) {
      if (d[i] < 0 && (d[i] & 0xff) >= 0xcc) {
        int b = d[i] & 0xff;
        int c;
        if (b < 0xe0) {
          c = (b & 31) << 6 | (d[i + 1] & 63);
          i++;
        } else if (b < 0xf0) {
          c = (b & 15) << 12 | (d[i + 1] & 63) << 6 | (d[i + 2] & 63);
          i += 2;
        } else {
          c = (b & 7) << 18 | (d[i + 1] & 63) << 12 | (d[i + 2] & 63) << 6 | (d[i + 3] & 63);
          i += 3;
        }
        worst = Math.max(worst, NEEDS[c]);
      }
    }
    return Need.values()[worst];
  }

  static byte[] normalize(byte[] d, int length) {
    String text = new String(d, 0, length, StandardCharsets.UTF_8);
    return Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
  }
}
