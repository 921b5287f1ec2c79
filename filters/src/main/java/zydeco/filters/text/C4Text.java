package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Search;
import zydeco.filters.bytes.Utf8;

/**
 * What C4's line rules look for in one line. Letters are compared as {@code str.lower} has them.
 */
final class C4Text {
  private static final byte[] LOREM_IPSUM = ascii("lorem ipsum");
  private static final byte[] JAVASCRIPT = ascii("javascript");
  private static final byte[][] POLICIES = {
    ascii("terms of use"),
    ascii("privacy policy"),
    ascii("cookie policy"),
    ascii("uses cookies"),
    ascii("use of cookies"),
    ascii("use cookies")
  };

  /** The bytes that U+212A, a k, has more than a k. At most one k stands before a last word. */
  private static final int KELVIN = 2;

  private static final byte[] EDIT = ascii("[edit]");
  private static final byte[] CITATION_NEEDED = ascii("[citation needed]");

  private static final byte[][] LAST_WORDS = {
    ascii("ipsum"), ascii("use"), ascii("policy"), ascii("cookies")
  };

  /** Bytes with which something begins that {@link #runFacts} looks for in a run. */
  private static final boolean[] ASKED = new boolean[256];

  /** First bytes of last words in any case. */
  private static final boolean[] FIRST = new boolean[256];

  static {
    for (int octet : new int[] {'{', '[', '#', '.', 0xE2, 'j', 'J'}) {
      ASKED[octet] = true;
    }
    for (byte[] word : LAST_WORDS) {
      FIRST[word[0]] = true;
      FIRST[word[0] - 'a' + 'A'] = true;
    }
  }

  private C4Text() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isDots(byte[] bytes, int at) {
    return bytes[at] == '.' && bytes[at + 1] == '.' && bytes[at + 2] == '.';
  }

  /** Whether three bytes are three dots or U+2026. */
  static boolean isEllipsis(byte[] bytes, int at) {
    return isDots(bytes, at)
        || bytes[at] == (byte) 0xE2 && bytes[at + 1] == (byte) 0x80 && bytes[at + 2] == (byte) 0xA6;
  }

  /** With what a run begins that may end a phrase. */
  static List<String> lastWords() {
    return Arrays.stream(LAST_WORDS)
        .map(word -> new String(word, StandardCharsets.US_ASCII))
        .toList();
  }

  /** What a run between blanks can have that a rule on lines or pages asks for. */
  static int runFacts(byte[] bytes, int from, int to) {
    int facts = 0;
    for (int at = from; at < to; at++) {
      facts |= ASKED[bytes[at] & 0xFF] ? factsAt(bytes, at, to) : 0;
    }
    if (from < to && FIRST[bytes[from] & 0xFF]) {
      for (byte[] last : LAST_WORDS) {
        facts |= Search.isIgnoringCase(bytes, from, to, last) ? Facts.PHRASE_END : 0;
      }
    }
    return facts;
  }

  private static int factsAt(byte[] bytes, int at, int to) {
    return switch (bytes[at]) {
      case '{' -> Facts.CURLY_BRACKET;
      case '[' -> Facts.SQUARE_BRACKET;
      case '#' -> Facts.MARKS;
      case 'j', 'J' -> Search.isIgnoringCase(bytes, at, to, JAVASCRIPT) ? Facts.JAVASCRIPT : 0;
      default -> at + 3 <= to && isEllipsis(bytes, at) ? Facts.MARKS : 0;
    };
  }

  /** Copies a line without {@code [1]}, {@code []}, {@code [edit]}; returns where the copy ends. */
  static int withoutCitations(byte[] bytes, int from, int to, byte[] into, int start) {
    int end = start;
    int at = from;
    int copied = from;
    while (at < to) {
      int length = bytes[at] == '[' ? citation(bytes, at, to) : 0;
      if (length > 0) {
        System.arraycopy(bytes, copied, into, end, at - copied);
        end += at - copied;
        at += length;
        copied = at;
      } else {
        at++;
      }
    }
    System.arraycopy(bytes, copied, into, end, to - copied);
    return end + to - copied;
  }

  private static int citation(byte[] bytes, int at, int to) {
    int digit = at + 1;
    while (digit < to && Characters.is(Utf8.at(bytes, digit, to), Characters.DECIMAL)) {
      digit += Utf8.width(bytes[digit]);
    }
    if (digit < to && bytes[digit] == ']') {
      return digit + 1 - at;
    }
    if (startsWith(bytes, at, to, EDIT)) {
      return EDIT.length;
    }
    return startsWith(bytes, at, to, CITATION_NEEDED) ? CITATION_NEEDED.length : 0;
  }

  private static boolean startsWith(byte[] bytes, int at, int to, byte[] word) {
    if (to - at < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean isPunctuated(byte[] bytes, int from, int to) {
    if (from == to) {
      return false;
    }
    boolean ellipsis = to - from >= 3 && isDots(bytes, to - 3);
    return switch (bytes[to - 1]) {
      case '.', '?', '!', '"', '\'' -> !ellipsis;
      default -> false;
    };
  }

  /** What a line has that a rule on lines or pages asks for, but for runs of many characters. */
  static int lineFacts(byte[] bytes, int from, int to) {
    int facts = runFacts(bytes, from, to) & Facts.OF_RUNS;
    facts |= Search.hasIgnoringCase(bytes, from, to, LOREM_IPSUM) ? Facts.LOREM_IPSUM : 0;
    for (byte[] policy : POLICIES) {
      facts |= Search.hasIgnoringCase(bytes, from, to, policy) ? Facts.POLICY : 0;
    }
    return facts;
  }

  /** Which phrases end with the word that begins at an offset. */
  static int phrasesAt(byte[] bytes, int word, int to) {
    int facts = ends(bytes, word, to, LOREM_IPSUM) ? Facts.LOREM_IPSUM : 0;
    for (byte[] policy : POLICIES) {
      facts |= ends(bytes, word, to, policy) ? Facts.POLICY : 0;
    }
    return facts;
  }

  /** Whether the last word of a phrase is here and the others before it. */
  private static boolean ends(byte[] bytes, int word, int to, byte[] phrase) {
    int last = phrase.length;
    while (phrase[last - 1] != ' ') {
      last--;
    }
    for (int start = word - last; start >= 0 && start >= word - last - KELVIN; start -= KELVIN) {
      if (bytes[word - 1] == ' ' && Search.isIgnoringCase(bytes, start, to, phrase)) {
        return true;
      }
    }
    return false;
  }
}
