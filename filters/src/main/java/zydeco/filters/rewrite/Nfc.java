package zydeco.filters.rewrite;

import java.nio.charset.StandardCharsets;
import zydeco.filters.bytes.Output;
import zydeco.pipeline.text.Unicode;

/**
 * Normalization form C of {@link Unicode}'s version.
 *
 * <p>Only stretches with characters from U+0300 on are looked at; each reaches from one ASCII
 * character to the next, because ASCII never composes with what stands before it. A stretch with
 * more than {@link #LONGEST} marks in a row is left as it stands: ordering them would take time
 * that is quadratic in their number, and no writing has so many.
 */
final class Nfc implements Rewriter {
  static final int LONGEST = 1_000;

  @Override
  public byte[] rewrite(byte[] text) {
    Output output = new Output(text);
    int start = 0;
    boolean may = false;
    for (int at = 0; at <= text.length; at++) {
      if (at == text.length || text[at] >= 0) {
        if (may) {
          compose(text, start, at, output);
        }
        start = at;
        may = false;
      } else if ((text[at] & 0xFF) >= 0xCC) {
        may = true;
      }
    }
    return output.result();
  }

  private static void compose(byte[] text, int from, int to, Output output) {
    String stretch = new String(text, from, to - from, StandardCharsets.UTF_8);
    if (stretch.length() > LONGEST && hasEndlessMarks(stretch)) {
      return;
    }
    String composed = Unicode.nfc(stretch);
    if (!composed.equals(stretch)) {
      output.replace(from, to, composed.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean hasEndlessMarks(String stretch) {
    int run = 0;
    for (int at = 0; at < stretch.length(); ) {
      int codePoint = stretch.codePointAt(at);
      run = Unicode.isMark(codePoint) ? run + 1 : 0;
      if (run > LONGEST) {
        return true;
      }
      at += Character.charCount(codePoint);
    }
    return false;
  }
}
