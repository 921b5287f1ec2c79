package zydeco.filters.text;

import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.PlaceTable;

/**
 * Runs without blanks of at most 16 bytes and of one or two words that one thread has met lately,
 * and how they are cut: most runs of a text are among them. Each has one slot, where the latest
 * stays. Two runs are the same only where all their bytes are.
 */
final class RunCache {
  /* An entry is four longs: the first 8 bytes and the last 8, filled up with 0xFF, which UTF-8 has
   * not; the run's facts and those of its first word; the numbers below and the facts of its second
   * word. */

  static final int LONGEST = 16;
  private static final int SLOTS_LOG = 13;
  private static final int FIELD = 5;
  private static final int MASK = (1 << FIELD) - 1;
  private static final long[] HEAD_FILL = new long[LONGEST + 1];
  private static final long[] TAIL_FILL = new long[LONGEST + 1];

  static {
    for (int length = 1; length <= LONGEST; length++) {
      HEAD_FILL[length] = length >= 8 ? 0 : -1L << 8 * length;
      TAIL_FILL[length] = length <= 8 ? -1 : length == LONGEST ? 0 : -1L << 8 * (length - 8);
    }
  }

  private final long[] entries = new long[4 << SLOTS_LOG];

  static long head(byte[] bytes, int from, int length) {
    return Hashing.word(bytes, from) | HEAD_FILL[length];
  }

  static long tail(byte[] bytes, int from, int length) {
    return Hashing.word(bytes, from + 8) | TAIL_FILL[length];
  }

  /** Where the entry of a run is, or would be. */
  static int slot(long head, long tail) {
    return (int) (PlaceTable.hash(head, tail) >>> (64 - SLOTS_LOG)) << 2;
  }

  /**
   * Puts a run into its slot.
   *
   * @param first bytes and characters of its first word, {@link #numbers}
   * @param second those of its second word, or 0
   */
  void put(long head, long tail, long facts, int first, int second, int secondFacts) {
    int slot = slot(head, tail);
    entries[slot] = head;
    entries[slot + 1] = tail;
    entries[slot + 2] = facts;
    entries[slot + 3] = rest(first, second, secondFacts);
  }

  static long rest(int first, int second, int secondFacts) {
    return (long) (first | second << 2 * FIELD) << 32 | secondFacts;
  }

  /** Says what is known of the first runs of those listed of which nothing is known otherwise. */
  void find(byte[] bytes, int asked, Runs runs) {
    int[] edges = runs.edges();
    int[] others = runs.others();
    for (int i = 0; i < asked; i++) {
      int run = others[i];
      int from = edges[2 * run + 1];
      int length = edges[2 * run + 2] - from;
      int fits = length - LONGEST - 1 >> 31;
      long head = head(bytes, from, length & fits);
      long tail = tail(bytes, from, length & fits);
      int slot = slot(head, tail);
      long there = entries[slot + 3];
      long no =
          entries[slot] ^ head
              | entries[slot + 1] ^ tail
              | firstBytes(there) + secondBytes(there) ^ length;
      long yes = ~((no | -no) >> 63);
      runs.known()[run] = entries[slot + 2] & yes;
      runs.rest()[run] = there & yes;
    }
  }

  static int numbers(int bytes, int characters) {
    return bytes | characters << FIELD;
  }

  /** The facts of the run in the upper half, those of its first word in the lower. */
  long facts(int slot) {
    return entries[slot + 2];
  }

  /** The facts of the second word in the lower half, and what the methods below read. */
  long rest(int slot) {
    return entries[slot + 3];
  }

  static int firstBytes(long rest) {
    return (int) (rest >>> 32) & MASK;
  }

  static int firstCharacters(long rest) {
    return (int) (rest >>> 32 + FIELD) & MASK;
  }

  static int secondBytes(long rest) {
    return (int) (rest >>> 32 + 2 * FIELD) & MASK;
  }

  static int secondCharacters(long rest) {
    return (int) (rest >>> 32 + 3 * FIELD) & MASK;
  }
}
