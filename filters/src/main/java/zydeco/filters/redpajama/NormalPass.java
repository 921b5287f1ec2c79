package zydeco.filters.redpajama;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.filters.bytes.AsciiMask;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.NormalForm;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Tokens;

/**
 * RedPajama-V2's normal form of a text: ASCII punctuation taken out, lower case, one blank between
 * words, canonical decomposition; its words, and by line its words and digits.
 */
final class NormalPass {
  private static final int PADDING = 64;
  private static final int KEPT = 1 << 24;
  private static final int MANY_LINES = 1 << 18;
  private static final int DROP = 1;
  private static final int BLANK = 2;
  private static final int DIGIT = 4;
  private static final byte[] ASCII = ascii();
  private static final byte[] JAVASCRIPT = "javascript".getBytes(StandardCharsets.US_ASCII);

  private final Tokens tokens = new Tokens();
  private final NormalForm form = new NormalForm();
  private byte[] normal = new byte[1 << 14];
  private int end;
  private int[] lineWords = new int[256];
  private int[] lineCharacters = new int[256];
  private int[] lineDigits = new int[256];
  private int[] lineJavascript = new int[256];
  private int lines;
  private int wordStart;
  private boolean plain;
  private int digits;

  private static byte[] ascii() {
    byte[] kinds = new byte[128];
    for (int c = 0; c < 128; c++) {
      boolean mark = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
      boolean digit = c >= '0' && c <= '9';
      kinds[c] =
          (byte) (mark ? DROP : Characters.is(c, Characters.SPACE) ? BLANK : digit ? DIGIT : 0);
    }
    return kinds;
  }

  void read(byte[] bytes, int length) {
    clear(length);
    boolean open = false;
    for (int at = 0; at < length; ) {
      long word = Hashing.word(bytes, at);
      long letters = AsciiMask.letters(word);
      int count = AsciiMask.leading(letters);
      if (count > 0) {
        Hashing.put(normal, end, AsciiMask.lower(word, letters));
        end += count;
        at += count;
        open = true;
        continue;
      }
      int octet = bytes[at];
      int kind = octet >= 0 ? ASCII[octet] : wide(bytes, at, length);
      if ((kind & BLANK) != 0) {
        endWord();
        open = true;
        if (octet == '\n') {
          endLine();
          open = false;
        }
      } else if (octet >= 0) {
        open = true;
        if (kind != DROP) {
          normal[end++] = (byte) octet;
          digits += kind >>> 2;
        }
      } else {
        open = true;
        plain = false;
        reserve(length - at);
        end = form.putLower(normal, end, bytes, at, length);
      }
      at += octet >= 0 ? 1 : Utf8.width(bytes[at]);
    }
    endWord();
    if (open) {
      endLine();
    }
    Arrays.fill(normal, end, end + PADDING, (byte) 0);
  }

  private static int wide(byte[] bytes, int at, int length) {
    return Characters.is(Utf8.at(bytes, at, length), Characters.SPACE) ? BLANK : 0;
  }

  private void clear(int length) {
    if (normal.length < 2 * length + PADDING || normal.length > KEPT) {
      normal = new byte[Math.max(1 << 14, 2 * length + PADDING)];
    }
    if (lineWords.length > MANY_LINES) {
      resize(256);
    }
    tokens.restart(normal);
    end = 0;
    lines = 0;
    wordStart = 0;
    plain = true;
    digits = 0;
    lineWords[0] = 0;
    lineCharacters[0] = 0;
    lineDigits[0] = 0;
    lineJavascript[0] = 0;
  }

  /** Makes sure that what is left of the text fits, whatever it decomposes to. */
  private void reserve(int left) {
    if (end + left + 4 * PADDING > normal.length) {
      normal = Arrays.copyOf(normal, 2 * normal.length);
      tokens.moved(normal);
    }
  }

  private void endWord() {
    if (end == wordStart) {
      return;
    }
    int characters = end - wordStart;
    if (!plain) {
      end = form.order(normal, wordStart, end);
      characters = Utf8.count(normal, wordStart, end);
      digits += numerics();
      plain = true;
    }
    tokens.add(wordStart, end, characters);
    boolean javascript =
        end - wordStart == JAVASCRIPT.length
            && Arrays.equals(normal, wordStart, end, JAVASCRIPT, 0, JAVASCRIPT.length);
    lineJavascript[lines] += javascript ? 1 : 0;
    lineWords[lines]++;
    lineCharacters[lines] += characters + (lineWords[lines] > 1 ? 1 : 0);
    normal[end++] = ' ';
    wordStart = end;
  }

  /** Numeric characters beyond ASCII of the open word. */
  private int numerics() {
    int count = 0;
    for (int at = wordStart; at < end; at += Utf8.width(normal[at])) {
      boolean numeric =
          normal[at] < 0 && Characters.is(Utf8.at(normal, at, end), Characters.NUMERIC);
      count += numeric ? 1 : 0;
    }
    return count;
  }

  private void endLine() {
    lineDigits[lines] = digits;
    digits = 0;
    lines++;
    if (lines == lineWords.length) {
      resize(2 * lines);
    }
    lineWords[lines] = 0;
    lineCharacters[lines] = 0;
    lineDigits[lines] = 0;
    lineJavascript[lines] = 0;
  }

  private void resize(int size) {
    lineWords = Arrays.copyOf(lineWords, size);
    lineCharacters = Arrays.copyOf(lineCharacters, size);
    lineDigits = Arrays.copyOf(lineDigits, size);
    lineJavascript = Arrays.copyOf(lineJavascript, size);
  }

  Tokens tokens() {
    return tokens;
  }

  /** The words, one blank between each two. */
  byte[] bytes() {
    return normal;
  }

  /** Code points of the normal form, blanks among them. */
  int characters() {
    return tokens.characters() + Math.max(0, tokens.count() - 1);
  }

  int lineWords(int line) {
    return lineWords[line];
  }

  int javascript(int line) {
    return lineJavascript[line];
  }

  /** Numeric characters per code point of the line's normal form; 0 where that is empty. */
  double digitFraction(int line) {
    return lineCharacters[line] == 0 ? 0 : (double) lineDigits[line] / lineCharacters[line];
  }
}
