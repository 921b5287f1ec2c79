package zydeco.filters.splitter;

/**
 * Cuts a whole text into words that are not pieces of what stands between blanks: they may hold
 * blanks, or leave some out. Used by one thread.
 */
public interface TextSplitter {

  /**
   * Finds the words of a text, in order.
   *
   * @param text padded by at least 16 bytes
   * @param length its bytes
   */
  void split(byte[] text, int length, WordList words);
}
