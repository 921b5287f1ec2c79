package zydeco.filters.rewrite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text that was UTF-8, was read as Windows-1252 and written as UTF-8 again: {@code â€™} for a
 * quotation mark, {@code Ã©} for an e with an acute accent.
 *
 * <p>A run of characters whose Windows-1252 bytes are one or more whole UTF-8 sequences is read as
 * such where it cannot well be meant: one of its sequences has three bytes or more, or there are
 * two or more, or it is one of the Latin-1 range (begins with {@code Â} or {@code Ã}) whose second
 * character is no quotation mark, dash, ellipsis or trade mark sign, which may follow a capital
 * letter. The five bytes that Windows-1252 leaves out count as the controls of that number, as
 * browsers have it. Repeated at most three times, for what went wrong more than once.
 */
final class Mojibake implements Rewriter {
  private static final int ROUNDS = 3;
  private static final String AFTER_CAPITALS = "‘’“”–—…™";
  private static final int[] HIGH = windows1252();

  @Override
  public byte[] rewrite(byte[] text) {
    byte[] changed = text;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] next = once(changed);
      if (next == changed) {
        break;
      }
      changed = next;
    }
    return changed;
  }

  private static byte[] once(byte[] text) {
    Output output = new Output(text);
    byte[] run = new byte[64];
    for (int at = 0; at < text.length; ) {
      int lead = octet(text, at);
      if (lead < 0xC2 || lead > 0xF4) {
        at++;
        continue;
      }
      int end = at;
      int length = 0;
      int sequences = 0;
      int longest = 0;
      for (int width = sequence(text, end); width > 0; width = sequence(text, end)) {
        if (length + 4 > run.length) {
          run = Arrays.copyOf(run, run.length * 2);
        }
        for (int i = 0; i < width; i++) {
          run[length++] = (byte) octet(text, end);
          end += width(text[end]);
        }
        sequences++;
        longest = Math.max(longest, width);
      }
      boolean meant = longest < 3 && sequences == 1 && mayBeMeant(text, at, lead);
      if (sequences > 0 && !meant && isUtf8(run, length)) {
        output.replace(at, end, Arrays.copyOf(run, length));
      }
      at = Math.max(end, at + 1);
    }
    return output.result();
  }

  private static boolean mayBeMeant(byte[] text, int at, int lead) {
    int second = codePoint(text, at + width(text[at]));
    return lead > 0xC3 || AFTER_CAPITALS.indexOf(second) >= 0;
  }

  /** The bytes of the UTF-8 sequence that the characters here stand for; 0 where they do not. */
  private static int sequence(byte[] text, int at) {
    int lead = at < text.length ? octet(text, at) : -1;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    int next = at + width(text[at]);
    for (int i = 1; i < width; i++) {
      int octet = next < text.length ? octet(text, next) : -1;
      if (octet < 0x80 || octet > 0xBF) {
        return 0;
      }
      next += width(text[next]);
    }
    return width;
  }

  /** The Windows-1252 byte of the character here, if it is beyond ASCII; else -1. */
  private static int octet(byte[] text, int at) {
    if (text[at] >= 0 || (text[at] & 0xC0) == 0x80) {
      return -1;
    }
    int codePoint = codePoint(text, at);
    if (codePoint >= 0xA0 && codePoint <= 0xFF) {
      return codePoint;
    }
    for (int i = 0; i < HIGH.length; i++) {
      if (HIGH[i] == codePoint) {
        return 0x80 + i;
      }
    }
    return -1;
  }

  private static int codePoint(byte[] text, int at) {
    return zydeco.filters.text.Utf8.at(text, at, text.length);
  }

  private static int width(byte lead) {
    return zydeco.filters.text.Utf8.width(lead);
  }

  private static boolean isUtf8(byte[] bytes, int length) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The code points of the bytes 0x80 to 0x9F. */
  private static int[] windows1252() {
    int[] codePoints = new int[32];
    Charset charset = Charset.forName("windows-1252");
    for (int i = 0; i < codePoints.length; i++) {
      String one = new String(new byte[] {(byte) (0x80 + i)}, charset);
      codePoints[i] = one.equals("\uFFFD") ? 0x80 + i : one.codePointAt(0);
    }
    return codePoints;
  }
}
