package zydeco.dedup.minhash;

import java.io.Serializable;

/** A tokenizer whose tokens shingles are made of. Equal ones give equal tokens. */
public interface TokenSource extends Serializable {

  /** The working part for one thread. */
  TokenReader open();

  /** The working part. */
  interface TokenReader {
    /** The ids of a whole text in order, in an array of their number. */
    int[] ids(byte[] utf8);
  }
}
