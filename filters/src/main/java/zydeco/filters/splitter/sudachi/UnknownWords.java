package zydeco.filters.splitter.sudachi;

import java.util.Arrays;

/**
 * Words that the dictionary has not, by the type of their characters: the numbers of how they
 * connect, which are the same on both sides, and their costs.
 */
final class UnknownWords {
  /** Those of SudachiPy 0.7's {@code unk.def}. */
  private static final String SUDACHI =
      """
      DEFAULT 5968:3857
      SPACE 5966:6056
      KANJI 5139:14657 5129:17308 4785:18181 4787:18086 4791:19198
      SYMBOL 5129:17094
      NUMERIC 4794:12450
      ALPHA 5139:11633 4785:13620 4787:14228 4791:15793 5687:15246
      HIRAGANA 5139:16012 5129:20012 4785:18282 4787:18269 4791:20474 5687:17786
      KATAKANA 5139:10980 5129:14802 4785:13451 4787:13759 4791:14554 5687:15272
      KANJINUMERIC 4794:14170
      GREEK 5139:11051 4785:13353 4787:13671 4791:14862
      CYRILLIC 5139:11140 4785:13174 4787:13495 4791:14700
      """;

  static final UnknownWords OF_SUDACHI = new UnknownWords(SUDACHI);

  /** Types of which unknown words are tried even where the dictionary has a word. */
  private static final int ALWAYS =
      1 << 3 | 1 << 4 | 1 << 5 | CharacterTypes.KATAKANA | 1 << 9 | 1 << 10;

  private final int[][] connections = new int[CharacterTypes.NAMES.length][0];
  private final int[][] costs = new int[CharacterTypes.NAMES.length][0];

  /**
   * Reads words, a type a line.
   *
   * @param words the first is that of a character of which nothing else is known
   */
  UnknownWords(String words) {
    for (String line : words.strip().split("\n")) {
      String[] parts = line.split(" ");
      int type = Arrays.asList(CharacterTypes.NAMES).indexOf(parts[0]);
      int[][] pairs =
          Arrays.stream(parts)
              .skip(1)
              .map(pair -> Arrays.stream(pair.split(":")).mapToInt(Integer::parseInt).toArray())
              .toArray(int[][]::new);
      connections[type] = Arrays.stream(pairs).mapToInt(pair -> pair[0]).toArray();
      costs[type] = Arrays.stream(pairs).mapToInt(pair -> pair[1]).toArray();
    }
  }

  /** The largest of the numbers of how they connect. */
  int lastConnection() {
    return Arrays.stream(connections).flatMapToInt(Arrays::stream).max().getAsInt();
  }

  /** How many words there are of a type, which is a bit's number. */
  int count(int type) {
    return connections[type].length;
  }

  /** How a word of a type connects. */
  int connection(int type, int word) {
    return connections[type][word];
  }

  /** What a word of a type costs. */
  int cost(int type, int word) {
    return costs[type][word];
  }

  static boolean isAlwaysTried(int type) {
    return (ALWAYS >>> type & 1) != 0;
  }

  /** Whether all characters side by side that share a type are tried as one word. */
  static boolean isGrouped(int type) {
    return 1 << type != CharacterTypes.KANJI;
  }

  /** Up to how many characters are tried as a word, too. */
  static int longest(int type) {
    int bit = 1 << type;
    boolean some =
        bit == CharacterTypes.KANJI
            || bit == CharacterTypes.HIRAGANA
            || bit == CharacterTypes.KATAKANA;
    return some ? 2 : 0;
  }

  /** Whether the words of a type are numerals. */
  static boolean areNumerals(int type) {
    return (1 << type & (CharacterTypes.NUMERIC | CharacterTypes.KANJI_NUMERIC)) != 0;
  }
}
