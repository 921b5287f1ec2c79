package zydeco.filters.rewrite;

/**
 * What shows that characters stand for bytes of UTF-8: a sequence that nobody would write where it
 * stands. What may be meant (a letter and the quotation mark, dash or sign behind it, a square root
 * of pi, a corner of a box) shows nothing.
 */
@FunctionalInterface
interface Evidence {
  String AFTER_LETTERS = "‘’“”–—…™»\u0085";
  String AFTER_NO_LETTER = "¼½¾¤¥¢£¯µƒˆ˜";
  String BEHIND_NO_CIRCUMFLEX = "†‡ˆ‰ŠŒœ";
  String MATHEMATICAL = "π∞µ∂∑∏∫Ω±≤≥≠≈°";

  /** Whether the sequence is such a one. */
  boolean shows(Sequence sequence);

  /**
   * A sequence and what is around it.
   *
   * @param lead the first of its bytes
   * @param second the second of them
   * @param tail the characters that stand for all but the first
   * @param before the byte of the text before it, 0 at the start of a line
   * @param after the byte of the text behind it, 0 at the end of a line
   * @param run how many sequences follow upon each other up to this one, itself included
   */
  record Sequence(int lead, int second, String tail, byte before, byte after, int run) {
    private boolean isPair() {
      return tail.length() == 1;
    }

    private boolean isGeneralPunctuation() {
      return lead == 0xE2 && second == 0x80;
    }

    private boolean isArrowOrSign() {
      return lead == 0xE2 && BEHIND_NO_CIRCUMFLEX.indexOf(tail.charAt(0)) >= 0;
    }

    private boolean isTimesOrDiameter() {
      return lead == 0xD7 || lead == 0xD8;
    }

    private boolean isCapitalBehindSmall() {
      return lead < 0xDF && !isTimesOrDiameter() && isSmall(before);
    }

    private boolean isByteOrderMark() {
      return lead == 0xEF && tail.equals("»¿");
    }

    private boolean isEmoji() {
      return lead == 0xF0 && second == 0x9F;
    }

    private boolean hasOneOf(String characters) {
      return tail.chars().anyMatch(c -> characters.indexOf(c) >= 0);
    }

    private boolean hasControl() {
      return tail.chars().anyMatch(c -> c >= 0x80 && c < 0xA0 && c != 0x85);
    }

    private boolean hasBox() {
      return tail.chars().anyMatch(c -> c >= 0x2500 && c < 0x25A0);
    }

    private boolean isBehindLetter() {
      return isSmall((byte) (before | 0x20));
    }

    private boolean isBetweenSmall() {
      return isSmall(before) && isSmall(after);
    }

    private static boolean isSmall(byte letter) {
      return letter >= 'a' && letter <= 'z';
    }
  }

  /** Where first bytes become letters with accents: of Windows-1250. */
  static boolean accents(Sequence it) {
    boolean odd = it.hasOneOf(AFTER_NO_LETTER) && !it.isTimesOrDiameter();
    if (odd || it.hasControl() || it.isByteOrderMark()) {
      return true;
    }
    boolean ends = it.hasOneOf(AFTER_LETTERS);
    return it.isPair()
        ? it.isCapitalBehindSmall() || it.run() >= 2 && !ends
        : it.isGeneralPunctuation() || it.isArrowOrSign() || it.isEmoji() || it.run() >= 2;
  }

  /** The same for Windows-1252 and Latin-1, where the first bytes C2 and C3 are common. */
  static boolean latin1(Sequence it) {
    boolean quoteBehindCircumflex = it.lead() == 0xC2 && it.second() == 0xBB;
    return accents(it)
        || it.lead() <= 0xC3 && (quoteBehindCircumflex || !it.hasOneOf(AFTER_LETTERS));
  }

  /** Where first bytes become letters of Russian. */
  static boolean cyrillic(Sequence it) {
    return it.isPair()
        ? it.isBehindLetter() || it.run() >= 3 && (it.lead() | 1) == 0xD1
        : it.isGeneralPunctuation() || it.run() >= 2;
  }

  /** Where first bytes become a square root and its like: of MacRoman. */
  static boolean roots(Sequence it) {
    if (it.run() >= 3 || !it.isPair()) {
      return it.run() >= 2 || it.lead() == 0xE2;
    }
    boolean root = it.lead() <= 0xC3 || it.lead() <= 0xC5 && it.isBehindLetter();
    return root && (it.isBetweenSmall() || !it.hasOneOf(MATHEMATICAL));
  }

  /** Where first bytes become lines of boxes: of code page 437. */
  static boolean boxes(Sequence it) {
    if (it.hasBox()) {
      return it.isPair() ? it.lead() == 0xC3 && it.isBetweenSmall() : it.lead() == 0xE2;
    }
    return it.lead() == 0xC2
        || it.lead() == 0xE2
        || it.isBehindLetter()
        || it.run() >= (it.isPair() ? 3 : 2);
  }
}
