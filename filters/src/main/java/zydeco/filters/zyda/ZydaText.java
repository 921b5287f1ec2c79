package zydeco.filters.zyda;

import java.util.Arrays;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;

/**
 * What Zyda-1 counts in a text: characters by class, the length that is left when long runs of one
 * character are cut to one, runs of one word character, and eight patterns.
 */
final class ZydaText extends Reading {
  private static final int REPEATS = 7;

  private final Patterns patterns = new Patterns();
  private final int[] ascii = new int[128];
  private int characters;
  private int separators;
  private int nonAlphanumeric;
  private int digits;
  private int cut;
  private int repeatedRuns;

  static ZydaText of(Segments segments) {
    return segments.reading(ZydaText.class, ZydaText::new);
  }

  @Override
  protected void read(Segments segments) {
    byte[] bytes = segments.bytes();
    int length = segments.length();
    characters = 0;
    separators = 0;
    nonAlphanumeric = 0;
    digits = 0;
    cut = 0;
    repeatedRuns = 0;
    Arrays.fill(ascii, 0);
    int run = 0;
    int before = -1;
    for (int at = 0; at < length; ) {
      int c = bytes[at];
      if (c >= 0) {
        ascii[c]++;
        at++;
      } else {
        c = Utf8.at(bytes, at, length);
        at += Utf8.width(bytes[at]);
        count(c, 1);
      }
      if (c == before) {
        run++;
      } else {
        endRun(before, run);
        before = c;
        run = 1;
      }
    }
    endRun(before, run);
    for (int c = 0; c < ascii.length; c++) {
      count(c, ascii[c]);
    }
    patterns.read(bytes, length);
  }

  private void count(int c, int times) {
    int classes = Characters.of(c);
    boolean blank = (classes & Characters.SPACE) != 0;
    characters += times;
    digits += (classes & Characters.DECIMAL) != 0 ? times : 0;
    nonAlphanumeric += blank || (classes & Characters.WORD) != 0 ? 0 : times;
    separators += blank || c == '-' || c == '/' || c == '\\' || c == '.' ? times : 0;
  }

  /** What only long runs change. */
  private void endRun(int c, int run) {
    if (run >= REPEATS) {
      boolean cuts = run >= longest(c);
      cut += cuts ? run - 1 : 0;
      repeatedRuns += !cuts && Characters.is(c, Characters.WORD) ? 1 : 0;
    }
  }

  /** A run of as many of a character is cut to one. */
  private static int longest(int c) {
    return switch (c) {
      case '-', '_', '/', '\\', '\n', '\r', '.', ',', ':', '?', 0xA0 -> 10;
      case '\t' -> 20;
      case ' ' -> 40;
      default -> Integer.MAX_VALUE;
    };
  }

  /** The text with long runs cut. */
  static byte[] transformedText(Segments segments) {
    byte[] bytes = segments.bytes();
    int length = segments.length();
    byte[] kept = new byte[length];
    int to = 0;
    for (int at = 0; at < length; ) {
      int c = Utf8.at(bytes, at, length);
      int width = Utf8.width(bytes[at]);
      int end = at + width;
      while (end < length && Utf8.at(bytes, end, length) == c) {
        end += width;
      }
      int left = (end - at) / width >= longest(c) ? width : end - at;
      System.arraycopy(bytes, at, kept, to, Math.min(left, length - at));
      to += Math.min(left, length - at);
      at = end;
    }
    return Arrays.copyOf(kept, to);
  }

  /** Code points once long runs are cut. */
  int transformed() {
    return characters - cut;
  }

  /** Mean code points between blanks, hyphens, slashes and full stops, empty parts counted. */
  double meanWordLength() {
    return characters == 0 ? 0 : (characters - separators) / (separators + 1.0);
  }

  /** Code points that are neither word characters nor blanks, per code point. */
  double nonAlphanumeric() {
    return characters == 0 ? 0 : (double) nonAlphanumeric / characters;
  }

  /** Decimal digits per code point. */
  double digits() {
    return characters == 0 ? 0 : (double) digits / characters;
  }

  /** Runs of seven or more of one word character, once long runs are cut. */
  int repeatedRuns() {
    return repeatedRuns;
  }

  Patterns patterns() {
    return patterns;
  }
}
