package zydeco.tokenize.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Cuts a text into the words that byte-level BPE merges within: the pre-tokenisers of GPT-2 and of
 * cl100k's family, by hand over UTF-8 bytes.
 */
final class WordSplitter {
  /*
   * GPT-2 (also GPT-NeoX and the demo's):
   *   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
   * cl100k's family (n = 3: dolma2, Llama 3; n = 1: Qwen 2):
   *   (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,n}| ?[^\s\p{L}\p{N}]+[\r\n]*
   *   |\s*[\r\n]+|\s+(?!\S)|\s+
   *
   * The alternatives are tried in order at each place, so one look at the first code point and at the
   * one behind it decides. Most words are ASCII letters, with a blank in front or without: eight bytes
   * at once say how many. Ignoring case, s is also U+017F. A run of blanks ends in front of its last
   * code point where something follows; in cl100k a line end within takes all up to the last one.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final byte[] CLASSES = UnicodeClasses.table();
  private static final byte MULTI = 9;
  private static final byte[] ASCII = new byte[256];

  static {
    for (int b = 0; b < 256; b++) {
      ASCII[b] = b < 128 ? CLASSES[b] : MULTI;
    }
  }

  private final boolean gpt2;
  private final int digits;

  private WordSplitter(boolean gpt2, int digits) {
    this.gpt2 = gpt2;
    this.digits = digits;
  }

  static WordSplitter gpt2() {
    return new WordSplitter(true, Integer.MAX_VALUE);
  }

  static WordSplitter cl100k(int digits) {
    return new WordSplitter(false, digits);
  }

  /**
   * The end of the word that begins at {@code from}, which is before {@code to}.
   *
   * @param d valid UTF-8, with at least 9 more bytes of any value behind {@code to}
   */
  int end(byte[] d, int from, int to) {
    int start = d[from] == ' ' ? from + 1 : from;
    int letters = letters(d, start);
    if (letters == 0) {
      return gpt2 ? gpt2(d, from, to) : cl100k(d, from, to);
    }
    int end = start + letters;
    if (end >= to) {
      return to;
    }
    return letters < 8 && d[end] >= 0 ? end : run(d, end, to, UnicodeClasses.LETTER);
  }

  static boolean isAsciiLetter(byte b) {
    int letter = (b | 0x20) - 'a';
    return letter >= 0 && letter < 26;
  }

  /** How many of eight bytes are ASCII letters before the first that is none. */
  static int letters(byte[] d, int from) {
    long bytes = (long) LONG.get(d, from);
    long lower = (bytes | 0x20 * ONES) & ~HIGH;
    long fromA = lower + (0x80 - 'a') * ONES;
    long behindZ = lower + (0x7f - 'z') * ONES;
    return Long.numberOfTrailingZeros((~fromA | behindZ | bytes) & HIGH) >> 3;
  }

  private static int gpt2(byte[] d, int from, int to) {
    int first = ASCII[d[from] & 0xff];
    if (first == UnicodeClasses.LETTER) {
      return run(d, from + 1, to, UnicodeClasses.LETTER);
    }
    if (d[from] == '\'') {
      int end = contraction(d, from, to, 0);
      if (end > 0) {
        return end;
      }
    }
    int start = d[from] == ' ' && from + 1 < to ? from + 1 : from;
    int kind = kindAt(d, start);
    int type = kind & 15;
    if (type < UnicodeClasses.SPACE) {
      return run(d, start + (kind >> 4), to, type);
    }
    return blanks(d, from, to, false);
  }

  private int cl100k(byte[] d, int from, int to) {
    int kind = kindAt(d, from);
    int type = kind & 15;
    int next = from + (kind >> 4);
    if (type == UnicodeClasses.LETTER) {
      return run(d, next, to, UnicodeClasses.LETTER);
    }
    if (type == UnicodeClasses.NUMBER) {
      return numbers(d, next, to);
    }
    if (d[from] == '\'') {
      int end = contraction(d, from, to, 0x20);
      if (end > 0) {
        return end;
      }
    }
    int after = next < to ? kindAt(d, next) : 0;
    if (type != UnicodeClasses.LINE_END && next < to && (after & 15) == UnicodeClasses.LETTER) {
      return run(d, next + (after >> 4), to, UnicodeClasses.LETTER);
    }
    if (type == UnicodeClasses.OTHER) {
      return lineEnds(d, run(d, next, to, UnicodeClasses.OTHER), to);
    }
    if (d[from] == ' ' && next < to && (after & 15) == UnicodeClasses.OTHER) {
      return lineEnds(d, run(d, next + (after >> 4), to, UnicodeClasses.OTHER), to);
    }
    return blanks(d, from, to, true);
  }

  /**
   * The end of 's, 't, 'm, 'd, 're, 've or 'll, or 0.
   *
   * @param fold 0x20 to ignore case, else 0
   */
  private static int contraction(byte[] d, int from, int to, int fold) {
    if (from + 1 >= to) {
      return 0;
    }
    int x = d[from + 1] | fold;
    if (x == 's' || x == 't' || x == 'm' || x == 'd') {
      return from + 2;
    }
    if (from + 2 >= to) {
      return 0;
    }
    int y = d[from + 2] | fold;
    if ((x == 'r' && y == 'e') || (x == 'v' && y == 'e') || (x == 'l' && y == 'l')) {
      return from + 3;
    }
    boolean longS = d[from + 1] == (byte) 0xc5 && d[from + 2] == (byte) 0xbf;
    return fold != 0 && longS ? from + 3 : 0;
  }

  private int numbers(byte[] d, int from, int to) {
    int at = from;
    for (int count = 1; at < to && count < digits; count++) {
      int kind = kindAt(d, at);
      if ((kind & 15) != UnicodeClasses.NUMBER) {
        return at;
      }
      at += kind >> 4;
    }
    return at;
  }

  private static int lineEnds(byte[] d, int from, int to) {
    int at = from;
    while (at < to && (d[at] == '\n' || d[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static int blanks(byte[] d, int from, int to, boolean lines) {
    int at = from;
    int last = from;
    int behindLineEnd = -1;
    while (at < to) {
      int kind = kindAt(d, at);
      if ((kind & 15) < UnicodeClasses.SPACE) {
        break;
      }
      last = at;
      at += kind >> 4;
      if ((kind & 15) == UnicodeClasses.LINE_END) {
        behindLineEnd = at;
      }
    }
    if (lines && behindLineEnd > 0) {
      return behindLineEnd;
    }
    return at < to && last > from ? last : at;
  }

  private static int run(byte[] d, int from, int to, int type) {
    int at = from;
    while (at < to) {
      int ascii = ASCII[d[at] & 0xff];
      if (ascii == type) {
        at++;
        continue;
      }
      if (ascii != MULTI) {
        return at;
      }
      int kind = multiByte(d, at);
      if ((kind & 15) != type) {
        return at;
      }
      at += kind >> 4;
    }
    return at;
  }

  /** Class of the code point in the lower 4 bits, its bytes above. */
  private static int kindAt(byte[] d, int at) {
    int ascii = ASCII[d[at] & 0xff];
    return ascii == MULTI ? multiByte(d, at) : 1 << 4 | ascii;
  }

  private static int multiByte(byte[] d, int at) {
    int b = d[at] & 0xff;
    if (b < 0xe0) {
      return 2 << 4 | CLASSES[(b & 31) << 6 | (d[at + 1] & 63)];
    }
    if (b < 0xf0) {
      return 3 << 4 | CLASSES[(b & 15) << 12 | (d[at + 1] & 63) << 6 | (d[at + 2] & 63)];
    }
    int upper = (b & 7) << 18 | (d[at + 1] & 63) << 12;
    return 4 << 4 | CLASSES[upper | (d[at + 2] & 63) << 6 | (d[at + 3] & 63)];
  }
}
