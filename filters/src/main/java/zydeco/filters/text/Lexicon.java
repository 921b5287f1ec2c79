package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.Splitter;

/**
 * Runs without blanks that one thread has met and how they are cut, so that the rules of a {@link
 * Splitter} need not be tried again. It forgets everything when it has grown past its limits,
 * between documents only: memory is bounded by the limits and one document. Two runs are the same
 * only where all their bytes are.
 */
final class Lexicon {
  /* An entry is four longs: the first 8 bytes; the last 8, where there are more than 8; place in
   * the pool and length; facts of the run and place of its pieces. Up to 16 bytes those decide
   * equality. Pieces are a count, then three numbers each: bytes, characters, facts. */

  private static final int MANY = 1 << 15;
  private static final int MANY_BYTES = 1 << 21;
  private static final int FIRST_SIZE = 1 << 12;
  private static final int PADDING = 8;

  private final RunCache latest = new RunCache();
  private final WordRules rules;
  private final Splitter splitter;
  private final IntList ends = new IntList();
  private final IntList pieces = new IntList();
  private long[] slots;
  private long[] entries;
  private byte[] pool;
  private int poolEnd;
  private int size;

  Lexicon(WordRules rules) {
    this.rules = rules;
    splitter = rules.splitter();
    forget();
  }

  /** Called between documents. */
  void tidy() {
    if (size > MANY || poolEnd > MANY_BYTES || pieces.size() > 16 * MANY) {
      forget();
    }
  }

  private void forget() {
    if (slots == null || slots.length > 8 * MANY || pool.length > 2 * MANY_BYTES) {
      slots = new long[2 * FIRST_SIZE];
      entries = new long[4 * FIRST_SIZE];
      pool = new byte[8 * FIRST_SIZE];
    }
    Arrays.fill(slots, 0);
    pieces.clear();
    poolEnd = 0;
    size = 0;
  }

  WordRules rules() {
    return rules;
  }

  /** The runs met lately, which are looked up before. */
  RunCache latest() {
    return latest;
  }

  /** The number of a run of at least one byte. The buffer must be padded. */
  int run(byte[] bytes, int from, int to) {
    int length = to - from;
    long head = Hashing.head(bytes, from, length);
    long tail = length > 8 ? Hashing.word(bytes, to - 8) : 0;
    long hash = Hashing.of(bytes, from, head, tail, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    long tag = hash & 0xFFFFFFFF00000000L;
    while (slots[slot] != 0) {
      long found = slots[slot];
      if ((found & 0xFFFFFFFF00000000L) == tag) {
        int id = (int) found - 1;
        int at = 4 * id;
        if (entries[at] == head
            && entries[at + 1] == tail
            && (int) entries[at + 2] == length
            && (length <= 16 || sameInPool(id, bytes, from, to))) {
          return id;
        }
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = tag | (size + 1);
    add(head, tail, bytes, from, to);
    return size - 1;
  }

  private boolean sameInPool(int id, byte[] bytes, int from, int to) {
    int start = start(id);
    return Arrays.equals(pool, start, start + to - from, bytes, from, to);
  }

  private void add(long head, long tail, byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > 16) {
      if (poolEnd + length + PADDING > pool.length) {
        pool = Arrays.copyOf(pool, Math.max(2 * pool.length, poolEnd + length + PADDING));
      }
      System.arraycopy(bytes, from, pool, poolEnd, length);
    }
    int at = 4 * size;
    entries[at] = head;
    entries[at + 1] = tail;
    entries[at + 2] = (long) poolEnd << 32 | length;
    entries[at + 3] = (long) cut(bytes, from, to) << 32 | pieceStart;
    poolEnd += length > 16 ? length : 0;
    size++;
    if (4 * size == entries.length) {
      grow();
    }
  }

  private void grow() {
    entries = Arrays.copyOf(entries, 8 * size);
    long[] old = slots;
    slots = new long[4 * size];
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int id = (int) entry - 1;
        long hash = Hashing.of(pool, start(id), entries[4 * id], entries[4 * id + 1], length(id));
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
      }
    }
  }

  private int pieceStart;

  /** Cuts a new run, notes its pieces and returns its facts. */
  private int cut(byte[] bytes, int from, int to) {
    ends.clear();
    splitter.split(bytes, from, to, true, ends);
    pieceStart = pieces.size();
    pieces.add(ends.size());
    int start = from;
    int characters = 0;
    for (int i = 0; i < ends.size(); i++) {
      int end = ends.get(i);
      int count = Utf8.count(bytes, start, end);
      pieces.add(end - start);
      pieces.add(count);
      pieces.add(rules.factsOf(bytes, start, end));
      characters += count;
      start = end;
    }
    boolean phrase = rules.phrases().isIn(bytes, from, ends);
    return Facts.ofRun(bytes, from, to, characters) | (phrase ? Facts.PHRASE : 0);
  }

  /** The place in {@link #pieces} of the count of words, then bytes, characters, facts of each. */
  int piecesOf(int run) {
    return (int) entries[4 * run + 3];
  }

  int[] pieces() {
    return pieces.array();
  }

  int facts(int run) {
    return (int) (entries[4 * run + 3] >>> 32);
  }

  private int length(int run) {
    return (int) entries[4 * run + 2];
  }

  private int start(int run) {
    return (int) (entries[4 * run + 2] >>> 32);
  }
}
