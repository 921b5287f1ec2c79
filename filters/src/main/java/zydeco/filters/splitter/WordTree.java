package zydeco.filters.splitter;

/**
 * Words of a dictionary as a tree of their beginnings. Not to be added to once threads share it.
 */
public final class WordTree {
  /** The beginning that has no character. */
  public static final int ROOT = 0;

  private static final int CODE_POINT_BITS = 21;

  /* An open hash table: a beginning and the character behind it, plus 1; the longer beginning. */
  private long[] keys = new long[1 << 12];
  private int[] longer = new int[1 << 12];
  private int size = 1;

  /** How many beginnings there are, which are numbers below this. */
  public int size() {
    return size;
  }

  /** Adds a word; returns the beginning that is the whole of it. */
  public int add(String word) {
    int beginning = ROOT;
    for (int i = 0; i < word.length(); i = word.offsetByCodePoints(i, 1)) {
      beginning = added(beginning, word.codePointAt(i));
    }
    return beginning;
  }

  private int added(int beginning, int c) {
    int found = next(beginning, c);
    if (found < 0) {
      if (2 * size > keys.length) {
        grow();
      }
      found = size++;
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
  public int next(int beginning, int c) {
    int slot = slot(key(beginning, c));
    return keys[slot] == 0 ? -1 : longer[slot];
  }
}
