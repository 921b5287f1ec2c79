package zydeco.tokenize.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the regular expressions of tokenizers take a code point for. The tables are data of this
 * project, not of the running JDK, so that ids do not change with it.
 */
final class UnicodeClasses {
  /*
   * unicode-classes.txt has a line for each class: its letter and ranges of code points in
   * hexadecimal. L, N and S are what \p{L}, \p{N} and \s match in the Hugging Face library (asked of
   * the library itself); A is what Unicode 13 assigns, without what the library normalises otherwise.
   */
  static final byte OTHER = 0;
  static final byte LETTER = 1;
  static final byte NUMBER = 2;
  static final byte SPACE = 3;
  static final byte LINE_END = 4;
  static final int CODE_POINTS = 0x110000;

  private static final byte[] CLASSES = new byte[CODE_POINTS];
  private static final boolean[] SETTLED = new boolean[CODE_POINTS];

  static {
    for (String line : lines()) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        int dash = words[i].indexOf('-');
        int from = Integer.parseInt(dash < 0 ? words[i] : words[i].substring(0, dash), 16);
        int to = dash < 0 ? from : Integer.parseInt(words[i].substring(dash + 1), 16);
        switch (words[0]) {
          case "L" -> Arrays.fill(CLASSES, from, to + 1, LETTER);
          case "N" -> Arrays.fill(CLASSES, from, to + 1, NUMBER);
          case "S" -> Arrays.fill(CLASSES, from, to + 1, SPACE);
          case "A" -> Arrays.fill(SETTLED, from, to + 1, true);
          default -> throw new IllegalStateException("unicode-classes.txt: " + words[0]);
        }
      }
    }
    CLASSES['\n'] = LINE_END;
    CLASSES['\r'] = LINE_END;
  }

  private UnicodeClasses() {}

  private static String[] lines() {
    try (InputStream in = UnicodeClasses.class.getResourceAsStream("unicode-classes.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return reader.lines().toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table by code point: {@link #OTHER} to {@link #LINE_END}. */
  static byte[] table() {
    return CLASSES;
  }

  /** Whether every normaliser at hand agrees on the code point. */
  static boolean isSettled(int codePoint) {
    return SETTLED[codePoint];
  }
}
