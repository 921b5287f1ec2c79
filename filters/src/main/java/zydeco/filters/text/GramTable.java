package zydeco.filters.text;

import java.util.Arrays;

/**
 * Numbers runs of n words of one text from 0 in order of arrival. Two are the same only where all
 * their words are. Sized from a count, at most half full.
 */
final class GramTable {
  private static final int KEPT = 1 << 20;

  private long[] hashes = new long[256];
  private int[] numbers = new int[256];
  private int[] firsts = new int[128];
  private int[] counts = new int[128];
  private int mask;
  private int size;
  private int width;
  private byte[] joined;
  private int[] bytesBefore;

  /** Empties the table for runs of n words and makes room for an expected number of them. */
  void clear(Words words, int n, int expected) {
    int capacity = Math.max(256, Integer.highestOneBit(Math.max(1, expected)) * 4);
    if (hashes.length < capacity || hashes.length > KEPT && capacity < hashes.length) {
      hashes = new long[capacity];
      numbers = new int[capacity];
      firsts = new int[capacity / 2];
      counts = new int[capacity / 2];
    } else {
      Arrays.fill(numbers, 0, capacity, 0);
    }
    mask = capacity - 1;
    size = 0;
    width = n;
    joined = words.joined();
    bytesBefore = words.bytesBefore();
  }

  int size() {
    return size;
  }

  /** The place of the first of a number. */
  int first(int number) {
    return firsts[number];
  }

  /** How many there were of a number. */
  int count(int number) {
    return counts[number];
  }

  /** Counts the run of words at a place; returns its number. */
  int add(long hash, int place) {
    int slot = (int) hash & mask;
    while (numbers[slot] != 0) {
      int number = numbers[slot] - 1;
      if (hashes[slot] == hash && same(firsts[number], place)) {
        counts[number]++;
        return number;
      }
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    firsts[size] = place;
    counts[size] = 1;
    numbers[slot] = ++size;
    return size - 1;
  }

  private boolean same(int one, int two) {
    int oneStart = bytesBefore[one];
    int twoStart = bytesBefore[two];
    for (int i = 1; i <= width; i++) {
      if (bytesBefore[one + i] - oneStart != bytesBefore[two + i] - twoStart) {
        return false;
      }
    }
    return Arrays.equals(
        joined, oneStart, bytesBefore[one + width], joined, twoStart, bytesBefore[two + width]);
  }
}
