package zydeco.filters.bytes;

/**
 * Which of 64 bytes belong to blanks, one bit each. It reads eight bytes at a time; {@link Blanks}
 * is the plain definition that it must agree with.
 */
public final class BlankMask {
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final long GATHER = 0x0102040810204080L;

  private long carried;

  /** Called before the first block of a text. */
  public void restart() {
    carried = 0;
  }

  /** The mask of the block at an offset, which the blocks before must have been asked for. */
  public long of(byte[] bytes, int base, int length) {
    long small = 0;
    long high = 0;
    long odd = 0;
    for (int i = 0; i < 64; i += 8) {
      long word = Hashing.word(bytes, base + i);
      high |= word;
      odd |= odd(word);
      small |= gather(~((word & ~TOPS) + ONES * (0x7F - 0x20) | word) & TOPS) << i;
    }
    int left = length - base;
    long valid = left >= 64 ? -1L : (1L << left) - 1;
    long blank = small & valid | carried;
    carried = 0;
    if (odd != 0) {
      blank &= ~notBlank(bytes, base, length);
    }
    return (high & TOPS) == 0 ? blank : blank | wide(bytes, base, length, valid);
  }

  /** 0x80 in each byte below 0x1C but a newline: some of these are no blanks. */
  private static long odd(long word) {
    return ~((word & ~TOPS) + ONES * (0x80 - 0x1C) | word | equal(word, '\n')) & TOPS;
  }

  private static long notBlank(byte[] bytes, int base, int length) {
    long odd = 0;
    for (int i = 0; i < 64; i += 8) {
      odd |= gather(odd(Hashing.word(bytes, base + i))) << i;
    }
    long no = 0;
    for (long left = odd; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      no |= Blanks.width(bytes, base + bit, length) == 0 ? left & -left : 0;
    }
    return no;
  }

  private long wide(byte[] bytes, int base, int length, long valid) {
    long blank = 0;
    long high = 0;
    for (int i = 0; i < 64; i += 8) {
      high |= gather(Hashing.word(bytes, base + i) & TOPS) << i;
    }
    for (long left = high & valid; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      byte lead = bytes[base + bit];
      if (lead == (byte) 0xC2 || lead >= (byte) 0xE1 && lead <= (byte) 0xE3) {
        int width = Blanks.width(bytes, base + bit, length);
        if (width > 0) {
          long mask = (1L << width) - 1;
          blank |= mask << bit;
          carried |= bit + width > 64 ? mask >>> (64 - bit) : 0;
        }
      }
    }
    return blank;
  }

  /** 0x80 in each byte that equals the given one. */
  public static long equal(long word, int octet) {
    long difference = word ^ (ONES * octet);
    return ~(((difference & ~TOPS) + ~TOPS) | difference | ~TOPS);
  }

  /** The top bits of eight bytes as eight bits, the first byte's lowest. */
  public static long gather(long tops) {
    return ((tops >>> 7) * GATHER) >>> 56;
  }
}
