package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RemainderTest {
  @Test
  void of_anyDividendAndDivisor_whatDivisionLeaves() {
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < 200_000; i++) {
      int divisor = 1 + (random.nextInt() >>> 1 >>> random.nextInt(31)) % Integer.MAX_VALUE;
      Remainder remainder = new Remainder(divisor);
      long near = divisor * random.nextLong() - random.nextInt(3);
      for (long dividend : new long[] {random.nextLong(), near, -1, 0, Long.MIN_VALUE, divisor}) {
        assertThat(remainder.of(dividend))
            .isEqualTo((int) Long.remainderUnsigned(dividend, divisor));
        assertThat(remainder.of((int) dividend))
            .isEqualTo(Integer.remainderUnsigned((int) dividend, divisor));
      }
    }
  }
}
