package zydeco.filters.bytes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lower case, canonical decompositions and combining classes of Unicode 14.0, from {@code
 * folding.txt}, so that they are the same on every JVM.
 */
public final class Folding {
  private static final int SIZE = Character.MAX_CODE_POINT + 1;
  private static final int HANGUL = 0xAC00;
  private static final int SYLLABLES = 11172;

  private static final int[][] LOWER;
  private static final int[][] DECOMPOSED;
  private static final int[][] COMBINING;
  private static final int[][] SEQUENCES;

  static {
    int[] lower = new int[SIZE];
    int[] decomposed = new int[SIZE];
    int[] combining = new int[SIZE];
    int[][] sequences = new int[4096][];
    read(lower, decomposed, combining, sequences);
    LOWER = Characters.share(lower);
    DECOMPOSED = Characters.share(decomposed);
    COMBINING = Characters.share(combining);
    SEQUENCES = sequences;
  }

  private Folding() {}

  private static void read(int[] lower, int[] decomposed, int[] combining, int[][] sequences) {
    try (InputStream in = Folding.class.getResourceAsStream("folding.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] entries = line.substring(line.indexOf(' ') + 1).split(" ", -1);
        switch (line.substring(0, Math.max(0, line.indexOf(':')))) {
          case "lower" -> lower(entries, lower);
          case "decomposed" -> decomposed(entries, decomposed, sequences);
          case "combining" -> combining(entries, combining);
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry is first-last/step+delta. */
  private static void lower(String[] entries, int[] lower) {
    for (String entry : entries) {
      int dash = entry.indexOf('-');
      int slash = entry.indexOf('/');
      int last = Integer.parseInt(entry.substring(dash + 1, slash), 16);
      int step = entry.charAt(slash + 1) - '0';
      int delta = Integer.parseInt(entry.substring(slash + 2));
      for (int c = Integer.parseInt(entry.substring(0, dash), 16); c <= last; c += step) {
        lower[c] = delta;
      }
    }
  }

  private static void decomposed(String[] entries, int[] decomposed, int[][] sequences) {
    int count = 1;
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      sequences[count] =
          Arrays.stream(entry.substring(equals + 1).split("\\.", -1))
              .mapToInt(c -> Integer.parseInt(c, 16))
              .toArray();
      decomposed[Integer.parseInt(entry.substring(0, equals), 16)] = count++;
    }
  }

  private static void combining(String[] entries, int[] combining) {
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      combining[Integer.parseInt(entry.substring(0, equals), 16)] =
          Integer.parseInt(entry.substring(equals + 1));
    }
  }

  private static int at(int[][] blocks, int codePoint) {
    return codePoint < 0 || codePoint >= SIZE
        ? 0
        : blocks[codePoint >>> Characters.BLOCK][codePoint & ((1 << Characters.BLOCK) - 1)];
  }

  /** The lower case of a code point; a capital I with dot above is left as it is. */
  public static int lower(int codePoint) {
    return codePoint + at(LOWER, codePoint);
  }

  /** The canonical combining class, 0 to 254. */
  static int combiningClass(int codePoint) {
    return at(COMBINING, codePoint);
  }

  /** The full canonical decomposition, or null where the code point is its own. */
  static int[] decomposition(int codePoint) {
    int syllable = codePoint - HANGUL;
    if (syllable >= 0 && syllable < SYLLABLES) {
      int lead = 0x1100 + syllable / 588;
      int vowel = 0x1161 + syllable % 588 / 28;
      int tail = 0x11A7 + syllable % 28;
      return tail == 0x11A7 ? new int[] {lead, vowel} : new int[] {lead, vowel, tail};
    }
    return SEQUENCES[at(DECOMPOSED, codePoint)];
  }

  /**
   * Whether a capital sigma at an offset becomes a final one: letters before it and none behind,
   * marks and the like left out (Unicode 14.0, section 3.13).
   *
   * @param skipsMarks whether ASCII punctuation is left out, too
   */
  public static boolean isFinalSigma(byte[] bytes, int at, int from, int to, boolean skipsMarks) {
    int before = at;
    int c = -1;
    while (before > from) {
      before = Utf8.before(bytes, before, from);
      c = Utf8.at(bytes, before, to);
      if (!isSkipped(c, skipsMarks)) {
        break;
      }
      c = -1;
    }
    if (!isCased(c)) {
      return false;
    }
    int after = at + 2;
    while (after < to) {
      int next = Utf8.at(bytes, after, to);
      if (!isSkipped(next, skipsMarks)) {
        return !isCased(next);
      }
      after += Utf8.width(bytes[after]);
    }
    return true;
  }

  private static boolean isSkipped(int c, boolean skipsMarks) {
    boolean mark = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    return skipsMarks && mark || Characters.is(c, Characters.CASE_IGNORABLE);
  }

  private static boolean isCased(int c) {
    return c >= 0
        && Characters.is(c, Characters.UPPERCASE | Characters.LOWERCASE | Characters.TITLECASE);
  }
}
