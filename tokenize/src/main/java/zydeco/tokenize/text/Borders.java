package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;

/** Places in a text that no merge of a SentencePiece-like vocabulary crosses. */
final class Borders {
  private static final char MARK = '\u2581';
  private static final int ASCII = 128;

  /** By the byte before and the byte behind: whether a merge may join them. */
  private final long[] joins = new long[256 * 4];

  private Borders() {}

  /** Null where a merge joins a blank, or a byte that stands for itself, to what is before it. */
  static Borders ofOrNull(JsonNode model) {
    Borders borders = new Borders();
    for (JsonNode merge : model.path("merges")) {
      String[] parts = BpeMerges.parts(merge);
      boolean known = !isByte(parts[0]) && !isByte(parts[1]);
      if (!known || !borders.add(parts[0] + parts[1])) {
        return null;
      }
    }
    for (int before = 0; before < 256; before++) {
      for (int behind = 0; behind < 256; behind++) {
        if ((before >= ASCII || behind >= ASCII) && behind != ' ' && behind != 0xe2) {
          borders.join(before, behind);
        }
      }
    }
    return borders;
  }

  private static boolean isByte(String piece) {
    return piece.matches("<0x[0-9A-F]{2}>");
  }

  private boolean add(String joined) {
    for (int i = 1; i < joined.length(); i++) {
      char before = joined.charAt(i - 1);
      char behind = joined.charAt(i);
      if (behind == MARK && before != MARK) {
        return false;
      }
      int left = before == MARK ? ' ' : before;
      int right = behind == MARK ? ' ' : behind;
      if (left < ASCII && right < ASCII) {
        join(left, right);
      }
    }
    return true;
  }

  private void join(int before, int behind) {
    joins[before << 2 | behind >> 6] |= 1L << behind;
  }

  /**
   * A border behind {@code from}, or {@code to}. Among ASCII letters none is looked for: there are
   * hardly any, and a word may be longer than it must.
   *
   * @param d with at least 8 bytes of any value behind {@code to}
   */
  int next(byte[] d, int from, int to) {
    int at = from;
    while (true) {
      boolean letters = WordSplitter.isAsciiLetter(d[at]);
      at = letters || d[at] == ' ' ? behindLetters(d, at + 1, to) : at + 1;
      if (at >= to) {
        return to;
      }
      int before = d[at - 1] & 0xff;
      int behind = d[at] & 0xff;
      if ((joins[before << 2 | behind >> 6] >>> behind & 1) == 0 && isBorder(d, from, at)) {
        return at;
      }
    }
  }

  private static int behindLetters(byte[] d, int from, int to) {
    int at = from;
    int letters = 8;
    while (letters == 8 && at < to) {
      letters = WordSplitter.letters(d, at);
      at += letters;
    }
    return at;
  }

  private static boolean isBorder(byte[] d, int from, int at) {
    boolean blank = d[at] == ' ' || isMark(d, at);
    boolean behindBlank = d[at - 1] == ' ' || (at - 3 >= from && isMark(d, at - 3));
    return blank ? !behindBlank : d[at] >= 0;
  }

  private static boolean isMark(byte[] d, int at) {
    return d[at] == (byte) 0xe2 && d[at + 1] == (byte) 0x96 && d[at + 2] == (byte) 0x81;
  }
}
