package zydeco.filters.splitter.spacy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.bytes.Characters;
import zydeco.pipeline.text.Unicode;

/**
 * A regular expression of Python's module {@code re} in parts: sets of characters, and signs
 * between them. Look-around, groups and repetition are understood; back references, word boundaries
 * and named classes beside {@code \w \d \s} are not.
 */
final class PythonPattern {
  /** A sign such as {@code (?:}, or where it is null a set of characters. */
  record Part(String sign, BitSet characters) {}

  private final String python;
  private final boolean anyCase;
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, BitSet> brackets = new HashMap<>();
  private int at;

  private PythonPattern(String python) {
    this.python = python;
    int flags = python.startsWith("(?") ? python.indexOf(')') : -1;
    boolean flagged = flags > 2 && python.substring(2, flags).matches("[iu]+");
    this.anyCase = flagged && python.substring(2, flags).contains("i");
    this.at = flagged ? flags + 1 : 0;
  }

  /**
   * The parts; throws IllegalArgumentException, with the cause in words, where it is not
   * understood.
   */
  static List<Part> parts(String python) {
    PythonPattern pattern = new PythonPattern(python);
    while (pattern.at < python.length()) {
      pattern.part();
    }
    return pattern.parts;
  }

  private void part() {
    char c = python.charAt(at);
    if (c == '[') {
      int start = at;
      BitSet set = bracket();
      add(brackets.computeIfAbsent(python.substring(start, at), unused -> anyCase(set)));
    } else if (c == '(') {
      sign(opening());
    } else if (c == '$') {
      at++;
      parts.add(new Part("\\z", null));
    } else if (c == '{' && python.indexOf('}', at) > 0) {
      sign(python.indexOf('}', at) + 1 - at);
    } else if ("^)|?*+".indexOf(c) >= 0) {
      sign(1);
    } else if (c == '.') {
      at++;
      BitSet all = new BitSet();
      all.set(0, Character.MAX_CODE_POINT + 1);
      all.clear('\n');
      add(all);
    } else {
      add(anyCase(one()));
    }
  }

  private void sign(int length) {
    parts.add(new Part(python.substring(at, at + length), null));
    at += length;
  }

  private void add(BitSet characters) {
    parts.add(new Part(null, characters));
  }

  private int opening() {
    for (String sign : List.of("(?:", "(?=", "(?!", "(?<=", "(?<!")) {
      if (python.startsWith(sign, at)) {
        return sign.length();
      }
    }
    if (python.startsWith("(?", at)) {
      throw unknown(python.substring(at, Math.min(at + 4, python.length())));
    }
    return 1;
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("one of its patterns has '" + what + "'");
  }

  /** A set in brackets. */
  private BitSet bracket() {
    BitSet set = new BitSet();
    at++;
    boolean negated = python.startsWith("^", at);
    at += negated ? 1 : 0;
    int first = at;
    while (at >= python.length() || python.charAt(at) != ']' || at == first) {
      if (at >= python.length()) {
        throw new IllegalArgumentException("one of its patterns has an open bracket");
      }
      BitSet from = one();
      boolean range =
          at + 1 < python.length() && python.charAt(at) == '-' && python.charAt(at + 1) != ']';
      if (range && from.cardinality() == 1) {
        at++;
        BitSet to = one();
        set.set(from.nextSetBit(0), Math.max(from.nextSetBit(0), to.length() - 1) + 1);
      } else {
        set.or(from);
      }
    }
    at++;
    if (negated) {
      set.flip(0, Character.MAX_CODE_POINT + 1);
    }
    return set;
  }

  /** A character, an escaped one or a named class. */
  private BitSet one() {
    BitSet set = new BitSet();
    if (python.charAt(at) != '\\') {
      int c = python.codePointAt(at);
      at += Character.charCount(c);
      set.set(c);
      return set;
    }
    if (at + 1 >= python.length()) {
      throw unknown("\\");
    }
    int c = python.codePointAt(at + 1);
    at += 1 + Character.charCount(c);
    switch (c) {
      case 'w', 'W' -> named(set, Characters.WORD, c == 'W');
      case 'd', 'D' -> named(set, Characters.DECIMAL, c == 'D');
      case 's', 'S' -> named(set, Characters.SPACE, c == 'S');
      case 'x' -> set.set(hexadecimal(2));
      case 'u' -> set.set(hexadecimal(4));
      case 'U' -> set.set(hexadecimal(8));
      case 'n' -> set.set('\n');
      case 't' -> set.set('\t');
      case 'r' -> set.set('\r');
      default -> {
        if (c < 128 && Character.isLetterOrDigit(c)) {
          throw unknown("\\" + Character.toString(c));
        }
        set.set(c);
      }
    }
    return set;
  }

  private static void named(BitSet set, int classes, boolean not) {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      set.set(c, Characters.is(c, classes) != not);
    }
  }

  private int hexadecimal(int digits) {
    try {
      int value = Integer.parseInt(python.substring(at, at + digits), 16);
      at += digits;
      return Character.isValidCodePoint(value) ? value : 0;
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw unknown("\\u");
    }
  }

  private BitSet anyCase(BitSet set) {
    if (!anyCase) {
      return set;
    }
    BitSet both = (BitSet) set.clone();
    set.stream()
        .forEach(
            c -> {
              both.set(Unicode.lowerCase(c));
              both.set(Unicode.upperCase(c));
            });
    return both;
  }
}
