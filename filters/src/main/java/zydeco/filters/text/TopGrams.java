package zydeco.filters.text;

import zydeco.filters.bytes.PlaceTable;

/**
 * The most frequent runs of two, three and four words of one text, the first seen of equals. Two
 * runs are the same only where all their words are.
 */
final class TopGrams {
  /* Whether a run of words repeats is a branch that no processor foresees, and a wrong guess costs as
   * much as ten words read in order: loops over all places add signs and do not branch. All runs are
   * counted first in cells that several may share. That says how often each occurs at most, and how
   * often the run in the fullest cell does at least; only runs that could still be the most frequent
   * are then told apart. A run of n repeats only where the runs of n-1 at its place and behind it do,
   * so from n = 3 on there are fewer places to look at. */

  static final int SHORTEST = 2;
  static final int LONGEST = 4;
  private static final int FIRST_SIZE = 1 << 10;
  private static final int KEPT = 1 << 20;
  private static final int TRIES = 4;

  private final int[] topPlace = new int[LONGEST + 1];
  private final int[] topCount = new int[LONGEST + 1];
  private final WordCodes codes;
  private final Tally tally;
  private final PlaceTable table;
  private int[] places = new int[FIRST_SIZE];
  private long[] hashes = new long[FIRST_SIZE];
  private int[] candidates = new int[FIRST_SIZE];
  private int[] counts = new int[FIRST_SIZE];
  private int listed;

  /** With a tally and a table that others use, too, when this does not. */
  TopGrams(WordCodes codes, Tally tally, PlaceTable table) {
    this.codes = codes;
    this.tally = tally;
    this.table = table;
  }

  /** Reads the words that the codes have been made of. */
  void read() {
    int count = codes.count();
    reserve(count);
    pairs(count);
    for (int n = SHORTEST; n <= LONGEST; n++) {
      topPlace[n] = 0;
      topCount[n] = n <= count ? 1 : 0;
      if (n > SHORTEST) {
        extend(n);
      }
      int highest = tally.count(hashes, listed);
      int least = highest > 1 ? occurrences(n, tally.fullest()) : 0;
      if (highest > 1 && !foundInFullest(n, highest, least)) {
        tellApart(n, least);
      }
    }
  }

  private void reserve(int count) {
    if (places.length < count || places.length > KEPT && count < KEPT) {
      int size = Math.max(FIRST_SIZE, count + count / 4);
      places = new int[size];
      hashes = new long[size];
      candidates = new int[size];
      counts = new int[size];
    }
  }

  private void pairs(int count) {
    long[] words = codes.array();
    listed = Math.max(0, count - 1);
    for (int place = 0; place < listed; place++) {
      places[place] = place;
      hashes[place] = PlaceTable.hash(words[place], words[place + 1]);
    }
  }

  /** Keeps the places where this run and the next one may both repeat, as runs of n. */
  private void extend(int n) {
    int found = 0;
    int most = listed == 0 ? 0 : tally.most(hashes[0]);
    for (int k = 0; k + 1 < listed; k++) {
      int next = tally.most(hashes[k + 1]);
      int gap = places[k + 1] - places[k] - 1;
      candidates[found] = k;
      found += (gap - 1 & 1 - most & 1 - next) >>> 31;
      most = next;
    }
    long[] words = codes.array();
    for (int i = 0; i < found; i++) {
      int k = candidates[i];
      int place = places[k];
      places[i] = place;
      hashes[i] = PlaceTable.hash(hashes[k], words[place + n - 1]);
    }
    listed = found;
  }

  /** Whether a run that has a fullest cell for itself is among the first; then it is the top. */
  private boolean foundInFullest(int n, int highest, int least) {
    if (highest == Tally.FULL || least < highest) {
      return false;
    }
    int fullest = tally.fullest();
    int tries = 0;
    for (int k = 0; k < listed && tries < TRIES; k++) {
      if (tally.most(hashes[k]) == highest) {
        if (same(k, fullest, n) || occurrences(n, k) == highest) {
          topCount[n] = highest;
          topPlace[n] = places[k];
          return true;
        }
        tries++;
      }
    }
    return false;
  }

  /** Finds the most frequent run of n by counting all that may occur that often, and twice. */
  private void tellApart(int n, int often) {
    int least = Math.max(2, often);
    int found = 0;
    for (int k = 0; k < listed; k++) {
      candidates[found] = k;
      found += least - 1 - tally.most(hashes[k]) >>> 31;
    }
    table.clear(found);
    for (int i = 0; i < found; i++) {
      count(n, candidates[i]);
    }
  }

  /** How often the run at the k-th place occurs, as far as a cell counts. */
  private int occurrences(int n, int k) {
    long hash = hashes[k];
    int found = 0;
    for (int i = 0; i < listed; i++) {
      found += hashes[i] == hash && codes.same(places[i], places[k], n) ? 1 : 0;
    }
    return Math.min(found, Tally.FULL);
  }

  private boolean same(int one, int two, int n) {
    return hashes[one] == hashes[two] && codes.same(places[one], places[two], n);
  }

  private void count(int n, int k) {
    int place = places[k];
    int slot = table.slot(hashes[k]);
    int first = table.place(slot);
    while (first >= 0 && !codes.same(first, place, n)) {
      slot = table.after(slot);
      first = table.place(slot);
    }
    if (first < 0) {
      table.put(slot, place);
      counts[place] = 1;
      return;
    }
    int times = ++counts[first];
    if (times > topCount[n] || times == topCount[n] && first < topPlace[n]) {
      topCount[n] = times;
      topPlace[n] = first;
    }
  }

  /** How often the most frequent run of n words occurs; 0 where there is none. */
  int topCount(int n) {
    return topCount[n];
  }

  /** Where the most frequent run of n words occurs first. */
  int topPlace(int n) {
    return topPlace[n];
  }
}
