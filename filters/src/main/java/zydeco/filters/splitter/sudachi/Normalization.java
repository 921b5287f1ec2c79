package zydeco.filters.splitter.sudachi;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.ULocale;

/**
 * What SudachiPy puts in the place of characters before it looks for words: lower case and NFKC,
 * each character by itself, and one character for a kana with a mark of its sound. Some it leaves:
 * Roman numerals, radicals, and ideographs for compatibility.
 */
final class Normalization {
  private static final UnicodeSet KEPT =
      new UnicodeSet(
          """
          [\\u2160-\\u217F \\u2E80-\\u2E99 \\u2E9B-\\u2EF3 \\u2F00-\\u2FD5 \\uF900-\\uFA6D \
          \\uFA70-\\uFAD9 \\u309B \\u309C]""");

  /** Kana that may have a voiced mark; the character behind each is the voiced one. */
  private static final String VOICED = "かきくけこさしすせそたちつてとはひふへほ";

  private static final String HALF_VOICED = "はひふへほ";
  private static final String HALF_WIDTH = "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ";
  private static final int TO_KATAKANA = 'ア' - 'あ';

  private static final int BLOCK = 8;
  private static final int[][][] OTHERS = new int[Character.MAX_CODE_POINT + 1 >> BLOCK][][];

  static {
    Normalizer2 nfkc = Normalizer2.getNFKCInstance();
    UnicodeSet upper = new UnicodeSet("[:Uppercase:]").freeze();
    UnicodeSet changed = new UnicodeSet("[[:NFKC_QC=No:][:NFKC_QC=Maybe:]]").removeAll(KEPT);
    changed.freeze();
    for (String text : new UnicodeSet(upper).addAll(changed)) {
      int c = text.codePointAt(0);
      String other = upper.contains(c) ? UCharacter.toLowerCase(ULocale.ROOT, text) : text;
      other = changed.contains(c) ? nfkc.normalize(other) : other;
      if (other.codePointAt(0) != c) {
        int[][] block = OTHERS[c >> BLOCK];
        OTHERS[c >> BLOCK] = block = block == null ? new int[1 << BLOCK][] : block;
        block[c & (1 << BLOCK) - 1] = other.codePoints().toArray();
      }
    }
  }

  private Normalization() {}

  /** What stands in the place of a character; null: it itself. */
  static int[] of(int c) {
    int[][] block = c >> BLOCK < OTHERS.length ? OTHERS[c >> BLOCK] : null;
    return block == null ? null : block[c & (1 << BLOCK) - 1];
  }

  /** What stands in the place of two characters, or -1. */
  static int ofPair(int c, int mark) {
    boolean half = mark == 'ﾞ' || mark == 'ﾟ';
    boolean voiced = mark == 'ﾞ' || mark == 0x3099 || mark == '゛';
    if (!voiced && mark != 'ﾟ' && mark != 0x309A && mark != '゜') {
      return -1;
    }
    int at = half ? HALF_WIDTH.indexOf(c) : -1;
    boolean u = c == 'う' || c == 'ウ' || half && c == 'ｳ';
    if (u) {
      return !voiced ? -1 : c == 'う' ? 'ゔ' : 'ヴ';
    }
    boolean katakana = at >= 0 || c > 'ア';
    int hiragana = at >= 0 ? VOICED.charAt(at) : katakana ? c - TO_KATAKANA : c;
    if ((voiced ? VOICED : HALF_VOICED).indexOf(hiragana) < 0) {
      return -1;
    }
    return hiragana + (voiced ? 1 : 2) + (katakana ? TO_KATAKANA : 0);
  }
}
