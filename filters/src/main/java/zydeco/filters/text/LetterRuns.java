package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The runs that most of English text is made of, told without a branch or a look at what was met
 * before: letters of ASCII and at most one mark behind them, 16 bytes at most, no special word
 * among them. What it says agrees with {@link AffixSplitter} and {@link Facts}. It walks over a
 * text, 64 bytes after 64 bytes.
 */
final class LetterRuns {
  /** The run is not one of them. */
  static final int NONE = -1;

  /** The last byte of the run is a word of its own. */
  static final int WITH_MARK = 1 << 30;

  private static final int LONGEST = 16;
  private static final long CASE = AsciiMask.ONES * 0x20;

  /** What a last byte wants: nothing, a small letter before it, or that this gives up. */
  private static final byte[] LAST = new byte[256];

  private static final String MARKS = ",;:!?)\"";
  private static final byte SMALL = 0x20;
  private static final byte OTHER = (byte) 0x80;

  /** Which bytes of eight and eight are a word's, by its length. */
  private static final long[] HEAD = new long[32];

  private static final long[] TAIL = new long[32];

  /**
   * By hash: {@link #OTHER} for special words, and what is one with a mark behind it; the number of
   * a stop word from 1 on; 0 for all others.
   */
  private static final byte[] NOTED = new byte[1 << 14];

  private static final long[] STOPS = new long[16];

  /** How runs begin, in small letters, that may end a phrase of {@link C4Text}. */
  private static final long[] PHRASES =
      C4Text.lastWords().stream().mapToLong(word -> word(word, 0) & 0xFFFFFF).toArray();

  private static final long PHRASE_0 = PHRASES[0];
  private static final long PHRASE_1 = PHRASES[1];
  private static final long PHRASE_2 = PHRASES[2];
  private static final long PHRASE_3 = PHRASES[3];

  static {
    Arrays.fill(LAST, OTHER);
    for (char letter = 'a'; letter <= 'z'; letter++) {
      LAST[letter] = 0;
      LAST[letter - 'a' + 'A'] = 0;
    }
    for (char mark : MARKS.toCharArray()) {
      LAST[mark] = 0;
    }
    LAST['.'] = SMALL;
    for (int length = 1; length <= LONGEST; length++) {
      HEAD[length] = length >= 8 ? -1 : ~(-1L << 8 * length);
      TAIL[length] = length <= 8 ? 0 : length == 16 ? -1 : ~(-1L << 8 * (length - 8));
    }
    for (int i = 0; i < Facts.STOP_WORDS.size(); i++) {
      STOPS[i + 1] = word(Facts.STOP_WORDS.get(i), 0);
      NOTED[hash(STOPS[i + 1], 0)] = (byte) (i + 1);
    }
    for (String special : SpecialWords.ENGLISH.all().keySet()) {
      if (special.matches("[A-Za-z]{1,16}[.," + MARKS + "]?")) {
        String word = special.replaceAll("[^A-Za-z]$", "");
        NOTED[hash(word(word, 0), word(word, 8))] = OTHER;
      }
    }
  }

  private long letters;
  private long before;
  private long js;
  private long jsBefore;

  /** Eight bytes of a word of ASCII from one on. */
  private static long word(String word, int from) {
    return Hashing.word(Arrays.copyOf(word.getBytes(StandardCharsets.US_ASCII), LONGEST), from);
  }

  private static int hash(long head, long tail) {
    return (int) (PlaceTable.hash(head, tail) >>> 50);
  }

  /** Goes on to the 64 bytes at an offset, which the text, padded, has. */
  void next(byte[] bytes, int base) {
    before = letters;
    jsBefore = js;
    letters = 0;
    js = 0;
    for (int i = 0; i < 64; i += 8) {
      long word = Hashing.word(bytes, base + i);
      letters |= BlankMask.gather(AsciiMask.letters(word)) << i;
      js |= BlankMask.gather(BlankMask.equal(word | CASE, 'j')) << i;
    }
  }

  /**
   * The facts of the first word of a run, {@link #WITH_MARK} where a mark follows it, or {@link
   * #NONE}.
   *
   * @param base the offset of the 64 bytes; the run ends among them or at their start
   */
  int facts(byte[] bytes, int from, int to, int base) {
    int length = to - from;
    int end = to - base;
    long others = ~(letters << 1 << 63 - end | before >>> end);
    long withJ = js << 1 << 63 - end | jsBefore >>> end;
    int marked = (int) (others >>> 63);
    int word = length - marked;
    int fits = LONGEST - length >> 31 | word - 1 >> 31;
    int known = word & ~fits & 31;
    long head = Hashing.word(bytes, from) & HEAD[known];
    long tail = Hashing.word(bytes, from + 8) & TAIL[known];
    int noted = NOTED[hash(head, tail)];
    int last = LAST[bytes[to - 1] & 0xFF] & (OTHER | ~bytes[Math.max(0, to - 2)]);
    long inside = (others & Long.MAX_VALUE | withJ & (long) (9 - word >> 31)) >>> 64 - length;
    long no = inside | fits | last | noted & OTHER | phrase((head | CASE) & 0xFFFFFF);
    return Facts.ALPHABETIC | stop(noted, head, tail) | marked << 30 | (int) (-no >> 63 | no >> 63);
  }

  /** Below zero where three bytes begin a phrase's last word; 0 where not. */
  private static long phrase(long start) {
    return ((start ^ PHRASE_0) * (start ^ PHRASE_1) - 1
            | (start ^ PHRASE_2) * (start ^ PHRASE_3) - 1)
        & Long.MIN_VALUE;
  }

  /** The bit of the stop word of a number if the word is that one. */
  private static int stop(int number, long head, long tail) {
    long other = STOPS[number & 15] ^ head | tail;
    return 1 << number >> 1 & (int) ~((other | -other) >> 63);
  }
}
