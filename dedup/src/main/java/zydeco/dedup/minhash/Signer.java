package zydeco.dedup.minhash;

/** Makes the values of a signature. Owned by one thread. */
interface Signer {

  /**
   * The values of a text in the form that is compared, as many as the signature has; null where it
   * is shorter than one shingle.
   */
  int[] sign(byte[] form);
}
