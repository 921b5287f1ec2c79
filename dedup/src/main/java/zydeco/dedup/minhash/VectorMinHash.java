package zydeco.dedup.minhash;

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
   * A vector holds consecutive shingles, and four functions go over the whole buffer before the next
   * four: thirteen vectors, which stay in registers even where there are sixteen, and no lane is
   * broadcast inside the loop. The last vector overlaps the one before, since a shingle may be seen
   * twice. At the end of a buffer the lanes of each function come down to one value.
   */
  private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final int ABREAST = 4;

  private final int[] factors;
  private final int[] least;
  private final int[] greatest;
  private final int[] few = new int[LANES];

  VectorMinHash(HashFamily family) {
    factors = family.factors();
    least = new int[factors.length];
    greatest = new int[factors.length];
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
    int lanes = Math.max(count, LANES);
    int j = 0;
    for (; j + ABREAST <= factors.length; j += ABREAST) {
      four(whole, lanes, j);
    }
    for (; j < factors.length; j++) {
      one(whole, lanes, j);
    }
  }

  /** The shingles of less than a vector, the first of them repeated to fill it. */
  private int[] repeated(int[] shingles, int count) {
    System.arraycopy(shingles, 0, few, 0, count);
    Arrays.fill(few, count, LANES, shingles[0]);
    return few;
  }

  private void four(int[] shingles, int count, int j) {
    IntVector a0 = IntVector.broadcast(SPECIES, factors[j]);
    IntVector a1 = IntVector.broadcast(SPECIES, factors[j + 1]);
    IntVector a2 = IntVector.broadcast(SPECIES, factors[j + 2]);
    IntVector a3 = IntVector.broadcast(SPECIES, factors[j + 3]);
    IntVector last = IntVector.fromArray(SPECIES, shingles, count - LANES);
    IntVector min0 = a0.mul(last);
    IntVector min1 = a1.mul(last);
    IntVector min2 = a2.mul(last);
    IntVector min3 = a3.mul(last);
    IntVector max0 = min0;
    IntVector max1 = min1;
    IntVector max2 = min2;
    IntVector max3 = min3;
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      IntVector x = IntVector.fromArray(SPECIES, shingles, i);
      IntVector v0 = a0.mul(x);
      IntVector v1 = a1.mul(x);
      IntVector v2 = a2.mul(x);
      IntVector v3 = a3.mul(x);
      min0 = min0.min(v0);
      min1 = min1.min(v1);
      min2 = min2.min(v2);
      min3 = min3.min(v3);
      max0 = max0.max(v0);
      max1 = max1.max(v1);
      max2 = max2.max(v2);
      max3 = max3.max(v3);
    }
    keep(j, min0, max0);
    keep(j + 1, min1, max1);
    keep(j + 2, min2, max2);
    keep(j + 3, min3, max3);
  }

  private void one(int[] shingles, int count, int j) {
    IntVector a = IntVector.broadcast(SPECIES, factors[j]);
    IntVector min = a.mul(IntVector.fromArray(SPECIES, shingles, count - LANES));
    IntVector max = min;
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      IntVector v = a.mul(IntVector.fromArray(SPECIES, shingles, i));
      min = min.min(v);
      max = max.max(v);
    }
    keep(j, min, max);
  }

  private void keep(int j, IntVector min, IntVector max) {
    least[j] = Math.min(least[j], min.reduceLanes(VectorOperators.MIN));
    greatest[j] = Math.max(greatest[j], max.reduceLanes(VectorOperators.MAX));
  }

  @Override
  public int[] values(int count) {
    int[] values = Arrays.copyOf(least, count);
    System.arraycopy(greatest, 0, values, least.length, count - least.length);
    return values;
  }
}
