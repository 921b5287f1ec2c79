package zydeco.filters.text;

import java.util.Arrays;

/**
 * Wikipedia's footnote marks: {@code [1]}, {@code []}, {@code [edit]}, {@code [citation needed]}.
 */
public final class Citations {
  private Citations() {}

  /** The text without them; the same array where it has none. */
  public static byte[] without(byte[] text) {
    byte[] left = new byte[text.length];
    int length = C4Text.withoutCitations(text, 0, text.length, left, 0);
    return length == text.length ? text : Arrays.copyOf(left, length);
  }
}
