package zydeco.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void rocAuc_randomScoresWithTies_isTheShareOfWonPairs() {
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      int count = 2 + random.nextInt(60);
      double[] scores = new double[count];
      boolean[] positive = new boolean[count];
      for (int i = 0; i < count; i++) {
        scores[i] = random.nextInt(8) / 8.0;
        positive[i] = i == 0 || i > 1 && random.nextBoolean();
      }
      double wins = 0;
      double pairs = 0;
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
          if (positive[i] && !positive[j]) {
            pairs++;
            wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          }
        }
      }
      Evaluation evaluation = Evaluation.of(scores, positive);
      assertThat(evaluation.rocAuc()).isCloseTo(wins / pairs, within(1e-12));
      assertThat(evaluation.curve().get(evaluation.curve().size() - 1).recall()).isEqualTo(1);
      assertThat(evaluation.curve()).hasSizeLessThanOrEqualTo(21);
      assertThat(evaluation.calibration().stream().mapToInt(Evaluation.Group::texts).sum())
          .isEqualTo(count);
    }
  }

  @Test
  void of_oneKindOnly_isRefused() {
    assertThatThrownBy(() -> Evaluation.of(new double[] {0.1}, new boolean[] {true}))
        .hasMessageContaining("both kinds are needed");
    assertThatThrownBy(
            () -> Evaluation.of(new double[] {0.1, Double.NaN}, new boolean[] {true, false}))
        .hasMessageContaining("score 1 is NaN");
  }

  @Test
  void boundKeeping_share_keepsAtLeastThatMany() {
    double[] scores = {0.5, 0.1, 0.9, 0.9, 0.3, 0.7, 0.2, 0.4, 0.6, 0.8};
    assertThat(Evaluation.boundKeeping(0.1, scores)).isEqualTo(0.9);
    assertThat(Evaluation.boundKeeping(0.3, scores)).isEqualTo(0.8);
    assertThat(Evaluation.boundKeeping(0.31, scores)).isEqualTo(0.7);
    assertThat(Evaluation.boundKeeping(1, scores)).isEqualTo(0.1);
    assertThatThrownBy(() -> Evaluation.boundKeeping(0, scores))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void averagePrecision_knownOrder_isTheMeanOfPrecisionsAtPositives() {
    double[] scores = {0.9, 0.8, 0.7, 0.6};
    boolean[] positive = {true, false, true, false};
    Evaluation evaluation = Evaluation.of(scores, positive);
    assertThat(evaluation.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
    assertThat(Evaluation.of(new double[4], positive).averagePrecision()).isEqualTo(0.5);
    Evaluation.Point point = Evaluation.at(0.7, scores, positive);
    assertThat(point.precision()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(point.recall()).isEqualTo(1);
    assertThat(point.kept()).isEqualTo(0.75);
  }

  @Test
  void calibrationError_scoresThatPromiseTooMuch_isTheirDistance() {
    double[] scores = {0.9, 0.9, 0.9, 0.9};
    boolean[] positive = {true, false, true, false};
    assertThat(Evaluation.of(scores, positive).calibrationError()).isCloseTo(0.4, within(1e-12));
  }
}
