package zydeco.filters.splitter.sudachi;

import zydeco.filters.bytes.IntList;

/** Cuts short texts into SudachiPy's short units, blanks among them. Used by one thread. */
final class SudachiUnits {
  private final Lattice lattice;
  private final SudachiText text = new SudachiText();
  private final BestPath path = new BestPath();

  SudachiUnits(SudachiDictionary dictionary) {
    lattice = new Lattice(dictionary);
  }

  /** Adds the offset at which each unit of a range ends. */
  void cut(byte[] bytes, int from, int to, IntList ends) {
    text.read(bytes, from, to);
    if (text.count() > 0) {
      lattice.cut(text, path);
      path.units(ends);
    }
  }
}
