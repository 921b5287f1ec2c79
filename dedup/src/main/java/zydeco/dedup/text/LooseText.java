package zydeco.dedup.text;

import java.util.Arrays;

/** Texts without case, punctuation and layout. */
public final class LooseText {
  /*
   * What is punctuation and what is lower case must not depend on the Unicode version of the Java
   * machine, so both are fixed here: outside ASCII, punctuation is what the ranges below say, and
   * case is folded up to U+052F and in U+1E00..1EFF, where it has not changed for a decade.
   */
  private static final int[][] SEPARATORS = {
    {0x80, 0xa9},
    {0xab, 0xb1},
    {0xb4, 0xb4},
    {0xb6, 0xb8},
    {0xbb, 0xbb},
    {0xbf, 0xbf},
    {0xd7, 0xd7},
    {0xf7, 0xf7},
    {0x2000, 0x206f},
    {0x20a0, 0x20cf},
    {0x2190, 0x245f},
    {0x2500, 0x2bff},
    {0x2e00, 0x2e7f},
    {0x3000, 0x3004},
    {0x3008, 0x3020},
    {0x30fb, 0x30fb},
    {0xe000, 0xf8ff},
    {0xfe10, 0xfe6f},
    {0xfeff, 0xff0f},
    {0xff1a, 0xff20},
    {0xff3b, 0xff40},
    {0xff5b, 0xff65},
    {0xffe0, 0xffff},
    {0x1f000, 0x1faff},
  };

  private LooseText() {}

  public static byte[] of(byte[] text) {
    byte[] out = new byte[text.length + 1];
    int size = 0;
    boolean gap = false;
    for (int i = 0; i < text.length; ) {
      int length = Utf8.length(text, i);
      int character = Utf8.at(text, i, length);
      i += length;
      if (isSeparator(character)) {
        gap = size > 0;
        continue;
      }
      if (gap) {
        out = room(out, size + 1);
        out[size++] = ' ';
        gap = false;
      }
      out = room(out, size + 4);
      size = Utf8.put(lower(character), out, size);
    }
    return Arrays.copyOf(out, size);
  }

  /** The text in lower case, else as it stands. */
  static byte[] lower(byte[] text) {
    byte[] out = new byte[text.length + 1];
    int size = 0;
    for (int i = 0; i < text.length; ) {
      int length = Utf8.length(text, i);
      out = room(out, size + 4);
      if (length == 1 && text[i] < 0) {
        out[size++] = text[i];
      } else {
        size = Utf8.put(lower(Utf8.at(text, i, length)), out, size);
      }
      i += length;
    }
    return Arrays.copyOf(out, size);
  }

  private static byte[] room(byte[] out, int size) {
    return size <= out.length ? out : Arrays.copyOf(out, size + (size >> 3) + 16);
  }

  public static int lower(int character) {
    if (character < 0x80) {
      return character >= 'A' && character <= 'Z' ? character + 32 : character;
    }
    boolean settled = character < 0x530 || (character >= 0x1e00 && character <= 0x1eff);
    return settled ? Character.toLowerCase(character) : character;
  }

  public static boolean isSeparator(int character) {
    if (character < 0x80) {
      return !((character >= 'a' && character <= 'z')
          || (character >= 'A' && character <= 'Z')
          || (character >= '0' && character <= '9'));
    }
    for (int[] range : SEPARATORS) {
      if (character <= range[1]) {
        return character >= range[0];
      }
    }
    return false;
  }
}
