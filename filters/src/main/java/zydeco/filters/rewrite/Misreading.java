package zydeco.filters.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.filters.bytes.SingleBytes;
import zydeco.filters.bytes.Utf8;

/**
 * One way in which bytes of UTF-8 are taken for characters: by a table of single bytes, read as the
 * octets that its characters stand for. A byte that a table leaves out counts as the control of
 * that number, as browsers have it.
 */
enum Misreading {
  /** Latin-1, too: nobody writes its controls. */
  WINDOWS_1252(SingleBytes.of("windows-1252"), Evidence::latin1),
  WINDOWS_1250(SingleBytes.of("windows-1250"), Evidence::accents),
  WINDOWS_1251(SingleBytes.of("windows-1251"), Evidence::cyrillic),
  MACROMAN(SingleBytes.MACROMAN, Evidence::roots),
  CP437(SingleBytes.of("IBM437"), Evidence::boxes);

  /** The last byte of a closing quotation mark, for which Windows-1252 has no character. */
  private static final int LOST = 0x9D;

  private final short[] octets = new short[0x10000];
  private final Evidence evidence;

  Misreading(String high, Evidence evidence) {
    this.evidence = evidence;
    Arrays.fill(octets, (short) -1);
    for (int i = 0; i < high.length(); i++) {
      char taken = high.charAt(i);
      octets[taken == '\uFFFD' ? 0x80 + i : taken] = (short) (0x80 + i);
    }
    if (high.startsWith("€\uFFFD‚ƒ")) {
      for (int control = 0x80; control < 0xA0; control++) {
        octets[control] = (short) control;
      }
    }
  }

  /** Where the sequences that begin here one behind the other end; here where there is none. */
  int behindRun(byte[] text, int at, int to) {
    int end = at;
    for (int next = behind(text, end, to); next > end; next = behind(text, end, to)) {
      end = next;
    }
    return end;
  }

  /** Where a quotation mark, dash or other sign of the block from U+2000 on ends. */
  int behindGeneralPunctuation(byte[] text, int at, int to) {
    return isGeneralPunctuation(text, at, to) ? behind(text, at, to) : at;
  }

  private boolean isGeneralPunctuation(byte[] text, int at, int to) {
    return octet(text, at, to) == 0xE2 && octet(text, at + Utf8.width(text[at]), to) == 0x80;
  }

  /** Whether a sequence of a run shows that the run was misread. */
  boolean isShown(byte[] text, int from, int end, int to) {
    int run = 0;
    for (int at = from; at < end; at = behind(text, at, to)) {
      run++;
      if (evidence.shows(sequence(text, at, to, run))) {
        return true;
      }
    }
    return false;
  }

  private Evidence.Sequence sequence(byte[] text, int at, int to, int run) {
    int tail = at + Utf8.width(text[at]);
    int end = behind(text, at, to);
    return new Evidence.Sequence(
        octet(text, at, to),
        octet(text, tail, to),
        new String(text, tail, end - tail, StandardCharsets.UTF_8),
        at > 0 ? text[at - 1] : 0,
        end < to ? text[end] : 0,
        run);
  }

  /** Where the sequence of UTF-8 for which the characters here stand ends; here if it is none. */
  private int behind(byte[] text, int at, int to) {
    int lead = octet(text, at, to);
    if (lead < 0xC2 || lead > 0xF4) {
      return at;
    }
    int width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    int next = at + Utf8.width(text[at]);
    for (int i = 1; i < width; i++) {
      int octet = i == 2 ? last(text, at, next, to) : octet(text, next, to);
      if (octet < least || octet > most) {
        return at;
      }
      least = 0x80;
      most = 0xBF;
      next += Utf8.width(text[next]);
    }
    return next;
  }

  /** The third byte of a sequence; of a quotation mark also where Windows-1252 has lost it. */
  private int last(byte[] text, int at, int last, int to) {
    boolean isLost = this == WINDOWS_1252 && last < to && Utf8.at(text, last, to) == 0xFFFD;
    return isLost && isGeneralPunctuation(text, at, to) ? LOST : octet(text, last, to);
  }

  /** The bytes that were taken for the characters of a run. */
  byte[] octets(byte[] text, int from, int to) {
    byte[] octets = new byte[to - from];
    int length = 0;
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      int octet = octet(text, at, to);
      octets[length++] = (byte) (octet < 0 ? LOST : octet);
    }
    return Arrays.copyOf(octets, length);
  }

  /** The byte that was taken for the character here, if it is beyond ASCII; else -1. */
  private int octet(byte[] text, int at, int to) {
    if (at >= to || text[at] >= 0) {
      return -1;
    }
    int codePoint = Utf8.at(text, at, to);
    return codePoint < octets.length ? octets[codePoint] : -1;
  }
}
