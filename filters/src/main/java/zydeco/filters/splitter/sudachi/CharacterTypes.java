package zydeco.filters.splitter.sudachi;

import java.util.Arrays;

/** The types of characters in SudachiPy 0.7's {@code char.def}, one bit each. */
final class CharacterTypes {
  static final int DEFAULT = 1;
  static final int KANJI = 1 << 2;
  static final int NUMERIC = 1 << 4;
  static final int ALPHA = 1 << 5;
  static final int HIRAGANA = 1 << 6;
  static final int KATAKANA = 1 << 7;
  static final int KANJI_NUMERIC = 1 << 8;
  static final int GREEK = 1 << 9;
  static final int CYRILLIC = 1 << 10;

  /** No unknown word begins with such a character. */
  static final int BEGINS_NONE = 1 << 30;

  /** No unknown word begins behind such a character. */
  static final int ENDS_NONE = 1 << 31;

  /** The names of the types that unknown words may have, by their bits. */
  static final String[] NAMES = {
    "DEFAULT",
    "SPACE",
    "KANJI",
    "SYMBOL",
    "NUMERIC",
    "ALPHA",
    "HIRAGANA",
    "KATAKANA",
    "KANJINUMERIC",
    "GREEK",
    "CYRILLIC"
  };

  private static final int ALL = ~(BEGINS_NONE | ENDS_NONE);
  private static final String ALL_BEGIN_NONE = "ALL_BEGIN_NONE";

  /** The code points of each type; in some ranges types overlap. */
  private static final String[][] RANGES = {
    {"SPACE", "20 D 9 B A"},
    {
      "SYMBOL",
      """
      21-2F 3A-40 5B-60 7B-7E A1-BF D7 F7 FF01-FF0F FF1A-FF20 FF3B-FF40 FF5B-FF65 FFE0-FFEF \
      2000-206F 20A0-20CF 2100-214F 2190-21FF 2200-22FF 2300-23FF 2460-24FF 2501-257F 2580-259F \
      25A0-25FF 2600-26FE 2700-27BF 27F0-27FF 27C0-27EF 2800-28FF 2900-297F 2B00-2BFF 2A00-2AFF \
      3300-33FF 3200-32FE 3000-303F FE30-FE4F FE50-FE6B"""
    },
    {"NUMERIC", "30-39 FF10-FF19 2070-209F 2150-218F"},
    {"ALPHA", "41-5A 61-7A C0-D6 D8-F6 F8-FF 100-17F 180-236 1E00-1EF9 FF21-FF3A FF41-FF5A"},
    {"CYRILLIC", "400-4F9 500-50F"},
    {"GREEK", "374-3FB"},
    {"HIRAGANA", "3041-309F"},
    {"KATAKANA", "30A1-30FA 30FC-30FF 31F0-31FF FF66-FF9F 309B-309C"},
    {"KANJI", "2E80-2EF3 2F00-2FD5 3005 3007 3400-4DB5 4E00-9FFF F900-FA2D FA30-FA6A"},
    {
      "KANJINUMERIC",
      "4E00 4E8C 4E09 56DB 4E94 516D 4E03 516B 4E5D 5341 767E 5343 4E07 5104 5146 3007"
    },
    {"BEGINS_NONE", "30A1 30A3 30A5 30A7 30A9 30E3 30E5 30E7 30EE 30FC-30FE 3005 200C-200D"},
    {"ENDS_NONE", "200C-200D"},
    {
      ALL_BEGIN_NONE,
      "300-36F 1AB0-1AFF 1DC0-1DFF 20D0-20FF FE20-FE2F FE00-FE0F 1F3FB-1F3FE 200C-200D"
    },
  };

  private static final int SIZE = 0x1F400;
  private static final int[] TYPES = new int[SIZE];

  static {
    for (String[] type : RANGES) {
      for (String range : type[1].split(" ")) {
        String[] ends = range.split("-");
        int last = Integer.parseInt(ends[ends.length - 1], 16);
        for (int c = Integer.parseInt(ends[0], 16); c <= last; c++) {
          TYPES[c] |= bits(type[0]);
        }
      }
    }
    for (int c = 0; c < SIZE; c++) {
      TYPES[c] = TYPES[c] == 0 ? DEFAULT : TYPES[c];
    }
  }

  private CharacterTypes() {}

  private static int bits(String name) {
    return switch (name) {
      case ALL_BEGIN_NONE -> ALL | BEGINS_NONE;
      case "BEGINS_NONE" -> BEGINS_NONE;
      case "ENDS_NONE" -> ENDS_NONE;
      default -> 1 << Arrays.asList(NAMES).indexOf(name);
    };
  }

  /** The types of a code point, at least one. */
  static int of(int c) {
    return c < SIZE ? TYPES[c] : DEFAULT;
  }
}
