package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import zydeco.filters.bytes.AsciiMask;
import zydeco.filters.bytes.BlankMask;
import zydeco.filters.bytes.Hashing;
import zydeco.filters.bytes.PlaceTable;
import zydeco.filters.splitter.AffixSplitter;
import zydeco.filters.splitter.SpecialWords;

/**
 * The runs that most of English text is made of, told without a branch or a look at what was met
 * before: letters of ASCII and at most one mark behind them, 16 bytes at most, no special word
 * among them, and no j, because "javascript" is looked for. What it says agrees with {@link
 * AffixSplitter} and {@link Facts}.
 */
final class LetterRuns {
  private static final int LONGEST = 16;
  private static final long CASE = AsciiMask.ONES * 0x20;

  /**
   * Of a last byte: {@link Facts} of a mark, or 0; {@link #SMALL} where a small letter must stand
   * before it; {@link #OTHER} where this gives up.
   */
  private static final int[] LAST = new int[256];

  private static final String MARKS = ",;:!?)\"";
  private static final int SMALL = 0x20;
  private static final int OTHER = 1 << 31;

  /** Which of eight bytes are a word's, by its length. */
  private static final long[] HEAD = new long[32];

  /**
   * By hash of their first eight bytes: {@link #GIVE_UP} for special words, and what is one with a
   * mark behind it; the number of a stop word from 1 on; 0 for all others.
   */
  private static final byte[] NOTED = new byte[1 << 14];

  private static final byte GIVE_UP = (byte) 0x80;
  private static final long[] STOPS = new long[16];

  /**
   * {@link RunCache#rest} without the second word's facts, by whether it is there and the first's
   * length.
   */
  private static final long[] REST = new long[64];

  /** By hash of their first three bytes in small letters, runs that may end a phrase of C4. */
  private static final byte[] PHRASES = new byte[1 << 12];

  static {
    Arrays.fill(LAST, OTHER);
    for (char letter = 'a'; letter <= 'z'; letter++) {
      LAST[letter] = 0;
      LAST[letter - 'a' + 'A'] = 0;
    }
    LAST['j'] = OTHER;
    LAST['J'] = OTHER;
    for (char mark : (MARKS + '.').toCharArray()) {
      LAST[mark] = Facts.ofWord(new byte[] {(byte) mark, 0, 0, 0}, 0, 1);
    }
    LAST['.'] |= SMALL;
    Arrays.fill(HEAD, -1);
    for (int length = 0; length < 8; length++) {
      HEAD[length] = ~(-1L << 8 * length);
    }
    for (int i = 0; i < Facts.STOP_WORDS.size(); i++) {
      STOPS[i + 1] = head(Facts.STOP_WORDS.get(i));
      NOTED[hash(STOPS[i + 1])] = (byte) (i + 1);
    }
    for (String special : SpecialWords.ENGLISH.all().keySet()) {
      if (special.matches("[A-Za-z]{1,16}[.," + MARKS + "]?")) {
        NOTED[hash(head(special.replaceAll("[^A-Za-z]$", "")))] = GIVE_UP;
      }
    }
    for (int word = 1; word <= LONGEST; word++) {
      REST[word] = RunCache.rest(RunCache.numbers(word, word), 0, 0);
      REST[32 | word] = RunCache.rest(RunCache.numbers(word, word), RunCache.numbers(1, 1), 0);
    }
    C4Text.lastWords().forEach(word -> PHRASES[phrase(head(word))] = 1);
  }

  /* A bit a byte, set for letters but j: the 64 bytes before those that are listed, and these. */
  private final byte[] letters = new byte[8 * (Runs.BLOCKS + 1)];

  /** The first eight bytes of a word of ASCII. */
  private static long head(String word) {
    return Hashing.word(Arrays.copyOf(word.getBytes(StandardCharsets.US_ASCII), 8), 0);
  }

  private static int hash(long head) {
    return (int) (PlaceTable.hash(head, 0) >>> 50);
  }

  private static int phrase(long head) {
    return (int) (PlaceTable.hash((head | CASE) & 0xFFFFFF, 0) >>> 52);
  }

  /** Looks at the n-th 64 bytes of a list, which the text, padded, has at an offset. */
  void next(byte[] bytes, int base, int block) {
    if (block == 0) {
      System.arraycopy(letters, 8 * Runs.BLOCKS, letters, 0, 8);
    }
    for (int i = 0; i < 8; i++) {
      long word = Hashing.word(bytes, base + 8 * i);
      long told = AsciiMask.letters(word) & ~BlankMask.equal(word | CASE, 'j');
      letters[8 * block + 8 + i] = (byte) BlankMask.gather(told);
    }
  }

  /**
   * Says what is known of the listed runs, lists those of which it knows nothing, and returns how
   * many they are.
   *
   * @param base where the first of the listed 64 bytes are
   */
  int tell(byte[] bytes, int base, Runs runs) {
    int[] edges = runs.edges();
    int[] others = runs.others();
    long[] known = runs.known();
    long[] rest = runs.rest();
    int found = 0;
    int count = runs.count();
    for (int run = 0; run < count; run++) {
      int from = edges[2 * run + 1];
      int to = edges[2 * run + 2];
      int length = to - from;
      int last = to - base + Runs.BLOCK - 1;
      long odd = ~(Hashing.word(letters, (last >> 3) - 7) << (~last & 7));
      int marked = (int) (odd >>> 63);
      int word = length - marked;
      long head = Hashing.word(bytes, from) & HEAD[word & 31];
      int noted = NOTED[hash(head)];
      int end = LAST[bytes[to - 1] & 0xFF];
      int wanted = end & SMALL & ~bytes[Math.max(0, to - 2)];
      long inside = (odd & Long.MAX_VALUE) >>> 64 - length;
      long no =
          (LONGEST - length | word - 1 | end | noted) | -(inside | wanted | PHRASES[phrase(head)]);
      known[run] = Facts.ALPHABETIC | stop(noted, head);
      rest[run] = REST[marked << 5 | word & 31] | end & ~SMALL;
      others[found] = run;
      found += (int) (no >>> 63);
    }
    return found;
  }

  /** The bit of the stop word of a number if the word is that one. */
  private static int stop(int number, long head) {
    long other = STOPS[number & 15] ^ head;
    return 1 << number >> 1 & (int) ~((other | -other) >> 63);
  }
}
