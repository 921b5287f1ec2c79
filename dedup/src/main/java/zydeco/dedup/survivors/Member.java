package zydeco.dedup.survivors;

import zydeco.dedup.earlier.Side;
import zydeco.dedup.minhash.Signature;

/**
 * A document of a cluster. Its order among members is the caller's affair.
 *
 * @param doc its address in the build
 * @param id 16 bytes
 * @param rank of its source, 0 the best
 * @param stays whether its source never loses a document
 * @param side where it is of an earlier build, how it takes part
 * @param signature null where the stage compares keys alone
 * @param keys its band keys; null where it has no signature
 * @param shingles its distinct shingles, ascending; null where they are not verified exactly
 */
public record Member(
    long doc,
    byte[] id,
    int rank,
    boolean stays,
    Side side,
    Signature signature,
    long[] keys,
    int[] shingles) {

  /** A member of this build. */
  public Member(
      long doc,
      byte[] id,
      int rank,
      boolean stays,
      Signature signature,
      long[] keys,
      int[] shingles) {
    this(doc, id, rank, stays, Side.OWN, signature, keys, shingles);
  }

  /** The estimated similarity; 1 where members are compared by key alone. */
  double similarity(Member other) {
    return signature == null ? 1 : signature.similarity(other.signature);
  }

  Member withoutShingles() {
    return shingles == null ? this : new Member(doc, id, rank, stays, side, signature, keys, null);
  }
}
