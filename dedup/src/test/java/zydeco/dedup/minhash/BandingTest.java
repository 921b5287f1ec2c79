package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandingTest {

  @ParameterizedTest
  @CsvSource({
    "32,4,.420,.873,.988", "8,16,.878,.204,.806", "14,8,.719,.924,1", "20,13,.794,.677,.997",
    "14,9,.746,.867,.999", "9,13,.844,.399,.929", "5,25,.938,.019,.311", "25,10,.725,.942,1"
  })
  void probabilityAt_operatingPoints_isThePublishedCurve(
      int bands, int rows, double threshold, double second, double third) {
    Banding banding = new Banding(bands, rows);
    boolean zyda1 = bands == 32;
    assertThat(banding.threshold()).isCloseTo(threshold, within(0.0006));
    assertThat(banding.probabilityAt(zyda1 ? .5 : .8)).isCloseTo(second, within(0.0006));
    assertThat(banding.probabilityAt(zyda1 ? .6 : .9)).isCloseTo(third, within(0.0006));
    assertThat(banding.probabilityAt(1)).isEqualTo(1);
    assertThat(banding.probabilityAt(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0.4,128,32,4", "0.5,128,25,5", "0.7,256,25,10", "0.8,128,9,13"})
  void forTarget_publishedChoices_areFound(double target, int values, int bands, int rows) {
    assertThat(Banding.forTarget(target, values)).isEqualTo(new Banding(bands, rows));
  }

  @Test
  void falsePositives_ofAStep_areNone() {
    Banding steep = new Banding(1, 4000);
    assertThat(steep.falsePositives(0.9)).isCloseTo(0, within(1e-6));
    assertThat(steep.falseNegatives(0.9)).isCloseTo(0.1, within(0.001));
  }

  @Test
  void keys_equalRowsOfTwoBands_differ() {
    long[] keys = new Banding(16, 8).keys(new Signature(new int[128]));
    assertThat(LongStream.of(keys).distinct().count()).isEqualTo(16);
  }

  @Test
  void keys_oneValueChanged_changesItsBandAlone() {
    Banding banding = new Banding(8, 16);
    int[] values = new SplittableRandom(7).ints(128).toArray();
    long[] before = banding.keys(new Signature(values.clone()));
    values[40]++;
    long[] after = banding.keys(new Signature(values));
    for (int band = 0; band < 8; band++) {
      assertThat(before[band] == after[band]).isEqualTo(band != 2);
    }
  }

  @Test
  void bytes_ofKeysAndSignature_areReadBack() {
    int[] values = new SplittableRandom(8).ints(128).toArray();
    Signature signature = new Signature(values);
    assertThat(signature.toBytes()).hasSize(512);
    assertThat(Signature.of(signature.toBytes()).values()).isEqualTo(values);
    assertThat(new Signature(new int[] {0x01020304}).toBytes()).containsExactly(1, 2, 3, 4);
    long[] keys = new Banding(8, 16).keys(signature);
    assertThat(Banding.keysOf(Banding.toBytes(keys))).isEqualTo(keys);
  }

  @Test
  void curve_zyda2_printsThresholdAndProbabilities() {
    assertThat(new Banding(8, 16).curve())
        .contains("threshold 0.878")
        .contains("0.85:0.461")
        .contains("1.00:1.000");
  }

  @Test
  void new_noBands_isRefused() {
    assertThatThrownBy(() -> new Banding(0, 4)).hasMessageContaining("0 bands of 4 rows");
    assertThat(Arrays.asList(new Banding(2, 3).values())).containsExactly(6);
  }
}
