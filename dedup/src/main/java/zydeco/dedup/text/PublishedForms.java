package zydeco.dedup.text;

import com.ibm.icu.lang.UCharacterCategory;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.pipeline.text.Unicode;

/** Normal forms of texts as other projects define them. */
final class PublishedForms {
  /*
   * Texts of ASCII alone, most of them, take a byte loop; the others go through String, with lower
   * case and normal forms of one version of Unicode.
   */
  private static final boolean[] PUNCTUATION = new boolean[128];

  static {
    for (char c : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".toCharArray()) {
      PUNCTUATION[c] = true;
    }
  }

  private static final String[] LIGATURES = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

  /** Words that the Treebank tokenizer cuts in two, where they stand alone. */
  private static final Pattern CONTRACTIONS =
      Pattern.compile("(can)(not)|(gim|lem)(me)|(gon(?=na)|wan(?=na)|got(?=ta))(na|ta)");

  private PublishedForms() {}

  static byte[] zyda1(byte[] text) {
    String form =
        isAscii(text) && !hasControls(text)
            ? new String(ascii(text, false), StandardCharsets.US_ASCII)
            : plain(Unicode.lowerCase(Unicode.nfc(mended(string(text)))), false);
    return utf8(CONTRACTIONS.matcher(form).replaceAll(match -> cut(form, match)));
  }

  private static String cut(String form, MatchResult word) {
    boolean begins = word.start() == 0 || !isWord(form.codePointBefore(word.start()));
    boolean ends = word.end() == form.length() || !isWord(form.codePointAt(word.end()));
    return begins && ends ? "$1$3$5 $2$4$6" : Matcher.quoteReplacement(word.group());
  }

  /** A word's character as Python's {@code \\w} has it. */
  private static boolean isWord(int c) {
    return switch (Unicode.category(c)) {
      case UCharacterCategory.UPPERCASE_LETTER,
          UCharacterCategory.LOWERCASE_LETTER,
          UCharacterCategory.TITLECASE_LETTER,
          UCharacterCategory.MODIFIER_LETTER,
          UCharacterCategory.OTHER_LETTER,
          UCharacterCategory.DECIMAL_DIGIT_NUMBER,
          UCharacterCategory.LETTER_NUMBER,
          UCharacterCategory.OTHER_NUMBER ->
          true;
      default -> c == '_';
    };
  }

  /** What ftfy does to most texts: quotes of ASCII, no ligatures, no full-width letters. */
  private static String mended(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> mend(c, out));
    return out.toString();
  }

  private static void mend(int c, StringBuilder out) {
    if ((c >= 0x2018 && c <= 0x201b) || (c >= 0x201c && c <= 0x201f)) {
      out.append('"');
    } else if (c >= 0xff01 && c <= 0xff5e) {
      out.append((char) (c - 0xfee0));
    } else if (c >= 0xfb00 && c <= 0xfb06) {
      out.append(LIGATURES[c - 0xfb00]);
    } else if (c == 0xab || c == 0xbb || c == 0x201e) {
      out.append(' ').appendCodePoint(c).append(' ');
    } else if (c != 0xfeff && !isControl(c)) {
      out.appendCodePoint(c);
    }
  }

  /** Controls of ASCII that are no white space, as ftfy has it. */
  private static boolean isControl(int c) {
    return c == 0x7f || (c < 0x20 && c != 9 && c != 10 && c != 12 && c != 13);
  }

  private static boolean hasControls(byte[] ascii) {
    for (byte c : ascii) {
      if (isControl(c)) {
        return true;
      }
    }
    return false;
  }

  static byte[] redpajama(byte[] text) {
    return isAscii(text)
        ? ascii(text, false)
        : utf8(Unicode.nfd(plain(Unicode.lowerCase(string(text)), false)));
  }

  static byte[] datatrove(byte[] text) {
    if (isAscii(text)) {
      return ascii(text, true);
    }
    String form = Unicode.nfd(plain(Unicode.lowerCase(string(text)), true));
    StringBuilder out = new StringBuilder(form.length());
    form.codePoints()
        .filter(c -> Unicode.category(c) != UCharacterCategory.NON_SPACING_MARK)
        .forEach(out::appendCodePoint);
    return utf8(out.toString());
  }

  /** The loop for ASCII: the same as {@link #plain} of the lower case. */
  private static byte[] ascii(byte[] text, boolean datatrove) {
    byte[] out = new byte[text.length];
    int size = 0;
    for (byte character : text) {
      int c = character >= 'A' && character <= 'Z' ? character + 32 : character;
      boolean digit = c >= '0' && c <= '9';
      if (PUNCTUATION[c] && !datatrove) {
        continue;
      }
      if (isSpace(c) || PUNCTUATION[c]) {
        c = ' ';
        if (size == 0 || out[size - 1] == ' ') {
          continue;
        }
      } else if (datatrove && digit) {
        c = '0';
        if (size > 0 && out[size - 1] == '0') {
          continue;
        }
      }
      out[size++] = (byte) c;
    }
    if (size > 0 && out[size - 1] == ' ') {
      size--;
    }
    return java.util.Arrays.copyOf(out, size);
  }

  /** Punctuation away (or, for datatrove, a space, and numbers 0), white space collapsed. */
  private static String plain(String text, boolean datatrove) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean mark = datatrove ? isPunctuation(c) : c < 128 && PUNCTUATION[c];
              int last = out.length() == 0 ? ' ' : out.charAt(out.length() - 1);
              if (isSpace(c) || (mark && datatrove)) {
                if (last != ' ') {
                  out.append(' ');
                }
              } else if (datatrove && isDigit(c)) {
                if (last != '0') {
                  out.append('0');
                }
              } else if (!mark) {
                out.appendCodePoint(c);
              }
            });
    int size = out.length();
    return size > 0 && out.charAt(size - 1) == ' ' ? out.substring(0, size - 1) : out.toString();
  }

  /** ASCII punctuation, and outside ASCII what Unicode calls punctuation or a symbol of layout. */
  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return PUNCTUATION[c];
    }
    return switch (Unicode.category(c)) {
      case UCharacterCategory.CONNECTOR_PUNCTUATION,
          UCharacterCategory.DASH_PUNCTUATION,
          UCharacterCategory.START_PUNCTUATION,
          UCharacterCategory.END_PUNCTUATION,
          UCharacterCategory.INITIAL_PUNCTUATION,
          UCharacterCategory.FINAL_PUNCTUATION,
          UCharacterCategory.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isDigit(int c) {
    return Unicode.category(c) == UCharacterCategory.DECIMAL_DIGIT_NUMBER;
  }

  /** White space as Python's str.split has it. */
  private static boolean isSpace(int c) {
    return c <= 0x20
        ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f)
        : c == 0x85
            || c == 0xa0
            || (c >= 0x1680 && (Character.isSpaceChar(c) || c == 0x2028 || c == 0x2029));
  }

  private static boolean isAscii(byte[] text) {
    byte all = 0;
    for (byte b : text) {
      all |= b;
    }
    return all >= 0;
  }

  private static String string(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
