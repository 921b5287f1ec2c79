package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MinHashKernelTest {

  /** The definition, one function and one shingle at a time. */
  private static int[] twin(HashFamily family, int[] shingles, int count) {
    int[] factors = family.factors();
    int[] values = new int[2 * family.size()];
    for (int j = 0; j < family.size(); j++) {
      values[j] = Integer.MAX_VALUE;
      values[family.size() + j] = Integer.MIN_VALUE;
      for (int i = 0; i < count; i++) {
        int value = factors[j] * shingles[i];
        values[j] = value < values[j] ? value : values[j];
        values[family.size() + j] =
            value > values[family.size() + j] ? value : values[family.size() + j];
      }
    }
    return values;
  }

  @Test
  void values_randomShingles_equalTwin() {
    SplittableRandom random = new SplittableRandom(5);
    for (int size : new int[] {1, 3, 16, 63, 64, 65, 112, 128, 260, 500}) {
      HashFamily family = HashFamily.of(size, random.nextLong());
      MinHashKernel vector = new VectorMinHash(family);
      MinHashKernel scalar = new ScalarMinHash(family);
      for (int count : new int[] {0, 1, 2, 7, 100, 4096}) {
        int[] shingles = random.ints(count).toArray();
        for (MinHashKernel kernel : new MinHashKernel[] {vector, scalar}) {
          kernel.reset();
          kernel.accept(shingles, count);
          assertThat(kernel.values(2 * family.size())).isEqualTo(twin(family, shingles, count));
        }
      }
    }
  }

  @Test
  void values_inTwoParts_equalTheWhole() {
    HashFamily family = HashFamily.of(128, 17);
    int[] shingles = new SplittableRandom(6).ints(1000).toArray();
    MinHashKernel kernel = MinHashKernel.of(family);
    kernel.accept(shingles, 300);
    kernel.accept(java.util.Arrays.copyOfRange(shingles, 300, 1000), 700);
    assertThat(kernel.values(2 * family.size())).isEqualTo(twin(family, shingles, 1000));
  }

  @Test
  void of_withTheModuleOfTheTestJvm_isTheVectorKernel() {
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertThat(MinHashKernel.of(HashFamily.of(8, 1)) instanceof VectorMinHash).isEqualTo(module);
  }

  @Test
  void values_oddNumber_leavesOutTheLastGreatest() {
    HashFamily family = HashFamily.ofValues(125, 1);
    assertThat(family.size()).isEqualTo(63);
    for (MinHashKernel kernel :
        new MinHashKernel[] {new VectorMinHash(family), new ScalarMinHash(family)}) {
      kernel.accept(new int[] {7, 8}, 2);
      assertThat(kernel.values(125))
          .isEqualTo(java.util.Arrays.copyOf(twin(family, new int[] {7, 8}, 2), 125));
    }
  }

  @Test
  void family_sameSeed_isThePrefixOfALargerOne() {
    assertThat(HashFamily.of(200, 3).factors()).startsWith(HashFamily.of(128, 3).factors());
    assertThat(HashFamily.of(8, 3).factors()).isNotEqualTo(HashFamily.of(8, 4).factors());
  }
}
