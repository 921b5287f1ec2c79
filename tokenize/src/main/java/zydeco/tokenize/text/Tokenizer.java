package zydeco.tokenize.text;

/**
 * Turns a text into token ids. Owned by one thread; it gives the same ids for the same text
 * whatever it saw before. No special token is added, nothing is cut off or padded.
 */
public interface Tokenizer extends AutoCloseable {

  /**
   * Appends the ids of a whole text.
   *
   * @param utf8 valid UTF-8
   * @param ids where they go
   * @return how many were appended
   */
  int encode(byte[] utf8, TokenBuffer ids);

  /** Whether it may be used again after it was closed. */
  default boolean isReusable() {
    return false;
  }

  @Override
  default void close() {}
}
