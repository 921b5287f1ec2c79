package zydeco.classifiers.fasttext;

import com.ibm.icu.lang.UCharacterCategory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.pipeline.text.Unicode;

/**
 * A text as words that do not differ by case or by what stands beside them: lower case, and blanks
 * around each character that is no letter, mark or number. Separators and controls become blanks.
 * In Python: {@code "".join(c if category(c)[0] in "LMN" else " " if category(c)[0] == "Z" or
 * category(c) == "Cc" else f" {c} " for c in text.lower())}.
 */
final class WordLine {
  private static final int LETTERS_MARKS_NUMBERS = 11;

  private WordLine() {}

  static byte[] of(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return ofUnicode(text);
      }
    }
    return ofAscii(text);
  }

  private static byte[] ofAscii(byte[] text) {
    byte[] line = new byte[3 * text.length];
    int length = 0;
    for (byte b : text) {
      if (b >= 'a' && b <= 'z' || b >= '0' && b <= '9') {
        line[length++] = b;
      } else if (b >= 'A' && b <= 'Z') {
        line[length++] = (byte) (b + 32);
      } else {
        line[length++] = ' ';
        if (b > ' ' && b < 127) {
          line[length++] = b;
          line[length++] = ' ';
        }
      }
    }
    return Arrays.copyOf(line, length);
  }

  static byte[] ofUnicode(byte[] text) {
    String lower = Unicode.lowerCase(new String(text, StandardCharsets.UTF_8));
    StringBuilder line = new StringBuilder(lower.length() + lower.length() / 4);
    lower
        .codePoints()
        .forEach(
            c -> {
              int category = Unicode.category(c);
              if (category != 0 && category <= LETTERS_MARKS_NUMBERS) {
                line.appendCodePoint(c);
              } else if (isBlank(category)) {
                line.append(' ');
              } else {
                line.append(' ').appendCodePoint(c).append(' ');
              }
            });
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isBlank(int category) {
    return category == UCharacterCategory.SPACE_SEPARATOR
        || category == UCharacterCategory.LINE_SEPARATOR
        || category == UCharacterCategory.PARAGRAPH_SEPARATOR
        || category == UCharacterCategory.CONTROL;
  }
}
