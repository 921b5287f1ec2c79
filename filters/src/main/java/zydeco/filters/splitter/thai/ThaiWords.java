package zydeco.filters.splitter.thai;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import zydeco.filters.list.ListFile;

/** The words of a dictionary, as a tree of their beginnings. Immutable; any thread may ask. */
public final class ThaiWords {
  /** The beginning that has no character. */
  static final int ROOT = 0;

  private static final int CODE_POINT_BITS = 21;

  /* An open hash table: a beginning and the character behind it, plus 1; the longer beginning. */
  private long[] keys = new long[1 << 12];
  private int[] longer = new int[1 << 12];
  private int beginnings = 1;
  private final BitSet words = new BitSet();

  ThaiWords(Collection<String> entries) {
    for (String entry : entries) {
      int beginning = ROOT;
      for (int c : entry.strip().codePoints().toArray()) {
        beginning = added(beginning, c);
      }
      words.set(beginning);
    }
    words.clear(ROOT);
  }

  /**
   * Reads a list of one word a line, such as PyThaiNLP's {@code words_th.txt}. Throws
   * IllegalArgumentException, with the cause in words, where it has no Thai word.
   */
  public static ThaiWords read(Path file) {
    List<String> entries;
    try {
      entries = ListFile.entries(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new IllegalArgumentException("it is no file of spaCy's and no text in UTF-8", e);
      }
      throw e;
    }
    if (entries.stream().noneMatch(entry -> entry.chars().anyMatch(ThaiWords::isConsonant))) {
      throw new IllegalArgumentException("it is no file of spaCy's and has no Thai word");
    }
    return new ThaiWords(entries);
  }

  static boolean isConsonant(int c) {
    return c >= 'ก' && c <= 'ฮ';
  }

  private int added(int beginning, int c) {
    int found = next(beginning, c);
    if (found < 0) {
      if (2 * beginnings > keys.length) {
        grow();
      }
      found = beginnings++;
      put(key(beginning, c), found);
    }
    return found;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldLonger = longer;
    keys = new long[2 * oldKeys.length];
    longer = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        put(oldKeys[i], oldLonger[i]);
      }
    }
  }

  private void put(long key, int found) {
    int slot = slot(key);
    keys[slot] = key;
    longer[slot] = found;
  }

  private static long key(int beginning, int c) {
    return ((long) beginning << CODE_POINT_BITS | c) + 1;
  }

  /** Where a key is, or would be. */
  private int slot(long key) {
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  /** The beginning that is one character longer; -1: no word has it. */
  int next(int beginning, int c) {
    int slot = slot(key(beginning, c));
    return keys[slot] == 0 ? -1 : longer[slot];
  }

  /** Whether a beginning is a whole word. */
  boolean isWord(int beginning) {
    return words.get(beginning);
  }
}
