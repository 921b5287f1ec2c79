package zydeco.filters.bytes;

import java.nio.charset.Charset;

/** What the bytes from 0x80 on stand for where a byte is a character. */
public final class SingleBytes {
  /** Mac OS Roman, which not every JVM has. */
  public static final String MACROMAN =
      "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø"
          + "¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

  private SingleBytes() {}

  /** The 128 characters of a charset's bytes from 0x80 on; U+FFFD where it has none. */
  public static String of(String charset) {
    byte[] bytes = new byte[128];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0x80 + i);
    }
    return new String(bytes, Charset.forName(charset));
  }
}
