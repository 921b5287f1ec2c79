package zydeco.tokenize.formats;

import java.nio.ByteBuffer;

/** How a token id is stored: little-endian. */
public enum TokenType {
  /** Unsigned, for vocabularies up to 65,536. */
  UINT16("uint16", 2, 8),
  /** Below 2^31, so signed and unsigned are the same, for larger ones. */
  INT32("int32", 4, 4);

  private final String word;
  private final int width;
  private final int megatronCode;

  TokenType(String word, int width, int megatronCode) {
    this.word = word;
    this.width = width;
    this.megatronCode = megatronCode;
  }

  /** The smallest type for ids from 0 to vocabulary - 1. */
  public static TokenType forVocabulary(int vocabulary) {
    return vocabulary <= 1 << 16 ? UINT16 : INT32;
  }

  public static TokenType ofWidth(int width) {
    return width == UINT16.width ? UINT16 : INT32;
  }

  /** As NumPy names it. */
  public String word() {
    return word;
  }

  /** Bytes of an id. */
  public int width() {
    return width;
  }

  /** The number that Megatron's index files have for it. */
  int megatronCode() {
    return megatronCode;
  }

  /** The id at a place of an array of stored ids. */
  public int get(byte[] ids, int place) {
    int at = place * width;
    return this == UINT16
        ? (ids[at] & 0xff) | (ids[at + 1] & 0xff) << 8
        : (ids[at] & 0xff)
            | (ids[at + 1] & 0xff) << 8
            | (ids[at + 2] & 0xff) << 16
            | ids[at + 3] << 24;
  }

  /** Writes one id. Throws IllegalArgumentException where it does not fit. */
  public void put(ByteBuffer to, int id) {
    if (this == UINT16) {
      if (id >>> 16 != 0) {
        throw new IllegalArgumentException("the token id " + id + " does not fit uint16");
      }
      to.putShort((short) id);
    } else {
      if (id < 0) {
        throw new IllegalArgumentException("the token id " + id + " is negative");
      }
      to.putInt(id);
    }
  }
}
