package zydeco.filters.ftfy;

import java.util.BitSet;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;

/**
 * A set of characters.
 *
 * @param listed up to U+FFFF
 * @param isAllBut whether it is all characters but the listed ones
 * @param classes of {@link Characters} that it has as well
 */
record CharacterSet(BitSet listed, boolean isAllBut, int classes) {
  private static final Pattern NAME = Pattern.compile("\\{([a-z-]+)}");
  private static final Pattern RANGE =
      Pattern.compile("(\\\\u[0-9A-F]{4}|.)(?:-(\\\\u[0-9A-F]{4}|.))?");

  /** Reads {@code \s}, {@code \w}, or characters, ranges and names of sets in brackets. */
  static CharacterSet of(String word, Map<String, String> names) {
    if (word.equals("\\s") || word.equals("\\w")) {
      return new CharacterSet(
          new BitSet(), false, word.equals("\\s") ? Characters.SPACE : Characters.WORD);
    }
    boolean allBut = word.startsWith("[^");
    String members = word.substring(allBut ? 2 : 1, word.length() - 1);
    Matcher ranges =
        RANGE.matcher(
            NAME.matcher(members)
                .replaceAll(name -> Matcher.quoteReplacement(names.get(name.group(1)))));
    BitSet listed = new BitSet();
    while (ranges.find()) {
      int first = character(ranges.group(1));
      listed.set(first, 1 + (ranges.group(2) == null ? first : character(ranges.group(2))));
    }
    return new CharacterSet(listed, allBut, 0);
  }

  private static int character(String written) {
    return written.length() == 1 ? written.charAt(0) : Integer.parseInt(written.substring(2), 16);
  }

  boolean has(int codePoint) {
    return listed.get(codePoint) != isAllBut || Characters.is(codePoint, classes);
  }
}
