package zydeco.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftBoundTest {

  @Test
  void sure_ofAScore_growsWithItsDistanceFromTheBound() {
    SoftBound bound = SoftBound.of(2, new double[] {1, 3, 1, 3}); // a standard deviation of 1
    assertThat(bound.width()).isCloseTo(0.1, within(1e-12));
    assertThat(bound.sure(2)).isEqualTo(0.5);
    assertThat(bound.sure(2.1)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
    assertThat(bound.sure(1.9)).isCloseTo(bound.sure(2.1), within(1e-12));
    assertThat(bound.sure(-1)).isGreaterThan(0.999999);
    assertThat(bound.keeps(2)).isTrue();
    assertThat(bound.keeps(1.999)).isFalse();
  }

  @Test
  void sure_scoresAllEqual_isSharp() {
    assertThat(SoftBound.of(2, new double[] {1, 1}).sure(2)).isEqualTo(1);
    assertThat(SoftBound.of(2, new double[0]).sure(2)).isEqualTo(1);
  }
}
