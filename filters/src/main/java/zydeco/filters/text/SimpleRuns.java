package zydeco.filters.text;

import java.nio.charset.StandardCharsets;

/**
 * The runs that most of English text is made of, recognised without looking them up: at most 16
 * letters or at most 16 digits, and at most one mark behind them, none of them a special word. What
 * it says agrees with {@link AffixSplitter} and {@link Facts}.
 */
final class SimpleRuns {
  /** The run is not simple. */
  static final int NONE = -1;

  /** The last byte of the run is a word of its own. */
  static final int WITH_MARK = 1 << 30;

  private static final int LONGEST = 16;
  private static final long TOPS = AsciiMask.TOPS;
  private static final long CASE = 0x2020202020202020L;
  private static final byte NOTHING = 0;
  private static final byte MARK = 1;
  private static final byte PERIOD = 2;

  private static final byte[] LAST = new byte[256];
  private static final int SIZE = 1 << 12;
  private static final long[] HEADS = new long[SIZE];
  private static final long[] TAILS = new long[SIZE];
  private static final int[] VALUES = new int[SIZE];

  /** A bit for each key of the table: most words are not in it, and 4 KB stay in the cache. */
  private static final long[] FILTER = new long[1 << 9];

  static {
    for (char mark : ",;:!?)\"".toCharArray()) {
      LAST[mark] = MARK;
    }
    LAST['.'] = PERIOD;
    SpecialWords.ENGLISH.all().keySet().forEach(word -> put(word, NONE));
    for (int i = 0; i < Facts.STOP_WORDS.size(); i++) {
      put(Facts.STOP_WORDS.get(i), Facts.ALPHABETIC | 1 << i);
    }
  }

  private SimpleRuns() {}

  private static void put(String word, int value) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length > LONGEST) {
      return;
    }
    byte[] padded = java.util.Arrays.copyOf(bytes, LONGEST + 8);
    long head = Hashing.head(padded, 0, length);
    long tail = length > 8 ? Hashing.word(padded, length - 8) : 0;
    int slot = slot(head, tail);
    HEADS[slot] = head;
    TAILS[slot] = tail;
    VALUES[slot] = value;
    long hash = (head ^ tail * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
    FILTER[(int) (hash >>> 55)] |= 1L << (hash >>> 49);
  }

  /** The value of a word in the table, or 0 where it is not there. */
  private static int value(long head, long tail) {
    long hash = (head ^ tail * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
    return (FILTER[(int) (hash >>> 55)] & 1L << (hash >>> 49)) == 0 ? 0 : VALUES[slot(head, tail)];
  }

  private static int slot(long head, long tail) {
    int slot = (int) (Hashing.of(head, tail, 0) >>> 20) & (SIZE - 1);
    while (HEADS[slot] != 0 && (HEADS[slot] != head || TAILS[slot] != tail)) {
      slot = (slot + 1) & (SIZE - 1);
    }
    return slot;
  }

  /**
   * The facts of a simple run's first word, {@link #WITH_MARK} where a mark follows it, or {@link
   * #NONE}. The buffer must be padded.
   */
  static int facts(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > LONGEST + 1 || length == 0) {
      return NONE;
    }
    byte last = LAST[bytes[to - 1] & 0xFF];
    int end = to;
    if (last != NOTHING) {
      end--;
      length--;
      if (length == 0
          || last == PERIOD && !splitsPeriod(bytes[end - 1])
          || isSpecial(bytes, from, to)) {
        return NONE;
      }
    } else if (length > LONGEST) {
      return NONE;
    }
    long head = Hashing.head(bytes, from, length);
    long tail = length > 8 ? Hashing.word(bytes, end - 8) : 0;
    int facts = plain(head, tail, length);
    return facts < 0 || last == NOTHING ? facts : facts | WITH_MARK;
  }

  private static boolean splitsPeriod(byte before) {
    return before >= 'a' && before <= 'z' || before >= '0' && before <= '9';
  }

  private static boolean isSpecial(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return true;
    }
    long tail = length > 8 ? Hashing.word(bytes, to - 8) : 0;
    return value(Hashing.head(bytes, from, length), tail) != 0;
  }

  private static int plain(long head, long tail, int length) {
    long used = length >= 8 ? TOPS : TOPS >>> (64 - 8 * length);
    long usedTail = length > 8 ? TOPS : 0;
    if (((head | tail) & TOPS) != 0) {
      return NONE;
    }
    long letters = AsciiMask.letters(head) & used;
    if (letters == used && (AsciiMask.letters(tail) & usedTail) == usedTail) {
      return word(head, tail, length);
    }
    boolean digits =
        letters == 0
            && (AsciiMask.digits(head) & used) == used
            && (AsciiMask.digits(tail) & usedTail) == usedTail;
    return digits ? 0 : NONE;
  }

  private static int word(long head, long tail, int length) {
    int known = value(head, tail);
    if (known != 0) {
      return known;
    }
    int first = (int) (head | CASE) & 0xFFFFFF;
    boolean phraseEnd =
        first == 0x657375 || first == 0x737069 || first == 0x6C6F70 || first == 0x6F6F63;
    boolean mayBeScript = length >= 10 && (hasJ(head) || hasJ(tail));
    return mayBeScript ? NONE : Facts.ALPHABETIC | (phraseEnd ? Facts.PHRASE_END : 0);
  }

  private static boolean hasJ(long word) {
    return BlankMask.equal(word | CASE, 'j') != 0;
  }
}
