package zydeco.tokenize.text;

import java.util.Arrays;

/**
 * Merges the bytes of one word: again and again the pair of lowest rank, the leftmost of several.
 */
final class WordMerger {
  /*
   * Short words: the pairs' merges in an array, searched for the lowest each time; quadratic, and
   * quickest. Long words: neighbours as a doubly linked list, pairs in a binary heap by rank and then
   * place; entries that a merge made stale are no longer what is pending at their place. n log n.
   *
   * Words over 4 KiB: windows, each begun at a token of the one before, so time is linear and memory
   * bounded. Exact, for BPE is local: a sequence of tokens is the encoding of its text if and only if
   * each pair of neighbours is the encoding of theirs (a first merge across a border would also happen
   * in the pair alone, as merges within a token do not depend on what is beyond). Within a window that
   * holds; at the seam it holds where the next window begins with the very token that the last one had
   * there, which is what is looked for.
   */
  private static final int SHORT = 64;

  /** Longer words are merged window by window. */
  static final int WINDOW = 1 << 12;

  private static final int OVERLAP = 1 << 8;
  private static final int TRIES = 64;

  private final BpeMerges merges;
  private final Alphabet alphabet;
  private int[] symbols = new int[SHORT];
  private int[] starts = new int[SHORT];
  private final long[] found = new long[SHORT];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private long[] pending = new long[0];
  private final LongHeap heap = new LongHeap();

  WordMerger(BpeMerges merges, Alphabet alphabet) {
    this.merges = merges;
    this.alphabet = alphabet;
  }

  /** Appends the ids of the word. */
  void merge(byte[] d, int from, int to, TokenBuffer ids) {
    int whole = merges.wholeWord(d, from, to);
    if (whole >= 0) {
      ids.add(whole);
    } else if (to - from <= WINDOW) {
      mergeAll(d, from, to, ids, null);
    } else if (!mergeWindows(d, from, to, ids)) {
      mergeAll(d, from, to, ids, null);
    }
  }

  /** Merges a long word window by window; false, with nothing appended, where no seam is found. */
  private boolean mergeWindows(byte[] d, int from, int to, TokenBuffer ids) {
    int before = ids.size();
    TokenBuffer tokens = new TokenBuffer();
    TokenBuffer begins = new TokenBuffer();
    TokenBuffer right = new TokenBuffer();
    TokenBuffer rightBegins = new TokenBuffer();
    int at = from;
    mergeAll(d, at, windowEnd(d, at, to), tokens, begins);
    while (windowEnd(d, at, to) < to) {
      int seam = seam(d, at, to, tokens, begins, right, rightBegins);
      if (seam < 0) {
        ids.size(before);
        return false;
      }
      ids.add(tokens.ids(), 0, seam);
      at += begins.ids()[seam];
      TokenBuffer swap = tokens;
      tokens = right;
      right = swap;
      swap = begins;
      begins = rightBegins;
      rightBegins = swap;
    }
    ids.add(tokens.ids(), 0, tokens.size());
    return true;
  }

  private static int windowEnd(byte[] d, int at, int to) {
    int end = Math.min(to - at, WINDOW) + at;
    while (end < to && (d[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  /** A token of the window at which the next one may begin; that one's tokens go to the right. */
  private int seam(
      byte[] d,
      int at,
      int to,
      TokenBuffer tokens,
      TokenBuffer begins,
      TokenBuffer right,
      TokenBuffer rightBegins) {
    int seam = tokens.size() - 1;
    while (seam > 0 && begins.ids()[seam] > WINDOW - OVERLAP) {
      seam--;
    }
    for (int tries = 0; seam > 0 && tries < TRIES; seam--) {
      int begin = at + begins.ids()[seam];
      if ((d[begin] & 0xc0) == 0x80) {
        continue;
      }
      tries++;
      right.clear();
      rightBegins.clear();
      mergeAll(d, begin, windowEnd(d, begin, to), right, rightBegins);
      if (right.ids()[0] == tokens.ids()[seam]) {
        return seam;
      }
    }
    return -1;
  }

  /** Appends the ids of bytes, and where each begins unless that is null. */
  private void mergeAll(byte[] d, int from, int to, TokenBuffer ids, TokenBuffer begins) {
    if (symbols.length < to - from) {
      symbols = new int[Math.max(to - from, 2 * symbols.length)];
      starts = new int[symbols.length];
    }
    int count = alphabet.symbols(d, from, to, symbols, starts);
    if (count <= SHORT && begins == null) {
      mergeShort(count, ids);
    } else {
      mergeLong(count, ids, begins);
    }
  }

  private void mergeShort(int length, TokenBuffer ids) {
    int count = length;
    for (int i = 0; i + 1 < count; i++) {
      found[i] = merges.find(symbols[i], symbols[i + 1]);
    }
    for (int at = lowest(count); at >= 0; at = lowest(count)) {
      symbols[at] = (int) found[at];
      count--;
      for (int i = at + 1; i < count; i++) {
        symbols[i] = symbols[i + 1];
        found[i - 1] = found[i];
      }
      if (at + 1 < count) {
        found[at] = merges.find(symbols[at], symbols[at + 1]);
      }
      if (at > 0) {
        found[at - 1] = merges.find(symbols[at - 1], symbols[at]);
      }
    }
    ids.add(symbols, 0, count);
  }

  private int lowest(int count) {
    long least = BpeMerges.NONE;
    int lowest = -1;
    for (int i = 0; i + 1 < count; i++) {
      if (found[i] >>> 32 < least >>> 32) {
        least = found[i];
        lowest = i;
      }
    }
    return lowest;
  }

  private void mergeLong(int count, TokenBuffer ids, TokenBuffer begins) {
    if (next.length < count) {
      next = new int[symbols.length];
      previous = new int[symbols.length];
      pending = new long[symbols.length];
    }
    for (int i = 0; i < count; i++) {
      next[i] = i + 1 < count ? i + 1 : -1;
      previous[i] = i - 1;
    }
    heap.clear();
    for (int i = 0; i < count; i++) {
      push(i);
    }
    while (!heap.isEmpty()) {
      long lowest = heap.poll();
      int at = (int) lowest;
      if (pending[at] >>> 32 == lowest >>> 32) {
        join(at, (int) pending[at]);
      }
    }
    for (int at = 0; at >= 0; at = next[at]) {
      ids.add(symbols[at]);
      if (begins != null) {
        begins.add(starts[at]);
      }
    }
    shrink();
  }

  private void join(int at, int id) {
    int gone = next[at];
    symbols[at] = id;
    pending[gone] = BpeMerges.NONE;
    next[at] = next[gone];
    if (next[at] >= 0) {
      previous[next[at]] = at;
    }
    push(at);
    if (previous[at] >= 0) {
      push(previous[at]);
    }
  }

  /** Looks up the merge of a symbol with the next one. */
  private void push(int at) {
    pending[at] = next[at] < 0 ? BpeMerges.NONE : merges.find(symbols[at], symbols[next[at]]);
    if (pending[at] != BpeMerges.NONE) {
      heap.add(pending[at] & ~0xffffffffL | at);
    }
  }

  /** A giant word must not hold its memory for the rest of the task. */
  private void shrink() {
    if (symbols.length > 1 << 22) {
      symbols = new int[SHORT];
      starts = new int[SHORT];
      next = new int[0];
      previous = new int[0];
      pending = new long[0];
      heap.shrink();
    }
  }

  /** A binary heap of longs, least first. */
  private static final class LongHeap {
    private long[] values = new long[256];
    private int size;

    void clear() {
      size = 0;
    }

    void shrink() {
      values = new long[256];
    }

    boolean isEmpty() {
      return size == 0;
    }

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      int at = size++;
      while (at > 0 && values[(at - 1) >> 1] > value) {
        values[at] = values[(at - 1) >> 1];
        at = (at - 1) >> 1;
      }
      values[at] = value;
    }

    long poll() {
      long least = values[0];
      long moved = values[--size];
      int at = 0;
      for (int child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && values[child + 1] < values[child]) {
          child++;
        }
        if (values[child] >= moved) {
          break;
        }
        values[at] = values[child];
        at = child;
      }
      values[at] = moved;
      return least;
    }
  }
}
