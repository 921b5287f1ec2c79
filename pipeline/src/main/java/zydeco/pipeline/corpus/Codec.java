package zydeco.pipeline.corpus;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a whole file is compressed. Its first bytes tell; a name that says so must agree. */
public enum Codec {
  /** RFC 1952, one or several members. */
  GZIP(".gz"),
  /** RFC 8878, one or several frames; windows over 128 MiB are refused. */
  ZSTD(".zst"),
  /** One or several streams. */
  BZIP2(".bz2"),
  /** One or several streams; dictionaries over some 128 MiB are refused. */
  XZ(".xz");

  /** How many bytes tell a codec. */
  static final int HEAD = 6;

  private static final int WINDOW_LOG_MAX = 27;
  private static final int XZ_KIB_MAX = 160 << 10;

  private final String ending;

  Codec(String ending) {
    this.ending = ending;
  }

  /** The codec that a file's name ends with; null where it ends with none. */
  public static Codec ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Codec codec : values()) {
      if (lower.endsWith(codec.ending)) {
        return codec;
      }
    }
    return null;
  }

  /** A file's name without the ending of its codec. */
  public static String bare(String name) {
    Codec codec = ofName(name);
    return codec == null ? name : name.substring(0, name.length() - codec.ending.length());
  }

  /**
   * The decompressed bytes of a file, or the bytes themselves where they begin as no codec does.
   * What is broken is a ZipException, and so is a file whose name ends as a codec's do and that
   * neither begins as such nor is empty.
   */
  public static InputStream decompress(String name, InputStream in) throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(in, HEAD);
    byte[] head = new byte[HEAD];
    int length = pushback.readNBytes(head, 0, HEAD);
    pushback.unread(head, 0, length);
    Codec found = ofHead(head);
    Codec named = ofName(name);
    if (named != null && named != found && length > 0) {
      String as = found == null ? "" : ", but as one of " + found;
      throw new ZipException("it is named " + named + " and does not begin as such a file" + as);
    }
    return found == null ? pushback : new Decompressor(found, pushback);
  }

  /** The codec that a file begins as, null where it begins as none. */
  static Codec ofHead(byte[] head) {
    long magic = 0;
    for (int i = 0; i < HEAD; i++) {
      magic = magic << 8 | (i < head.length ? head[i] & 0xff : 0);
    }
    if (magic >>> 32 == 0x1f8b) {
      return GZIP;
    }
    if (magic >>> 16 == 0x28b52ffd || (magic >>> 16 & 0xf0ffffffL) == 0x502a4d18) {
      return ZSTD;
    }
    if (magic == 0xfd377a585a00L) {
      return XZ;
    }
    boolean bzip2 = magic >>> 24 == 0x425a68 && head[3] >= '1' && head[3] <= '9';
    long block = magic & 0xffff;
    return bzip2 && (block == 0x3141 || block == 0x1772) ? BZIP2 : null;
  }

  InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case GZIP -> new GzipStream(in);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(WINDOW_LOG_MAX);
      case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(in), true);
      case XZ -> new XZInputStream(new BufferedInputStream(in), XZ_KIB_MAX);
    };
  }

  /** The ending of names. */
  @Override
  public String toString() {
    return ending;
  }
}
