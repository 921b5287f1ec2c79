package zydeco.filters.bytes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Classes of code points as the origins of the rules see them: Python 3.11's string methods
 * (Unicode 14.0), datatrove's punctuation, spaCy's letters. They come from {@code characters.txt},
 * so that they are the same on every JVM.
 */
public final class Characters {
  /** {@code str.isalpha}. */
  public static final int ALPHABETIC = 1;

  /** {@code str.isspace}. */
  public static final int SPACE = 1 << 1;

  /** {@code \w}. */
  public static final int WORD = 1 << 2;

  /** {@code \d}. */
  public static final int DECIMAL = 1 << 3;

  /** General category P. */
  public static final int PUNCTUATION = 1 << 4;

  /** datatrove's PUNCTUATION_SET: a word of these alone is no word for Gopher's counts. */
  public static final int SYMBOL = 1 << 5;

  /** datatrove's TERMINAL_PUNCTUATION. */
  public static final int TERMINAL = 1 << 6;

  /** Ends a sentence as a word of its own. */
  public static final int SENTENCE_END = 1 << 7;

  public static final int LETTER = 1 << 8;
  public static final int LOWER = 1 << 9;
  public static final int UPPER = 1 << 10;
  public static final int QUOTE = 1 << 11;
  public static final int PREFIX = 1 << 12;
  public static final int SUFFIX = 1 << 13;
  public static final int INFIX = 1 << 14;
  public static final int CURRENCY = 1 << 15;
  public static final int BEFORE_PERIOD = 1 << 16;

  /** {@code str.isnumeric}. */
  public static final int NUMERIC = 1 << 17;

  /** {@code str.isdigit}. */
  public static final int DIGIT = 1 << 18;

  /** {@code str.isupper} of one character. */
  public static final int UPPERCASE = 1 << 19;

  /** {@code str.islower} of one character. */
  public static final int LOWERCASE = 1 << 20;

  /** General category Lt. */
  public static final int TITLECASE = 1 << 21;

  /** Does not count where a capital sigma looks for letters around it. */
  public static final int CASE_IGNORABLE = 1 << 22;

  /** {@code [[:alpha:]]} of the module regex. */
  public static final int POSIX_ALPHA = 1 << 23;

  /** {@code [[:digit:]]} of the module regex. */
  public static final int POSIX_DIGIT = 1 << 24;

  /** {@code \w} of the module regex: combining marks are among them, superscripts are not. */
  public static final int REGEX_WORD = 1 << 25;

  /** {@code \s} of the module regex. */
  public static final int REGEX_SPACE = 1 << 26;

  /** datatrove's PUNCTUATION, which its statistics count. */
  public static final int COUNTED_MARK = 1 << 27;

  private static final List<String> NAMES =
      List.of(
          "alphabetic",
          "space",
          "word",
          "decimal",
          "punctuation",
          "symbol",
          "terminal",
          "sentence-end",
          "letter",
          "lower",
          "upper",
          "quote",
          "prefix",
          "suffix",
          "infix",
          "currency",
          "before-period",
          "numeric",
          "digit",
          "uppercase",
          "lowercase",
          "titlecase",
          "case-ignorable",
          "posix-alpha",
          "posix-digit",
          "regex-word",
          "regex-space",
          "counted-mark");

  /** Code points of a block, as a power of two. */
  static final int BLOCK = 8;

  private static final int[][] BLOCKS = read();
  private static final int[] ASCII = Arrays.copyOf(BLOCKS[0], 128);

  private Characters() {}

  /** The classes of a code point, one bit each; 0 for what is none. */
  public static int of(int codePoint) {
    return codePoint < 0 || codePoint > Character.MAX_CODE_POINT
        ? 0
        : BLOCKS[codePoint >>> BLOCK][codePoint & ((1 << BLOCK) - 1)];
  }

  /** Whether a code point is of one of the classes. */
  public static boolean is(int codePoint, int classes) {
    return (of(codePoint) & classes) != 0;
  }

  public static int ofAscii(int octet) {
    return ASCII[octet];
  }

  private static int[][] read() {
    int[] flat = new int[Character.MAX_CODE_POINT + 1];
    try (InputStream in = Characters.class.getResourceAsStream("characters.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> mark(flat, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return share(flat);
  }

  private static void mark(int[] flat, String line) {
    int colon = line.indexOf(':');
    int flag = 1 << NAMES.indexOf(line.substring(0, colon));
    for (String range : line.substring(colon + 2).split(" ", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
      for (int codePoint = first; codePoint <= last; codePoint++) {
        flat[codePoint] |= flag;
      }
    }
  }

  /** A table in blocks, of which equal neighbours are one. */
  static int[][] share(int[] flat) {
    int[][] blocks = new int[flat.length >>> BLOCK][];
    for (int block = 0; block < blocks.length; block++) {
      int[] own = Arrays.copyOfRange(flat, block << BLOCK, (block + 1) << BLOCK);
      blocks[block] = block > 0 && Arrays.equals(own, blocks[block - 1]) ? blocks[block - 1] : own;
    }
    return blocks;
  }
}
