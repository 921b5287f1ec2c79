package zydeco.filters.list;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import zydeco.filters.bytes.ByteTrie;

/**
 * A list whose entries Python's {@code re} takes as patterns. Those without special characters are
 * looked for all at once, the others one by one.
 */
public final class PatternList {
  private static final String SPECIAL = "\\^$.|?*+()[]{}";
  private static final String BLANK =
      "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  private final ByteTrie literals;
  private final List<Pattern> patterns = new ArrayList<>();

  /** A list of the entries of a file; one that is no pattern is an IllegalArgumentException. */
  public PatternList(List<String> entries) {
    List<byte[]> plain = new ArrayList<>();
    for (String entry : entries) {
      if (entry.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)) {
        plain.add(entry.getBytes(StandardCharsets.UTF_8));
      } else if (literal(entry) != null) {
        plain.add(literal(entry).getBytes(StandardCharsets.UTF_8));
      } else {
        patterns.add(compiled(entry));
      }
    }
    literals = new ByteTrie(plain);
  }

  private static Pattern compiled(String entry) {
    try {
      return Pattern.compile(translated(entry), Pattern.UNIX_LINES);
    } catch (PatternSyntaxException e) {
      String shown = entry.length() > 40 ? entry.substring(0, 40) + "..." : entry;
      throw new IllegalArgumentException("'" + shown + "' is no pattern: " + e.getDescription(), e);
    }
  }

  /** What a pattern looks for whose only special characters are escaped ones, or null. */
  private static String literal(String entry) {
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < entry.length(); i++) {
      char c = entry.charAt(i);
      if (c == '\\' && i + 1 < entry.length() && SPECIAL.indexOf(entry.charAt(i + 1)) >= 0) {
        literal.append(entry.charAt(++i));
      } else if (SPECIAL.indexOf(c) >= 0) {
        return null;
      } else {
        literal.append(c);
      }
    }
    return literal.toString();
  }

  /** Java's {@code \s} knows ASCII only. */
  private static String translated(String entry) {
    return entry.replace("\\s", "[" + BLANK + "]");
  }

  /**
   * The sum over the entries of matches that do not overlap, from the left.
   *
   * @param bytes a buffer that holds the text from 0 on
   * @param length the text's bytes
   */
  public int count(byte[] bytes, int length) {
    int count = literals.count(bytes, length);
    if (!patterns.isEmpty()) {
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      for (Pattern pattern : patterns) {
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
          count++;
        }
      }
    }
    return count;
  }
}
