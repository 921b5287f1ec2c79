package zydeco.dedup.minhash;

/** Takes the shingles of a text, a buffer at a time. */
interface ShingleSink {

  /** Takes the first {@code count} hashes of the buffer, which the caller then reuses. */
  void accept(int[] shingles, int count);
}
