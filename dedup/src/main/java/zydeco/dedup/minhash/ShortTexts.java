package zydeco.dedup.minhash;

/** What becomes of texts shorter than one shingle. They never share one signature. */
public enum ShortTexts {
  /** They have no signature, are compared with nothing, and stay. */
  KEEP,
  /**
   * They are duplicates where their normal forms are equal byte for byte (the texts, where nothing
   * is left in the form), and of nothing else.
   */
  EXACT
}
