package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Interner;

/**
 * A list of words in a padded buffer, each with the number of its spelling. What is a word is the
 * business of whoever fills the list.
 */
public final class Tokens {
  private static final int FIRST_SIZE = 1 << 10;
  private static final int KEPT = 1 << 20;

  private final Interner interner = new Interner();
  private int[] starts = new int[FIRST_SIZE];
  private int[] ends = new int[FIRST_SIZE];
  private int[] numbers = new int[FIRST_SIZE];
  private int[] charactersBefore = new int[FIRST_SIZE + 1];
  private int count;

  /** Empties the list; words to come are ranges of this buffer. */
  public void restart(byte[] buffer) {
    if (starts.length > KEPT) {
      starts = new int[FIRST_SIZE];
      ends = new int[FIRST_SIZE];
      numbers = new int[FIRST_SIZE];
      charactersBefore = new int[FIRST_SIZE + 1];
    }
    interner.restart(buffer);
    count = 0;
  }

  /** The buffer has been copied to a larger one. */
  public void moved(byte[] buffer) {
    interner.moved(buffer);
  }

  /** Adds a word of a number of code points. */
  public void add(int from, int to, int characters) {
    if (count == starts.length) {
      grow();
    }
    starts[count] = from;
    ends[count] = to;
    numbers[count] = interner.number(from, to);
    charactersBefore[count + 1] = charactersBefore[count] + characters;
    count++;
  }

  private void grow() {
    int size = 2 * count;
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    numbers = Arrays.copyOf(numbers, size);
    charactersBefore = Arrays.copyOf(charactersBefore, size + 1);
  }

  /** How many words there are. */
  public int count() {
    return count;
  }

  public int start(int word) {
    return starts[word];
  }

  public int end(int word) {
    return ends[word];
  }

  /** The code points of a word. */
  public int length(int word) {
    return charactersBefore[word + 1] - charactersBefore[word];
  }

  /** The code points of a run of words, nothing between them. */
  public int characters(int from, int to) {
    return charactersBefore[to] - charactersBefore[from];
  }

  /** The code points of all words. */
  public int characters() {
    return charactersBefore[count];
  }

  /** The number of each word's spelling, from 0 on in the order of first occurrence. */
  int[] numbers() {
    return numbers;
  }

  int[] charactersBefore() {
    return charactersBefore;
  }

  /** How many different spellings there are. */
  public int distinct() {
    return interner.size();
  }

  /** How often the spelling of a number occurs. */
  public int occurrences(int number) {
    return interner.count(number);
  }

  /** The number of a word's spelling. */
  public int number(int word) {
    return numbers[word];
  }
}
