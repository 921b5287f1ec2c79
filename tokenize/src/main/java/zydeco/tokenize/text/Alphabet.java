package zydeco.tokenize.text;

/** What BPE begins with: a text as the symbols that merges join. */
interface Alphabet {

  /**
   * Writes the symbols of bytes {@code from} to {@code to}, which begin and end with whole code
   * points, and at which byte from {@code from} on each begins. There are at most as many as bytes.
   *
   * @return how many
   */
  int symbols(byte[] d, int from, int to, int[] symbols, int[] starts);

  /** A symbol a byte. */
  record Bytes(int[] ids) implements Alphabet {
    @Override
    public int symbols(byte[] d, int from, int to, int[] symbols, int[] starts) {
      for (int i = 0; i < to - from; i++) {
        symbols[i] = ids[d[from + i] & 0xff];
        starts[i] = i;
      }
      return to - from;
    }
  }

  /**
   * A symbol a code point, where the vocabulary has it, else a symbol a byte; a blank is the mark
   * that vocabularies of SentencePiece have for it.
   *
   * @param codePoints ids by code point; -1 for those that are not in the vocabulary
   * @param bytes ids by byte
   */
  record CodePoints(int[] codePoints, int[] bytes) implements Alphabet {
    static final int BLANK = 0x2581;

    @Override
    public int symbols(byte[] d, int from, int to, int[] symbols, int[] starts) {
      int count = 0;
      for (int at = from; at < to; ) {
        int length = length(d[at]);
        int id = codePoints[codePoint(d, at, length)];
        if (id >= 0) {
          symbols[count] = id;
          starts[count++] = at - from;
        } else {
          for (int i = 0; i < length; i++) {
            symbols[count] = bytes[d[at + i] & 0xff];
            starts[count++] = at + i - from;
          }
        }
        at += length;
      }
      return count;
    }

    /** Bytes of the code point that begins with a byte of UTF-8. */
    static int length(byte first) {
      int b = first & 0xff;
      return b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    private static int codePoint(byte[] d, int at, int length) {
      if (length == 1) {
        return d[at] == ' ' ? BLANK : d[at];
      }
      int c = d[at] & (0xff >> (length + 1));
      for (int i = 1; i < length; i++) {
        c = c << 6 | (d[at + i] & 63);
      }
      return c;
    }
  }
}
