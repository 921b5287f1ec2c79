package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.PlaceTable;

/**
 * Places of one text from which on the words, joined without blanks, may be those of another place,
 * and for how many bytes at most. Linear in the bytes.
 */
final class Echoes {
  /* Joined words do not nest as words do ("ab c" equals "a bc"), so this looks at bytes. Where the
   * joined words of two places are equal for KEY bytes or more, the KEY bytes there are; places with
   * the same KEY bytes form a group, and within it each is compared with the NEAR before it. In a
   * larger group nothing is ruled out. Places whose first words have fewer bytes than KEY form groups
   * once more by FEW bytes: runs of fewer than KEY bytes are equal only among them. The rare places
   * whose first words have not even FEW bytes are all looked at, too. */

  private static final int KEY = 16;
  private static final int FEW = 8;
  private static final int NEAR = 4;
  private static final int MOST = 256;
  private static final int FIRST_SIZE = 1 << 10;
  private static final int KEPT = 1 << 20;

  private final Words words;
  private final int shortest;
  private final Tally tally;
  private final PlaceTable table;
  private int[] places = new int[FIRST_SIZE];
  private long[] hashes = new long[FIRST_SIZE];
  private int[] lengths = new int[FIRST_SIZE];
  private long[] marked = new long[(FIRST_SIZE >> 6) + 1];
  private int[] groups = new int[FIRST_SIZE];
  private int[] previous = new int[FIRST_SIZE];
  private int[] sizes = new int[FIRST_SIZE];
  private byte[] joined;
  private int[] starts;
  private int all;
  private int count;

  /**
   * For runs of at least a number of words, with a tally and a table that others use, too, when
   * this does not.
   */
  Echoes(Words words, Tally tally, PlaceTable table, int shortest) {
    this.words = words;
    this.tally = tally;
    this.table = table;
    this.shortest = shortest;
  }

  void read() {
    joined = words.joined();
    starts = words.bytesBefore();
    all = words.count();
    reserve();
    count = Math.max(0, all - shortest + 1);
    Arrays.fill(marked, 0, (all >> 6) + 1, 0);
    group(repeated(few()), FEW);
    group(repeated(keyed()), KEY);
    first();
  }

  private void reserve() {
    if (places.length < all || places.length > KEPT && all < KEPT) {
      int size = Math.max(FIRST_SIZE, all + all / 4);
      places = new int[size];
      hashes = new long[size];
      lengths = new int[size];
      marked = new long[(size >> 6) + 1];
      groups = new int[size];
      previous = new int[size];
      sizes = new int[size];
    }
  }

  /**
   * Lists the places whose first words have few bytes, with their hashes; those with too few may
   * repeat anything.
   */
  private int few() {
    int end = starts[all];
    int found = 0;
    int least = FEW;
    for (int place = 0; place < count; place++) {
      int start = starts[place];
      int bytes = starts[place + shortest] - start;
      places[found] = place;
      least = Math.min(least, bytes);
      found += ~(end - start - FEW | KEY - 1 - bytes) >>> 31;
    }
    if (least < FEW) {
      markTooFew();
    }
    for (int k = 0; k < found; k++) {
      hashes[k] = PlaceTable.hash(Hashing.word(joined, starts[places[k]]), 0);
    }
    return found;
  }

  private void markTooFew() {
    for (int place = 0; place < count; place++) {
      if (starts[place + shortest] - starts[place] < FEW) {
        mark(place);
        lengths[place] = Integer.MAX_VALUE;
      }
    }
  }

  /** Says that a place may repeat something; how much is not known where this is new. */
  private void mark(int place) {
    long bit = 1L << place;
    if ((marked[place >> 6] & bit) == 0) {
      marked[place >> 6] |= bit;
      lengths[place] = 0;
    }
  }

  /**
   * Lists the places with {@link #KEY} bytes from there on, with their hashes; returns how many.
   */
  private int keyed() {
    int after = all;
    while (after > 0 && starts[all] - starts[after - 1] < KEY) {
      after--;
    }
    for (int place = 0; place < after; place++) {
      int start = starts[place];
      places[place] = place;
      hashes[place] = PlaceTable.hash(Hashing.word(joined, start), Hashing.word(joined, start + 8));
    }
    return after;
  }

  /** Keeps the listed places whose first bytes may be those of another; returns how many. */
  private int repeated(int listed) {
    tally.count(hashes, listed);
    int found = 0;
    for (int k = 0; k < listed; k++) {
      long hash = hashes[k];
      places[found] = places[k];
      hashes[found] = hash * 0xC2B2AE3D27D4EB4FL;
      found += 1 - tally.most(hash) >>> 31;
    }
    tally.count(hashes, found);
    int left = 0;
    for (int k = 0; k < found; k++) {
      places[left] = places[k];
      left += 1 - tally.most(hashes[k]) >>> 31;
    }
    return left;
  }

  /** Groups the listed places by their first bytes. */
  private void group(int listed, int bytes) {
    table.clear(listed);
    for (int k = 0; k < listed; k++) {
      mark(places[k]);
    }
    long tails = bytes == KEY ? -1 : 0;
    for (int k = 0; k < listed; k++) {
      int place = places[k];
      int start = starts[place];
      long head = Hashing.word(joined, start);
      long tail = Hashing.word(joined, start + 8) & tails;
      int slot = table.slot(PlaceTable.hash(head, tail));
      int first = table.place(slot);
      while (first >= 0
          && (Hashing.word(joined, starts[first]) != head
              || (Hashing.word(joined, starts[first] + 8) & tails) != tail)) {
        slot = table.after(slot);
        first = table.place(slot);
      }
      if (first < 0) {
        table.put(slot, place);
        groups[place] = place;
        previous[place] = place;
        sizes[place] = 1;
      } else {
        join(first, place, bytes);
      }
    }
    for (int k = 0; k < listed; k++) {
      int place = places[k];
      lengths[place] = sizes[groups[place]] > NEAR + 1 ? Integer.MAX_VALUE : lengths[place];
    }
  }

  /** The first of a group knows its last: {@link #previous} of the first. */
  private void join(int first, int place, int bytes) {
    groups[place] = first;
    int size = ++sizes[first];
    if (size > NEAR + 1) {
      return;
    }
    int other = previous[first];
    previous[place] = other;
    previous[first] = place;
    for (int left = size - 1; left > 0; left--) {
      int length = common(starts[other], starts[place], bytes);
      lengths[place] = Math.max(lengths[place], length);
      lengths[other] = Math.max(lengths[other], length);
      other = previous[other];
    }
  }

  private int common(int one, int two, int bytes) {
    int length = bytes;
    while (length < MOST && two + length < starts[all]) {
      long difference = Hashing.word(joined, one + length) ^ Hashing.word(joined, two + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += 8;
    }
    return length < MOST ? length : Integer.MAX_VALUE;
  }

  /** Lists the places where the fewest words may repeat. */
  private void first() {
    int found = 0;
    for (int i = 0; i <= all >> 6; i++) {
      for (long left = marked[i]; left != 0; left &= left - 1) {
        places[found++] = (i << 6) + Long.numberOfTrailingZeros(left);
      }
    }
    count = found;
    keep(shortest);
  }

  /** Keeps the places where n words and more may repeat; n must not become smaller. */
  void keep(int n) {
    int found = 0;
    for (int k = 0; k < count && places[k] + n <= all; k++) {
      int place = places[k];
      places[found] = place;
      found += starts[place + n] - starts[place] - 1 - lengths[place] >>> 31;
    }
    count = found;
  }

  /** How many places there are. */
  int count() {
    return count;
  }

  /** The k-th of them, ascending. */
  int place(int k) {
    return places[k];
  }
}
