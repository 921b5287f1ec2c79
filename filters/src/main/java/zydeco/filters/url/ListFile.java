package zydeco.filters.url;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.Consumer;
import zydeco.pipeline.corpus.Codec;
import zydeco.pipeline.recipe.LocalFile;

/**
 * A list in a file, an entry a line. The file may be compressed by a {@link Codec}, and a tar
 * archive, of which {@code FILE!MEMBER} names one member by its path or the end of its path, such
 * as {@code blacklists.tar.gz!adult/domains}.
 *
 * @param name as the recipe has it, which is what the ledger says
 * @param path the file itself
 * @param member of the archive, or null
 */
record ListFile(String name, String path, String member) implements Serializable {
  private static final int BLOCK = 512;

  /** That a list has entries: one without filters nothing, which nobody means. */
  void requireEntries(int count) throws IOException {
    if (count == 0) {
      throw new IOException("the list " + name + " has no entry");
    }
  }

  /**
   * Gives each line, without its end, to a taker. Throws IOException where there is no such list,
   * or it has a byte 0, which is in no text; other bytes need not be UTF-8.
   */
  void lines(Consumer<byte[]> each) throws IOException {
    try (InputStream in = content()) {
      byte[] line = new byte[256];
      int length = 0;
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet == 0) {
          throw new IOException("the list " + name + " is no text: it has a byte 0");
        }
        if (octet == '\n') {
          each.accept(java.util.Arrays.copyOf(line, length));
          length = 0;
        } else {
          line = length == line.length ? java.util.Arrays.copyOf(line, 2 * length) : line;
          line[length++] = (byte) octet;
        }
      }
      if (length > 0) {
        each.accept(java.util.Arrays.copyOf(line, length));
      }
    }
  }

  private InputStream content() throws IOException {
    InputStream stored = Files.newInputStream(LocalFile.here(path));
    try {
      InputStream in = new BufferedInputStream(Codec.decompress(path, stored), 1 << 16);
      return member == null ? in : inArchive(in);
    } catch (IOException e) {
      stored.close();
      throw e;
    }
  }

  /** Goes through a tar archive (POSIX.1-1988 headers, GNU long names) to the member. */
  private InputStream inArchive(InputStream in) throws IOException {
    String longName = null;
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      long size = octal(header);
      char type = (char) header[156];
      String entry = longName == null ? entryName(header) : longName;
      longName = null;
      if (type == 'L') {
        longName = text(in.readNBytes((int) Math.min(size, 1 << 16)), 0, 1 << 16);
        in.skipNBytes(padded(size) - size);
      } else if ((type == '0' || type == 0)
          && (entry.equals(member) || entry.endsWith("/" + member))) {
        return new Limited(in, size);
      } else {
        in.skipNBytes(padded(size));
      }
    }
    throw new EOFException("the archive has no member '" + member + "'");
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static String entryName(byte[] header) {
    String prefix = text(header, 345, 155);
    boolean posix = text(header, 257, 5).equals("ustar") && header[262] == 0;
    String name = text(header, 0, 100);
    return posix && !prefix.isEmpty() ? prefix + "/" + name : name;
  }

  private static String text(byte[] bytes, int from, int most) {
    int end = from;
    while (end < Math.min(bytes.length, from + most) && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header) throws IOException {
    String digits = text(header, 124, 12).trim();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("it is no tar archive: a member's size is '" + digits + "'", e);
    }
  }

  /** Whether the name says that the file is an archive, which needs a member. */
  static boolean isArchive(String path) {
    String name = Codec.bare(path).toLowerCase(Locale.ROOT);
    return name.endsWith(".tar") || name.endsWith(".tgz");
  }

  /** The first bytes of a stream. */
  private static final class Limited extends java.io.FilterInputStream {
    private long left;

    Limited(InputStream in, long size) {
      super(in);
      left = size;
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? in.read() : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
