package zydeco.filters.splitter.sudachi;

import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of datatrove's Japanese: SudachiPy's short units, without blanks. A text is cut into parts
 * of at most 40,000 bytes, wherever they end.
 */
public final class SudachiSplitter implements TextSplitter {
  private final SudachiUnits units;
  private final IntList ends = new IntList();

  public SudachiSplitter(SudachiDictionary dictionary) {
    units = new SudachiUnits(dictionary);
  }

  @Override
  public void split(byte[] text, int length, WordList words) {
    TextParts parts = new TextParts(text, 0, length);
    int start = 0;
    while (parts.next()) {
      ends.clear();
      units.cut(text, parts.from(), parts.to(), ends);
      for (int i = 0; i < ends.size(); i++) {
        words.append(text, start, ends.get(i));
        words.endWord();
        start = ends.get(i);
      }
    }
  }
}
