package zydeco.filters.splitter.sudachi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A system dictionary of Sudachi in the format 1, which SudachiPy reads from 0.7 on, mapped into
 * memory. Words are numbers. Immutable; any thread may ask.
 */
public final class SudachiDictionary {
  /** No byte follows. */
  static final int NOWHERE = -1;

  private static final byte[] MAGIC = "SudachiBinaryDic".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final List<String> NUMERAL = List.of("名詞", "数詞", "*", "*", "*", "*");
  private static final int DESCRIPTION = 4096;
  private static final int MOST_WORDS = 1 << 16;

  /* An entry: three numbers of the lattice, its part of speech, its forms, its units. */
  private static final int ENTRY_BITS = 3;
  private static final int ENTRY = 32;
  private static final int UNITS = 26;

  private final ByteBuffer trie;
  private final ByteBuffer pointers;
  private final ByteBuffer entries;
  private final ByteBuffer strings;
  private final ByteBuffer costs;
  private final int connections;
  private final int connectionsBefore;
  private final int numeral;
  private final UnknownWords unknown;

  private SudachiDictionary(ByteBuffer file, UnknownWords unknown) {
    this.unknown = unknown;
    Map<String, ByteBuffer> blocks = blocks(file);
    trie = block(blocks, "TrieIndex");
    pointers = block(blocks, "WordPointers");
    entries = block(blocks, "Entries");
    strings = block(blocks, "Strings");
    ByteBuffer matrix = block(blocks, "ConnMatrix");
    connections = matrix.getShort(0);
    connectionsBefore = matrix.getShort(2);
    costs = part(matrix, 4, matrix.capacity() - 4);
    expect(connections > 0 && connectionsBefore > 0);
    expect(2L * connections * connectionsBefore <= costs.capacity() && trie.capacity() >= 1024);
    if (unknown.lastConnection() >= Math.min(connections, connectionsBefore)) {
      throw new IllegalArgumentException(
          "its words connect in "
              + connections
              + " ways, unknown words of Sudachi's in more; it is another's dictionary");
    }
    numeral = numeral(block(blocks, "POS"));
  }

  /** Whether a file begins as dictionaries of Sudachi do, of this format or an older one. */
  public static boolean is(Path file) {
    ByteBuffer head = ByteBuffer.allocate(MAGIC.length);
    try (FileChannel channel = FileChannel.open(file)) {
      while (head.hasRemaining() && channel.read(head) > 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !head.hasRemaining() && (isMagic(head.flip()) || isOlder(head));
  }

  private static boolean isMagic(ByteBuffer file) {
    return file.capacity() >= MAGIC.length
        && part(file, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /** Whether it is of one of the formats of SudachiPy before 0.7, system's or user's. */
  private static boolean isOlder(ByteBuffer file) {
    long version = part(file, 0, Long.BYTES).getLong(0);
    return List.of(
            0x7366d3f18bd111e7L,
            0xce9f011a92394434L,
            0xa50f31188bd211e7L,
            0x9fdeb5a90168d868L,
            0xca9811756ff64fb0L)
        .contains(version);
  }

  /**
   * Maps a file. Throws IllegalArgumentException, with the cause in words, where it is no such
   * dictionary, or a part of one.
   */
  public static SudachiDictionary read(Path file) {
    return read(file, UnknownWords.OF_SUDACHI);
  }

  static SudachiDictionary read(Path file, UnknownWords unknown) {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("it has more than 2 GB");
      }
      return new SudachiDictionary(channel.map(MapMode.READ_ONLY, 0, channel.size()), unknown);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("it is a damaged dictionary of Sudachi", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void expect(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("it is a damaged dictionary of Sudachi");
    }
  }

  private static Map<String, ByteBuffer> blocks(ByteBuffer file) {
    if (!isMagic(file)) {
      boolean older = file.capacity() >= Long.BYTES && isOlder(file);
      throw new IllegalArgumentException(
          older
              ? "it is a dictionary for SudachiPy before 0.7, which is read no more; take a later"
                  + " sudachidict"
              : "it is no dictionary of Sudachi");
    }
    ByteBuffer head = part(file, MAGIC.length, Math.min(DESCRIPTION, file.capacity()) - 16);
    long format = head.getLong();
    if (format != FORMAT) {
      throw new IllegalArgumentException("it is a dictionary of Sudachi of the format " + format);
    }
    head.position(head.position() + 2 * Long.BYTES);
    text(head);
    text(head);
    if (!text(head).isEmpty()) {
      throw new IllegalArgumentException("it is a user's dictionary of Sudachi, no system's");
    }
    number(head);
    number(head);
    int count = (int) number(head);
    Map<String, ByteBuffer> blocks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(head);
      long from = number(head);
      long size = number(head);
      if (from < 0 || size < 0 || from + size > file.capacity()) {
        throw new IllegalArgumentException(
            "it is cut off: of its part '" + name + "' there are not all bytes");
      }
      blocks.put(name, part(file, (int) from, (int) size));
    }
    return blocks;
  }

  private static ByteBuffer block(Map<String, ByteBuffer> blocks, String name) {
    expect(blocks.containsKey(name));
    return blocks.get(name);
  }

  private static ByteBuffer part(ByteBuffer whole, int from, int size) {
    return whole.slice(from, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer from) {
    long length = number(from);
    expect(length >= 0 && length <= from.remaining());
    byte[] bytes = new byte[(int) length];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A number in groups of seven bits, the lowest first. */
  private static long number(ByteBuffer from) {
    long number = 0;
    int shift = 0;
    while (true) {
      expect(from.hasRemaining());
      byte octet = from.get();
      number |= (octet & 0x7FL) << shift;
      if (octet >= 0) {
        return number;
      }
      shift += 7;
    }
  }

  private static int numeral(ByteBuffer parts) {
    int count = parts.getShort();
    for (int i = 0; i < count; i++) {
      int same = 0;
      for (String wanted : NUMERAL) {
        int length = parts.getShort();
        char[] name = new char[length];
        for (int at = 0; at < length; at++) {
          name[at] = parts.getChar();
        }
        same += wanted.equals(new String(name)) ? 1 : 0;
      }
      if (same == NUMERAL.size()) {
        return i;
      }
    }
    throw new IllegalArgumentException("it has no part of speech " + String.join(",", NUMERAL));
  }

  UnknownWords unknown() {
    return unknown;
  }

  /** How many ways there are for a word to connect with the one before it. */
  int connectionsBefore() {
    return connectionsBefore;
  }

  /** What it costs that words connect, the one behind by {@code left}, which is not negative. */
  int cost(int left, int right) {
    return costs.getShort(2 * (left * connections + right));
  }

  /** The place in the tree of words before any byte. */
  int root() {
    return above(trie.getInt(0));
  }

  /** The place behind one more byte of 0 to 255, or {@link #NOWHERE}. */
  int next(int place, int octet) {
    int at = place >> 1 ^ octet;
    int unit = trie.getInt(4 * at);
    return (unit & 0x800000FF) == octet ? (at ^ above(unit) >> 1) << 1 | unit >>> 8 & 1 : NOWHERE;
  }

  /** What a unit of the tree says of where the next ones are, as a place of no word. */
  private static int above(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6) << 1;
  }

  /** Whether words end at a place. */
  static boolean endsWords(int place) {
    return (place & 1) != 0;
  }

  /**
   * Takes the words that end at a place where some do.
   *
   * @param into holds them from 0 on; made larger where it is too small
   * @return the array that holds them: their number, then they
   */
  int[] words(int place, int[] into) {
    int at = trie.getInt(4 * (place >> 1)) & 0x7FFFFFFF;
    int[] words = into;
    int sum = 0;
    int count = 0;
    for (int i = 0; i <= count; i++) {
      int number = 0;
      int shift = 0;
      byte octet;
      do {
        octet = pointers.get(at++);
        number |= (octet & 0x7F) << shift;
        shift += 7;
      } while (octet < 0);
      if (i == 0) {
        count = number;
        expect(count >= 0 && count < MOST_WORDS);
        words = count < into.length ? into : new int[2 * count];
        words[0] = count;
      } else {
        sum += number;
        words[i] = sum;
      }
    }
    return words;
  }

  private static int offset(int word) {
    return word << ENTRY_BITS;
  }

  /** How a word connects with the one before it. */
  int left(int word) {
    return entries.getShort(offset(word)) & 0xFFFF;
  }

  /** How a word connects with the one behind it. */
  int right(int word) {
    return entries.getShort(offset(word) + 2) & 0xFFFF;
  }

  /** What a word costs. */
  int cost(int word) {
    return entries.getShort(offset(word) + 4);
  }

  /** Whether a word is a numeral. */
  boolean isNumeral(int word) {
    return entries.getShort(offset(word) + 6) == numeral;
  }

  /** The bytes of a word as it is looked up. */
  int length(int word) {
    return entries.getShort(offset(word) + 24);
  }

  /** How many short units a word is made of; at most 1: it is one itself. */
  int shortUnits(int word) {
    return Math.max(0, entries.get(unitsOfShort(word)));
  }

  /** A short unit of a word, which is a word, too. */
  int shortUnit(int word, int unit) {
    int counts = offset(word) + UNITS;
    int which = unitsOfShort(word);
    int at = offset(word) + ENTRY + 4 * unit;
    for (int before = counts; before < which; before++) {
      at += 4 * Math.max(0, entries.get(before));
    }
    return entries.getInt(at);
  }

  /** Where the number of short units stands: those of long or middle ones may be the same. */
  private int unitsOfShort(int word) {
    int at = offset(word) + UNITS + 2;
    while (entries.get(at) < 0 && at > offset(word) + UNITS) {
      at--;
    }
    return at;
  }

  /** The characters of the normalised form of a word. */
  CharSequence normalized(int word) {
    int pointer = entries.getInt(offset(entries.getInt(offset(word) + 16)) + 8);
    /* Up to 19 characters are said by five bits; above, more of them say how many follow. */
    int lead = pointer >>> 27;
    int more = Math.max(0, lead - 19);
    int length = lead - more;
    int skip = Math.max(0, more - 1);
    if (more > 0) {
      length += (pointer & 0x07FF0000) >>> 28 - more | 1 << more - 1;
    }
    int start = (pointer & 0x07FFFFFF >>> skip) << skip;
    StringBuilder form = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      form.append(strings.getChar(2 * (start + i)));
    }
    return form;
  }

  /** Whether the normalised form of a word is one certain character. */
  boolean isNormalized(int word, char c) {
    int pointer = entries.getInt(offset(entries.getInt(offset(word) + 16)) + 8);
    return pointer >>> 27 == 1 && strings.getChar(2 * (pointer & 0x07FFFFFF)) == c;
  }
}
