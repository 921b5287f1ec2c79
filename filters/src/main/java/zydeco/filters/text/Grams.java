package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.PlaceTable;

/**
 * Runs of n words that occur more than once, for n from 2 on. Runs are compared by their words'
 * spellings.
 */
final class Grams {
  /* A run of n+1 repeats only where the run of n at its place and the one behind do, so each length
   * looks at the places that the one before left. A run of n+1 is the number of its run of n and the
   * number of its last word: two ints, compared exactly. For n = 2 counts in shared cells leave out most
   * places. Linear in the words for each n. */

  private static final int FIRST_SIZE = 1 << 10;
  private static final int KEPT = 1 << 20;

  private final Tally tally = new Tally();
  private long[] hashes = new long[FIRST_SIZE];
  private int[] places = new int[FIRST_SIZE];
  private int[] grams = new int[FIRST_SIZE];
  private long[] keys = new long[2 * FIRST_SIZE];
  private int[] slots = new int[2 * FIRST_SIZE];
  private int[] firsts = new int[FIRST_SIZE];
  private int[] counts = new int[FIRST_SIZE];
  private int[] words;
  private int wordCount;
  private int candidates;
  private int size;
  private int n;

  /** Begins with runs of two. */
  void start(Tokens tokens) {
    words = tokens.numbers();
    wordCount = tokens.count();
    n = 2;
    reserve();
    for (int i = 0; i + 1 < wordCount; i++) {
      hashes[i] = PlaceTable.hash(words[i], words[i + 1]);
    }
    tally.count(hashes, Math.max(0, wordCount - 1));
    candidates = 0;
    for (int i = 0; i + 1 < wordCount; i++) {
      places[candidates] = i;
      grams[candidates] = words[i];
      candidates += 1 - tally.most(hashes[i]) >>> 31;
    }
    number();
  }

  private void reserve() {
    if (places.length < wordCount || places.length > KEPT && wordCount < KEPT) {
      int length = Math.max(FIRST_SIZE, wordCount + wordCount / 4);
      places = new int[length];
      hashes = new long[length];
      grams = new int[length];
      firsts = new int[length];
      counts = new int[length];
    }
  }

  private static long pair(int one, int two) {
    return (long) one << 32 | two;
  }

  /** Goes on to runs of one word more. */
  void next() {
    int found = 0;
    int times = candidates == 0 ? 0 : counts[grams[0]];
    for (int k = 0; k + 1 < candidates; k++) {
      int gram = grams[k];
      int place = places[k];
      int gap = places[k + 1] - place - 1;
      int nextTimes = counts[grams[k + 1]];
      places[found] = place;
      grams[found] = gram;
      found += (gap - 1 & 1 - times & 1 - nextTimes) >>> 31;
      times = nextTimes;
    }
    candidates = found;
    n++;
    number();
  }

  /** Turns the numbers of the runs of n-1 at the places into numbers of runs of n. */
  private void number() {
    int capacity = Integer.highestOneBit(Math.max(8, candidates)) * 4;
    if (slots.length < capacity || slots.length > 4 * KEPT && capacity < slots.length) {
      slots = new int[capacity];
      keys = new long[capacity];
    } else {
      Arrays.fill(slots, 0, capacity, 0);
    }
    int mask = capacity - 1;
    size = 0;
    for (int k = 0; k < candidates; k++) {
      long key = pair(grams[k], words[places[k] + n - 1]);
      int slot = (int) Hashing.mix(key) & mask;
      while (slots[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] == 0) {
        keys[slot] = key;
        firsts[size] = places[k];
        counts[size] = 0;
        slots[slot] = ++size;
      }
      grams[k] = slots[slot] - 1;
      counts[grams[k]]++;
    }
  }

  /** How many places there are at which a run may repeat; at all others it occurs once. */
  int candidates() {
    return candidates;
  }

  /** The k-th of those places, ascending. */
  int place(int k) {
    return places[k];
  }

  /** The number of the run at the k-th place. */
  int gram(int k) {
    return grams[k];
  }

  /** How many numbers there are, from 0 on in the order of first occurrence. */
  int size() {
    return size;
  }

  /** How often the run of a number occurs. */
  int count(int gram) {
    return counts[gram];
  }

  /** The first place of the run of a number. */
  int first(int gram) {
    return firsts[gram];
  }
}
