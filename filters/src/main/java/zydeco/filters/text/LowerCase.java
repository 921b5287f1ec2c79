package zydeco.filters.text;

import zydeco.filters.bytes.Folding;
import zydeco.filters.bytes.Utf8;

/** A text in lower case, as Python's {@code str.lower} makes it. */
public final class LowerCase extends Reading {
  private static final int PADDING = 64;
  private static final int KEPT = 1 << 24;
  private static final int DOTTED_I = 0x130;
  private static final int SIGMA = 0x3A3;

  private byte[] lower = new byte[1 << 14];
  private int length;

  /** The reading of a text. */
  public static LowerCase of(Segments segments) {
    return segments.reading(LowerCase.class, LowerCase::new);
  }

  @Override
  protected void read(Segments segments) {
    byte[] bytes = segments.bytes();
    int end = segments.length();
    int needed = end + end / 2 + PADDING;
    if (lower.length < needed || lower.length > KEPT) {
      lower = new byte[Math.max(1 << 14, needed)];
    }
    int to = 0;
    for (int at = 0; at < end; ) {
      int octet = bytes[at];
      if (octet >= 0) {
        lower[to++] = (byte) (octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
        at++;
      } else {
        to = put(lower, to, bytes, at, end);
        at += Utf8.width(bytes[at]);
      }
    }
    length = to;
    java.util.Arrays.fill(lower, to, to + PADDING, (byte) 0);
  }

  private static int put(byte[] into, int to, byte[] bytes, int at, int end) {
    int c = Utf8.at(bytes, at, end);
    if (c == DOTTED_I) {
      into[to] = 'i';
      return Utf8.put(into, to + 1, 0x307);
    }
    if (c == SIGMA) {
      return Utf8.put(into, to, Folding.isFinalSigma(bytes, at, 0, end, false) ? 'ς' : 'σ');
    }
    return Utf8.put(into, to, Folding.lower(c));
  }

  /** The text, with at least 64 zeros behind it. */
  public byte[] bytes() {
    return lower;
  }

  /** Its bytes. */
  public int length() {
    return length;
  }
}
