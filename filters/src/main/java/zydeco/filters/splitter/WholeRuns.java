package zydeco.filters.splitter;

import zydeco.filters.bytes.IntList;

/** Cuts no run: a {@link TextSplitter} finds the words. */
public final class WholeRuns implements Splitter {
  @Override
  public void split(byte[] text, int from, int to, boolean special, IntList ends) {
    ends.add(to);
  }

  @Override
  public SpecialWords special() {
    return SpecialWords.NONE;
  }
}
