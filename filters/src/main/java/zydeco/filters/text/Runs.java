package zydeco.filters.text;

import zydeco.filters.bytes.BlankMask;

/**
 * The runs without blanks of a text, some hundred at a time, and what is known of each without
 * asking the rules. The lists are arrays that whoever walks over them reads; the loops that fill
 * them do not branch on the text, but where it has blanks beside spaces and newlines.
 */
final class Runs {
  static final int BLOCK = 64;
  static final int BLOCKS = 32;
  private static final int MOST = BLOCKS * BLOCK / 2 + 1;

  private final BlankMask blanks = new BlankMask();
  private final LetterRuns letters;
  private final RunCache cache;
  private final int[] edges = new int[2 * MOST + 2 + 8];
  private final int[] breaks = new int[MOST + 1];
  private final int[] others = new int[MOST + 1];
  private final long[] known = new long[MOST];
  private final long[] rest = new long[MOST];
  private byte[] bytes;
  private int length;
  private int base;
  private int listed;
  private int count;
  private int breakCount;

  /**
   * Runs of any language, or of English.
   *
   * @param cache the runs met lately
   */
  Runs(RunCache cache, boolean english) {
    this.cache = cache;
    letters = english ? new LetterRuns() : null;
  }

  /** Goes to the start of a padded text, of which nothing is listed yet. */
  void restart(byte[] text, int bytesOfText) {
    bytes = text;
    length = bytesOfText;
    base = 0;
    edges[0] = 0;
    listed = 1;
    count = 0;
    blanks.restart();
  }

  /** Lists the next runs, which may be none; false at the end of the text. */
  boolean next() {
    if (base >= length) {
      return false;
    }
    edges[0] = edges[2 * count];
    edges[1] = edges[2 * count + 1];
    listed -= 2 * count;
    int from = base;
    for (int block = 0; block < BLOCKS && base < length; block++, base += BLOCK) {
      list(block);
    }
    if (base >= length && (listed & 1) == 0) {
      edges[listed++] = length;
    }
    count = listed - 1 >> 1;
    listBreaks();
    int asked = letters == null ? all() : letters.tell(bytes, from, this);
    cache.find(bytes, asked, this);
    return true;
  }

  /** Appends the edges of the runs in 64 bytes. */
  private void list(int block) {
    int left = length - base;
    long filled = ~blanks.of(bytes, base, length) & (left >= BLOCK ? -1L : (1L << left) - 1);
    if (letters != null) {
      letters.next(bytes, base, block);
    }
    long mask = filled ^ (filled << 1 | 1 - (listed & 1));
    int[] list = edges;
    int at = listed;
    listed += Long.bitCount(mask);
    for (; mask != 0; at += 8) {
      for (int i = 0; i < 8; i++) {
        list[at + i] = base + Long.numberOfTrailingZeros(mask);
        mask &= mask - 1;
      }
    }
  }

  private void listBreaks() {
    int found = 0;
    for (int run = 0; run < count; run++) {
      int before = edges[2 * run];
      int no = edges[2 * run + 1] - before - 1 | bytes[before] ^ ' ';
      breaks[found] = run;
      found += (no | -no) >>> 31;
    }
    breakCount = found;
  }

  private int all() {
    for (int run = 0; run < count; run++) {
      others[run] = run;
    }
    return count;
  }

  /** Where the last of the listed runs ends. */
  int end() {
    return edges[2 * count];
  }

  /** How many runs are listed. */
  int count() {
    return count;
  }

  /** Where the run before the first ends, and where each run starts and ends. */
  int[] edges() {
    return edges;
  }

  /** Runs before which something else than one blank stands. */
  int[] breaks() {
    return breaks;
  }

  int breakCount() {
    return breakCount;
  }

  /** Room for the runs that {@link LetterRuns} cannot tell. */
  int[] others() {
    return others;
  }

  /** {@link RunCache#facts} of each run that is known. */
  long[] known() {
    return known;
  }

  /** {@link RunCache#rest} of each run that is known, 0 of the others. */
  long[] rest() {
    return rest;
  }
}
