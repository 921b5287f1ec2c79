package zydeco.dedup.minhash;

/**
 * Shingles of a fixed number of characters.
 *
 * <p>A character is a code point: a byte of ASCII, or any other byte with those that continue it
 * (0x80 to 0xbf). Characters and not bytes, as in Zyda-2: 25 bytes are 8 characters of Chinese, and
 * documents would look alike that are not.
 */
final class CharShingler extends Shingler {
  /*
   * Rabin-Karp: the hash of characters c1..cn is the sum of v(ci) * BASE^(n-i) modulo 2^64, where
   * v gives each character a random word. Two pointers walk the text, one where a character
   * enters the window and one where it leaves; while both see ASCII the loop has one branch a
   * character. No memory beyond the buffer, whatever the length of the text.
   */
  private static final long[] ENTER = new long[128];

  static {
    for (int i = 0; i < ENTER.length; i++) {
      ENTER[i] = Mix.finish((i + 1) * Mix.GOLDEN);
    }
  }

  private final int size;
  private final long leavePower;
  private final long[] leave = new long[128];
  private int next;
  private long lastHash;

  CharShingler(int size) {
    this.size = size;
    this.leavePower = power(BASE, size);
    for (int i = 0; i < leave.length; i++) {
      leave[i] = ENTER[i] * leavePower;
    }
  }

  @Override
  long shingle(byte[] text, ShingleSink sink) {
    next = 0;
    long hash = 0;
    for (int i = 0; i < size; i++) {
      if (next >= text.length) {
        return 0;
      }
      hash = hash * BASE + character(text, next);
    }
    buffer[0] = Mix.narrow(hash);
    return roll(text, hash, sink);
  }

  private long roll(byte[] text, long hash, ShingleSink sink) {
    int count = 1;
    int head = next;
    int tail = 0;
    long total = 0;
    while (head < text.length) {
      if (count == BUFFER) {
        sink.accept(buffer, count);
        total += count;
        count = 0;
      }
      int end = Math.min(text.length, head + BUFFER - count);
      int plain = ascii(text, head, tail, end, hash, count);
      count += plain;
      head += plain;
      tail += plain;
      hash = plain > 0 ? lastHash : hash;
      if (head < end) {
        hash = hash * BASE + character(text, head);
        head = next;
        hash -= character(text, tail) * leavePower;
        tail = next;
        buffer[count++] = Mix.narrow(hash);
      }
    }
    sink.accept(buffer, count);
    return total + count;
  }

  /** Rolls on while ASCII enters and leaves: how often; {@code lastHash} is where it came to. */
  private int ascii(byte[] text, int from, int tail, int end, long start, int count) {
    long[] enter = ENTER;
    long[] gone = leave;
    int[] out = buffer;
    long hash = start;
    int shift = tail - from;
    int at = count;
    int head = from;
    for (; head < end; head++) {
      byte in = text[head];
      byte old = text[head + shift];
      if ((in | old) < 0) {
        break;
      }
      hash = hash * BASE + (enter[in] - gone[old]);
      out[at++] = Mix.narrow(hash);
    }
    lastHash = hash;
    return head - from;
  }

  /** The random word of the character that begins there; {@code next} is where it ends. */
  private long character(byte[] text, int at) {
    byte first = text[at];
    int end = at + 1;
    if (first >= 0) {
      next = end;
      return ENTER[first];
    }
    long bytes = first & 0xff;
    while (end < text.length && text[end] < -64) {
      bytes = bytes << 8 | (text[end++] & 0xff);
    }
    next = end;
    return Mix.finish((bytes + 1) * Mix.GOLDEN);
  }
}
