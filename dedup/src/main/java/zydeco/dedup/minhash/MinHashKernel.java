package zydeco.dedup.minhash;

/**
 * Keeps, for each function of a family, the least and the greatest value that any shingle has had;
 * values compare as signed 32-bit numbers. Owned by one thread.
 */
interface MinHashKernel extends ShingleSink {

  /** Forgets every shingle. */
  void reset();

  /**
   * The first of: the least values so far, one a function, then the greatest.
   *
   * @param size at most twice the family's size
   */
  int[] values(int size);

  /** The fastest kernel that this Java machine can run. */
  static MinHashKernel of(HashFamily family) {
    return VectorProbe.AVAILABLE ? new VectorMinHash(family) : new ScalarMinHash(family);
  }

  /** Whether the Vector API is there: the module is an incubator's and may be absent. */
  final class VectorProbe {
    static final boolean AVAILABLE = probe();

    private VectorProbe() {}

    private static boolean probe() {
      try {
        return new VectorMinHash(HashFamily.of(1, 0)).values(2).length == 2;
      } catch (LinkageError e) {
        return false;
      }
    }
  }
}
