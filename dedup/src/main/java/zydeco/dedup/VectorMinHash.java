package zydeco.dedup;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel on the vector unit. The only class that names the Vector API: loading it throws a
 * LinkageError where the module jdk.incubator.vector is absent.
 */
final class VectorMinHash implements MinHashKernel {
  /*
   * Four vectors of functions stay in registers with their least and greatest values while a buffer
   * of shingles goes by; then the next four. The family is padded, with functions of value 0 that
   * nobody reads, to a multiple of four vectors: right for any lane count. With 512 bits, 128
   * values cost four multiplications of vectors a shingle, and those bound the speed.
   */
  private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final int size;
  private final int[] factors;
  private final int[] terms;
  private final int[] least;
  private final int[] greatest;

  VectorMinHash(HashFamily family) {
    size = family.size();
    int group = 4 * LANES;
    int padded = (size + group - 1) / group * group;
    factors = family.factors(padded);
    terms = family.terms(padded);
    least = new int[padded];
    greatest = new int[padded];
    reset();
  }

  @Override
  public void reset() {
    Arrays.fill(least, Integer.MAX_VALUE);
    Arrays.fill(greatest, Integer.MIN_VALUE);
  }

  @Override
  public void accept(int[] shingles, int count) {
    for (int at = 0; at < least.length; at += 4 * LANES) {
      accept(shingles, count, at, at + LANES, at + 2 * LANES, at + 3 * LANES);
    }
  }

  private void accept(int[] shingles, int count, int at0, int at1, int at2, int at3) {
    IntVector a0 = IntVector.fromArray(SPECIES, factors, at0);
    IntVector a1 = IntVector.fromArray(SPECIES, factors, at1);
    IntVector a2 = IntVector.fromArray(SPECIES, factors, at2);
    IntVector a3 = IntVector.fromArray(SPECIES, factors, at3);
    IntVector b0 = IntVector.fromArray(SPECIES, terms, at0);
    IntVector b1 = IntVector.fromArray(SPECIES, terms, at1);
    IntVector b2 = IntVector.fromArray(SPECIES, terms, at2);
    IntVector b3 = IntVector.fromArray(SPECIES, terms, at3);
    IntVector min0 = IntVector.fromArray(SPECIES, least, at0);
    IntVector min1 = IntVector.fromArray(SPECIES, least, at1);
    IntVector min2 = IntVector.fromArray(SPECIES, least, at2);
    IntVector min3 = IntVector.fromArray(SPECIES, least, at3);
    IntVector max0 = IntVector.fromArray(SPECIES, greatest, at0);
    IntVector max1 = IntVector.fromArray(SPECIES, greatest, at1);
    IntVector max2 = IntVector.fromArray(SPECIES, greatest, at2);
    IntVector max3 = IntVector.fromArray(SPECIES, greatest, at3);
    for (int i = 0; i < count; i++) {
      IntVector x = IntVector.broadcast(SPECIES, shingles[i]);
      IntVector v0 = a0.mul(x).add(b0);
      IntVector v1 = a1.mul(x).add(b1);
      IntVector v2 = a2.mul(x).add(b2);
      IntVector v3 = a3.mul(x).add(b3);
      min0 = min0.min(v0);
      min1 = min1.min(v1);
      min2 = min2.min(v2);
      min3 = min3.min(v3);
      max0 = max0.max(v0);
      max1 = max1.max(v1);
      max2 = max2.max(v2);
      max3 = max3.max(v3);
    }
    min0.intoArray(least, at0);
    min1.intoArray(least, at1);
    min2.intoArray(least, at2);
    min3.intoArray(least, at3);
    max0.intoArray(greatest, at0);
    max1.intoArray(greatest, at1);
    max2.intoArray(greatest, at2);
    max3.intoArray(greatest, at3);
  }

  @Override
  public int[] values(int count) {
    int[] values = Arrays.copyOf(least, count);
    System.arraycopy(greatest, 0, values, size, count - size);
    return values;
  }
}
