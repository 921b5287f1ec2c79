package zydeco.dedup;

/**
 * A document of a cluster. Its order among members is the caller's affair.
 *
 * @param doc its address in the build
 * @param rank of its source, 0 the best
 * @param stays whether its source never loses a document
 * @param signature null where the stage compares keys alone
 * @param keys its band keys; null where it has no signature
 * @param shingles its distinct shingles, ascending; null where they are not verified exactly
 */
record Member(long doc, int rank, boolean stays, Signature signature, long[] keys, int[] shingles) {

  /** A member without shingles. */
  Member(long doc, int rank, boolean stays, Signature signature, long[] keys) {
    this(doc, rank, stays, signature, keys, null);
  }

  /** The estimated similarity; 1 where members are compared by key alone. */
  double similarity(Member other) {
    return signature == null ? 1 : signature.similarity(other.signature);
  }

  Member withoutShingles() {
    return shingles == null ? this : new Member(doc, rank, stays, signature, keys);
  }
}
