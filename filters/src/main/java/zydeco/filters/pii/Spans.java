package zydeco.filters.pii;

/** Takes what was found, in order: bytes from one place to another. */
interface Spans {
  void found(int from, int to);
}
