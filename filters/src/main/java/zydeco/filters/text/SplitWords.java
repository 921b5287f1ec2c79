package zydeco.filters.text;

import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Utf8;

/** The words of a text between blanks, as {@code str.split} cuts them, and their n-grams. */
public final class SplitWords extends Reading {
  private final BlankMask mask = new BlankMask();
  private final Tokens tokens = new Tokens();
  private final GramFacts grams = new GramFacts();
  private boolean gramsRead;

  /** The reading of a text. */
  public static SplitWords of(Segments segments) {
    return segments.reading(SplitWords.class, SplitWords::new);
  }

  @Override
  protected void read(Segments segments) {
    gramsRead = false;
    byte[] bytes = segments.bytes();
    int length = segments.length();
    boolean ascii = segments.characters() == length;
    tokens.restart(bytes);
    mask.restart();
    int start = -1;
    for (int base = 0; base < length; base += 64) {
      int left = length - base;
      long filled = ~mask.of(bytes, base, length) & (left >= 64 ? -1L : (1L << left) - 1);
      long edges = filled ^ (filled << 1 | (start >= 0 ? 1 : 0));
      for (; edges != 0; edges &= edges - 1) {
        int at = base + Long.numberOfTrailingZeros(edges);
        if (start < 0) {
          start = at;
        } else {
          add(bytes, start, at, ascii);
          start = -1;
        }
      }
    }
    if (start >= 0) {
      add(bytes, start, length, ascii);
    }
  }

  private void add(byte[] bytes, int from, int to, boolean ascii) {
    tokens.add(from, to, ascii ? to - from : Utf8.count(bytes, from, to));
  }

  public Tokens tokens() {
    return tokens;
  }

  /** Sums over the n-grams. */
  public GramFacts grams() {
    if (!gramsRead) {
      gramsRead = true;
      grams.read(tokens);
    }
    return grams;
  }
}
