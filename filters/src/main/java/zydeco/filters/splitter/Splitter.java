package zydeco.filters.splitter;

import zydeco.filters.bytes.IntList;

/** Cuts runs of bytes without blanks into words. Used by one thread. */
public interface Splitter {

  /**
   * Adds the offset at which each word of a run ends, in order.
   *
   * @param text padded by at least 16 bytes
   * @param special whether special words are looked up
   */
  void split(byte[] text, int from, int to, boolean special, IntList ends);

  /** The words that it cuts in a way of their own. */
  SpecialWords special();
}
