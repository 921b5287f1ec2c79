package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.Hashing;

/**
 * A number for each word of one text: equal words have equal numbers, and different words of up to
 * eight bytes never do.
 */
final class WordCodes {
  /* Up to eight bytes it is the bytes, filled up with 0xFF; of longer words it is a hash whose
   * lowest byte is 0xFF. UTF-8 has no byte 0xFF, so neither can be taken for the other. */

  private static final int FIRST_SIZE = 1 << 10;
  private static final int KEPT = 1 << 20;
  private static final long LONG = 0xFF;

  private final Words words;
  private long[] codes = new long[FIRST_SIZE];

  WordCodes(Words words) {
    this.words = words;
  }

  void read() {
    int count = words.count();
    if (codes.length < count || codes.length > KEPT && count < KEPT) {
      codes = new long[Math.max(FIRST_SIZE, count + count / 4)];
    }
    byte[] joined = words.joined();
    int[] starts = words.bytesBefore();
    for (int i = 0; i < count; i++) {
      codes[i] = code(joined, starts[i], starts[i + 1] - starts[i]);
    }
  }

  private static long code(byte[] joined, int start, int length) {
    long head = Hashing.word(joined, start);
    if (length <= 8) {
      return head | -1L << (8 * length - 1) << 1;
    }
    long tail = Hashing.word(joined, start + length - 8);
    return Hashing.of(joined, start, head, tail, length) | LONG;
  }

  int count() {
    return words.count();
  }

  /** The numbers, one a word. */
  long[] array() {
    return codes;
  }

  /** Whether the words from two places on are the same, a number of them. */
  boolean same(int one, int two, int length) {
    for (int i = 0; i < length; i++) {
      if (codes[one + i] != codes[two + i]) {
        return false;
      }
    }
    for (int i = 0; i < length; i++) {
      if ((codes[one + i] & LONG) == LONG && !sameBytes(one + i, two + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameBytes(int one, int two) {
    int[] starts = words.bytesBefore();
    byte[] joined = words.joined();
    return Arrays.equals(
        joined, starts[one], starts[one + 1], joined, starts[two], starts[two + 1]);
  }
}
