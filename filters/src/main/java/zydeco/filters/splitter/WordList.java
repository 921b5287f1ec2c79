package zydeco.filters.splitter;

import java.util.Arrays;
import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.IntList;

/**
 * Words as they are found, one behind the other. What stands at the ends of a word and is white
 * space for {@code str.strip} is left out, and so is a word that has nothing else.
 */
public final class WordList {
  private static final int FIRST_SIZE = 1 << 12;
  private static final int KEPT = 1 << 24;

  private final IntList lengths = new IntList();
  private final IntList gaps = new IntList();
  private byte[] content = new byte[FIRST_SIZE];
  private int start;
  private int end;

  /** Forgets all words. The next ones have about so many bytes together. */
  public void restart(int bytes) {
    if (content.length < bytes || content.length > KEPT) {
      content = new byte[Math.max(FIRST_SIZE, bytes + bytes / 4)];
    }
    lengths.clear();
    gaps.clear();
    start = 0;
    end = 0;
  }

  /** Adds bytes to the word that is being made. */
  public void append(byte[] bytes, int from, int to) {
    if (end + to - from > content.length) {
      content = Arrays.copyOf(content, 2 * (end + to - from));
    }
    System.arraycopy(bytes, from, content, end, to - from);
    end += to - from;
  }

  /** Ends the word that is being made, if one is. */
  public void endWord() {
    int to = Blanks.stripEnd(content, start, end);
    int from = Blanks.stripStart(content, start, to);
    if (from < to) {
      System.arraycopy(content, from, content, start, to - from);
      lengths.add(to - from);
      gaps.add(0);
      start += to - from;
    }
    end = start;
  }

  /** The bytes of all words. */
  public byte[] content() {
    return Arrays.copyOf(content, start);
  }

  /** The bytes of each word. */
  public IntList lengths() {
    return lengths;
  }

  /** What stands before each word: nothing that counts. */
  public IntList gaps() {
    return gaps;
  }
}
