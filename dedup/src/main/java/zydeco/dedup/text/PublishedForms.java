package zydeco.dedup.text;

import com.ibm.icu.lang.UCharacterCategory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  /** What datatrove takes for punctuation beside that of ASCII and controls. */
  private static final String DATATROVE_MARKS =
      "\u00ab\u00b4\u00bb\u2013\u2014\u2019\u201c\u201d\u201e\u2026\u2236\u2501\u25ba\u3001\u3002"
          + "\u3008\u3009\u300a\u300b\u300c\u300d\u3010\u3011\uff01\uff05\uff08\uff09\uff0c\uff0e\uff11"
          + "\uff1a\uff1b\uff1f\uff5e";

  private static final String[] LIGATURES = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

  /** Words that the Treebank tokenizer cuts in two, where they stand alone. */
  private static final Pattern CONTRACTIONS =
      Pattern.compile("(can)(not)|(gim|lem)(me)|(gon(?=na)|wan(?=na)|got(?=ta))(na|ta)");

  private PublishedForms() {}

  static byte[] zyda1(byte[] text) {
    String form =
        isAscii(text) && !hasControls(text)
            ? new String(ascii(text), StandardCharsets.US_ASCII)
            : plain(Unicode.lowerCase(Unicode.nfc(mended(string(text)))));
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
    return isAscii(text) ? ascii(text) : utf8(Unicode.nfd(plain(Unicode.lowerCase(string(text)))));
  }

  static byte[] datatrove(byte[] text) {
    if (isAscii(text)) {
      return datatroveAscii(text);
    }
    String form = Unicode.nfd(datatrove(Unicode.lowerCase(string(text))));
    StringBuilder out = new StringBuilder(form.length());
    form.codePoints()
        .filter(c -> Unicode.category(c) != UCharacterCategory.NON_SPACING_MARK)
        .forEach(out::appendCodePoint);
    return utf8(out.toString().strip());
  }

  /** The loop for ASCII: the same as {@link #datatrove(String)} of the lower case. */
  private static byte[] datatroveAscii(byte[] text) {
    byte[] out = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; ) {
      byte c = text[i++];
      if (isDigit(c)) {
        i = afterDigits(text, i);
        boolean more = i + 1 < text.length && (text[i] == '.' || text[i] == ',');
        i = more && isDigit(text[i + 1]) ? afterDigits(text, i + 2) : i;
        out[size++] = '0';
      } else if (isSpace(c) || isDatatroveMark(c)) {
        if (size > 0 && out[size - 1] != ' ') {
          out[size++] = ' ';
        }
      } else {
        out[size++] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
      }
    }
    return Arrays.copyOf(out, size > 0 && out[size - 1] == ' ' ? size - 1 : size);
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static int afterDigits(byte[] text, int from) {
    int to = from;
    while (to < text.length && isDigit(text[to])) {
      to++;
    }
    return to;
  }

  /** Numbers with at most one separator 0, marks and white space one space, none at the ends. */
  private static String datatrove(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < points.length; ) {
      int c = points[i++];
      if (isDigit(c)) {
        i = afterDigits(points, i);
        boolean more =
            i + 1 < points.length && ".,\u060c\u066b\u2396\u2397\u2398".indexOf(points[i]) >= 0;
        i = more && isDigit(points[i + 1]) ? afterDigits(points, i + 2) : i;
        out.append('0');
      } else if (isSpace(c) || isDatatroveMark(c)) {
        if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString().strip();
  }

  private static int afterDigits(int[] points, int from) {
    int to = from;
    while (to < points.length && isDigit(points[to])) {
      to++;
    }
    return to;
  }

  private static boolean isDatatroveMark(int c) {
    return c < 128
        ? PUNCTUATION[c] || (c < 32 && c != 9 && c != 10) || c == 127
        : c < 160 || DATATROVE_MARKS.indexOf(c) >= 0;
  }

  /** The loop for ASCII: the same as {@link #plain} of the lower case. */
  private static byte[] ascii(byte[] text) {
    byte[] out = new byte[text.length];
    int size = 0;
    for (byte c : text) {
      if (isSpace(c)) {
        if (size > 0 && out[size - 1] != ' ') {
          out[size++] = ' ';
        }
      } else if (!PUNCTUATION[c]) {
        out[size++] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
      }
    }
    return Arrays.copyOf(out, size > 0 && out[size - 1] == ' ' ? size - 1 : size);
  }

  /** Punctuation of ASCII away, white space collapsed, none at the ends. */
  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) {
                if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
                  out.append(' ');
                }
              } else if (c >= 128 || !PUNCTUATION[c]) {
                out.appendCodePoint(c);
              }
            });
    int size = out.length();
    return size > 0 && out.charAt(size - 1) == ' ' ? out.substring(0, size - 1) : out.toString();
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
