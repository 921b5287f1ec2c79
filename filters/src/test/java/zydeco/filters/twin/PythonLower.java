package zydeco.filters.twin;

import zydeco.filters.bytes.Characters;
import zydeco.pipeline.text.Unicode;

/** {@code str.lower}: each character by itself, save a capital sigma at the end of a word. */
public final class PythonLower {
  private static final int CASED =
      Characters.UPPERCASE | Characters.LOWERCASE | Characters.TITLECASE;

  private PythonLower() {}

  public static String of(String s) {
    StringBuilder lower = new StringBuilder();
    int[] points = s.codePoints().toArray();
    for (int at = 0; at < points.length; at++) {
      lower.append(
          points[at] == 'Σ'
              ? isCased(points, at, -1) && !isCased(points, at, 1) ? "ς" : "σ"
              : Unicode.lowerCase(Character.toString(points[at])));
    }
    return lower.toString();
  }

  /** Whether the next character that counts is a letter with case. */
  private static boolean isCased(int[] points, int from, int step) {
    int at = from + step;
    while (at >= 0 && at < points.length && Characters.is(points[at], Characters.CASE_IGNORABLE)) {
      at += step;
    }
    return at >= 0 && at < points.length && Characters.is(points[at], CASED);
  }
}
