package zydeco.dedup;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel on the vector unit. The only class that names the Vector API: loading it throws a
 * LinkageError where the module jdk.incubator.vector is absent.
 */
final class VectorMinHash implements MinHashKernel {
  /*
   * A vector holds consecutive shingles, and two functions go over the whole buffer before the next
   * two: eight vectors in all, which stay in registers even where there are sixteen, and no lane is
   * broadcast inside the loop. The last vector overlaps the one before, since a shingle may be seen
   * twice. At the end of a buffer the lanes of each function come down to one value.
   */
  private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final int size;
  private final int[] factors;
  private final int[] terms;
  private final int[] least;
  private final int[] greatest;
  private final int[] few = new int[LANES];

  VectorMinHash(HashFamily family) {
    size = family.size();
    int even = size + size % 2;
    factors = family.factors(even);
    terms = family.terms(even);
    least = new int[even];
    greatest = new int[even];
    reset();
  }

  @Override
  public void reset() {
    Arrays.fill(least, Integer.MAX_VALUE);
    Arrays.fill(greatest, Integer.MIN_VALUE);
  }

  @Override
  public void accept(int[] shingles, int count) {
    if (count == 0) {
      return;
    }
    int[] whole = count < LANES ? repeated(shingles, count) : shingles;
    for (int j = 0; j < least.length; j += 2) {
      accept(whole, Math.max(count, LANES), j, j + 1);
    }
  }

  /** The shingles of less than a vector, the first of them repeated to fill it. */
  private int[] repeated(int[] shingles, int count) {
    System.arraycopy(shingles, 0, few, 0, count);
    Arrays.fill(few, count, LANES, shingles[0]);
    return few;
  }

  private void accept(int[] shingles, int count, int j0, int j1) {
    IntVector a0 = IntVector.broadcast(SPECIES, factors[j0]);
    IntVector a1 = IntVector.broadcast(SPECIES, factors[j1]);
    IntVector b0 = IntVector.broadcast(SPECIES, terms[j0]);
    IntVector b1 = IntVector.broadcast(SPECIES, terms[j1]);
    IntVector last = IntVector.fromArray(SPECIES, shingles, count - LANES);
    IntVector min0 = a0.mul(last).add(b0);
    IntVector min1 = a1.mul(last).add(b1);
    IntVector max0 = min0;
    IntVector max1 = min1;
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      IntVector x = IntVector.fromArray(SPECIES, shingles, i);
      IntVector v0 = a0.mul(x).add(b0);
      IntVector v1 = a1.mul(x).add(b1);
      min0 = min0.min(v0);
      min1 = min1.min(v1);
      max0 = max0.max(v0);
      max1 = max1.max(v1);
    }
    keep(j0, min0, max0);
    keep(j1, min1, max1);
  }

  private void keep(int j, IntVector min, IntVector max) {
    least[j] = Math.min(least[j], min.reduceLanes(VectorOperators.MIN));
    greatest[j] = Math.max(greatest[j], max.reduceLanes(VectorOperators.MAX));
  }

  @Override
  public int[] values(int count) {
    int[] values = Arrays.copyOf(least, count);
    System.arraycopy(greatest, 0, values, size, count - size);
    return values;
  }
}
