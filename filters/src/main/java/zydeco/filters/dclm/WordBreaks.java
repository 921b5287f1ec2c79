package zydeco.filters.dclm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Tokens;

/**
 * Words by Unicode's word boundaries (UAX 29, as uniseg 0.10.1 has them), those alone that begin
 * with a letter or a digit.
 */
final class WordBreaks {
  /* Rules are numbered as in UAX 29. WB15 and WB16 (flags) are left out: no such word begins with a
   * letter. What WB4 skips is walked over at most twice. */

  private static final List<String> NAMES =
      List.of(
          "Other",
          "ALetter",
          "Hebrew_Letter",
          "Numeric",
          "Katakana",
          "ExtendNumLet",
          "MidLetter",
          "MidNum",
          "MidNumLet",
          "Single_Quote",
          "Double_Quote",
          "Extend",
          "Format",
          "ZWJ",
          "CR",
          "LF",
          "Newline",
          "pictographic");
  private static final int LETTER = 1;
  private static final int HEBREW = 2;
  private static final int NUMERIC = 3;
  private static final int KATAKANA = 4;
  private static final int EXTEND_NUM_LET = 5;
  private static final int MID_LETTER = 6;
  private static final int MID_NUM = 7;
  private static final int MID_NUM_LET = 8;
  private static final int SINGLE_QUOTE = 9;
  private static final int DOUBLE_QUOTE = 10;
  private static final int EXTEND = 11;
  private static final int JOINER = 13;
  private static final int CR = 14;
  private static final int PICTOGRAPHIC = 1 << 5;
  private static final byte[][] CLASSES = read();

  private byte[] bytes;
  private int length;

  private static byte[][] read() {
    byte[] flat = new byte[Character.MAX_CODE_POINT + 1];
    try (InputStream in = WordBreaks.class.getResourceAsStream("word-break.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> mark(flat, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[][] blocks = new byte[flat.length >>> 8][];
    for (int block = 0; block < blocks.length; block++) {
      byte[] own = Arrays.copyOfRange(flat, block << 8, (block + 1) << 8);
      blocks[block] = block > 0 && Arrays.equals(own, blocks[block - 1]) ? blocks[block - 1] : own;
    }
    return blocks;
  }

  private static void mark(byte[] flat, String line) {
    int colon = line.indexOf(':');
    int index = NAMES.indexOf(line.substring(0, colon));
    int flag = index == NAMES.size() - 1 ? PICTOGRAPHIC : index;
    for (String range : line.substring(colon + 2).split(" ", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
      for (int codePoint = first; codePoint <= last; codePoint++) {
        flat[codePoint] |= (byte) flag;
      }
    }
  }

  private int classOf(int at) {
    int c = Utf8.at(bytes, at, length);
    return c > Character.MAX_CODE_POINT ? 0 : CLASSES[c >>> 8][c & 0xFF];
  }

  /** The text that is asked about next, in a padded buffer. */
  void restart(byte[] text, int size) {
    bytes = text;
    length = size;
  }

  /** Adds the words of a text in a padded buffer to a list that restarts here. */
  void read(byte[] text, int size, Tokens words) {
    restart(text, size);
    words.restart(text);
    int at = 0;
    while (at < length) {
      if (bytes[at] >= 0) {
        int end = plainEnd(at);
        if (end > at) {
          words.add(at, end, end - at);
          at = end;
          continue;
        }
        if (end == 0) {
          at++;
          continue;
        }
      }
      int end = wordEnd(at);
      int first = Utf8.at(bytes, at, length);
      if (first != '_' && Characters.is(first, Characters.WORD)) {
        words.add(at, end, Utf8.count(bytes, at, end));
      }
      at = end;
    }
  }

  /**
   * The same as {@link #wordEnd} where ASCII alone tells: where a word of ASCII letters and digits
   * ends; 0 where no word that counts starts, and the next boundary is behind one byte; -1 where
   * more must be known.
   */
  int plainEnd(int from) {
    byte[] plain = CLASSES[0];
    int kind = plain[bytes[from]];
    int at = from + 1;
    if (kind != LETTER && kind != NUMERIC) {
      return kind != EXTEND_NUM_LET && (at >= length || bytes[at] >= 0) ? 0 : -1;
    }
    while (at < length && bytes[at] >= 0 && isPlain(plain[bytes[at]])) {
      at++;
    }
    if (at >= length) {
      return length;
    }
    if (bytes[at] < 0) {
      return -1;
    }
    int next = plain[bytes[at]];
    boolean joins = next >= MID_LETTER && next <= SINGLE_QUOTE;
    boolean follows = at + 1 < length && (bytes[at + 1] < 0 || isPlain(plain[bytes[at + 1]]));
    return joins && follows ? -1 : at;
  }

  private static boolean isPlain(int kind) {
    return kind == LETTER || kind == NUMERIC || kind == EXTEND_NUM_LET;
  }

  /** Where the word that starts at an offset ends. */
  int wordEnd(int from) {
    int before = 0;
    int kind = classOf(from) & ~PICTOGRAPHIC;
    boolean joined = kind == JOINER;
    int at = from + Utf8.width(bytes[from]);
    while (at < length) {
      int full = classOf(at);
      int next = full & ~PICTOGRAPHIC;
      if (kind >= CR) {
        return kind == CR && next == CR + 1 ? at + 1 : at;
      }
      if (next >= EXTEND && next <= JOINER) {
        joined = next == JOINER;
      } else if (joined && full >= PICTOGRAPHIC || joins(before, kind, next, at)) {
        before = kind;
        kind = next;
        joined = false;
      } else {
        return at;
      }
      at += Utf8.width(bytes[at]);
    }
    return length;
  }

  /** Whether there is no boundary before the code point at an offset, of a class. */
  private boolean joins(int before, int kind, int next, int at) {
    boolean letter = isLetter(kind);
    if (letter && isLetter(next)
        || kind == NUMERIC && (next == NUMERIC || isLetter(next))
        || letter && next == NUMERIC
        || kind == KATAKANA && next == KATAKANA) {
      return true;
    }
    boolean extended = letter || kind == NUMERIC || kind == KATAKANA || kind == EXTEND_NUM_LET;
    if (extended && next == EXTEND_NUM_LET
        || kind == EXTEND_NUM_LET && (isLetter(next) || next == NUMERIC || next == KATAKANA)) {
      return true;
    }
    return quoted(before, kind, next, at);
  }

  /** WB6, 7, 7a, 7b, 7c, 11 and 12: marks between letters or digits. */
  private boolean quoted(int before, int kind, int next, int at) {
    boolean mark = next == MID_NUM_LET || next == SINGLE_QUOTE;
    boolean wasMark = kind == MID_NUM_LET || kind == SINGLE_QUOTE;
    if (isLetter(before) && (wasMark || kind == MID_LETTER) && isLetter(next)
        || kind == HEBREW && next == SINGLE_QUOTE
        || before == HEBREW && kind == DOUBLE_QUOTE && next == HEBREW
        || before == NUMERIC && (wasMark || kind == MID_NUM) && next == NUMERIC) {
      return true;
    }
    return isLetter(kind) && (mark || next == MID_LETTER) && isLetter(following(at))
        || kind == HEBREW && next == DOUBLE_QUOTE && following(at) == HEBREW
        || kind == NUMERIC && (mark || next == MID_NUM) && following(at) == NUMERIC;
  }

  private static boolean isLetter(int kind) {
    return kind == LETTER || kind == HEBREW;
  }

  /** The class of what follows the code point at an offset, what WB4 skips left out. */
  private int following(int at) {
    int next = at + Utf8.width(bytes[at]);
    while (next < length) {
      int kind = classOf(next) & ~PICTOGRAPHIC;
      if (kind < EXTEND || kind > JOINER) {
        return kind;
      }
      next += Utf8.width(bytes[next]);
    }
    return 0;
  }
}
