package zydeco.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

  /** Texts whose true logit is known; the model says so many times as much. */
  private record Task(double[] margins, boolean[] positive, boolean[] first) {

    static Task of(int texts, double times, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] margins = new double[texts];
      boolean[] positive = new boolean[texts];
      boolean[] first = new boolean[texts];
      for (int i = 0; i < texts; i++) {
        double logit = 8 * random.nextDouble() - 5;
        positive[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit));
        margins[i] = times * logit;
        first[i] = random.nextBoolean();
      }
      return new Task(margins, positive, first);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5, 1, 2, 3, 8})
  void fit_knownCalibration_findsIt(double times) {
    Task task = Task.of(20_000, times, 11);
    double found = Temperature.fit(task.margins(), task.positive()).value();
    assertThat(found / times).isCloseTo(1, within(0.05));
  }

  @Test
  void fit_textsToldApart_makesSurerAsTheyAreMore() {
    double before = 1;
    for (int texts : new int[] {2, 20, 200, 20_000}) {
      double[] margins = new double[texts];
      boolean[] positive = new boolean[texts];
      for (int i = 0; i < texts; i++) {
        positive[i] = i % 2 == 0;
        margins[i] = positive[i] ? 2 : -2;
      }
      double found = Temperature.fit(margins, positive).value();
      assertThat(found).as("%d texts", texts).isGreaterThan(0.1).isLessThan(before);
      before = found;
    }
    assertThat(Temperature.fit(new double[] {2, -2}, new boolean[] {true, false}).value())
        .as("two texts tell little")
        .isGreaterThan(0.85);
  }

  @Test
  void fit_oneKindOrNone_leavesTheModel() {
    double[] margins = {3, -1};
    assertThat(Temperature.fit(margins, new boolean[] {true, true})).isEqualTo(Temperature.NONE);
    assertThat(Temperature.fit(margins, new boolean[2])).isEqualTo(Temperature.NONE);
    assertThat(Temperature.fit(new double[0], new boolean[0])).isEqualTo(Temperature.NONE);
    assertThat(Temperature.fit(new double[] {3, Double.NaN}, new boolean[] {true, false}))
        .isEqualTo(Temperature.NONE);
  }

  @Test
  void fit_unknownTexts_areLeftOut() {
    Task task = Task.of(500, 2, 5);
    double[] more = Arrays.copyOf(task.margins(), 600);
    Arrays.fill(more, 500, 600, Double.NaN);
    assertThat(Temperature.fit(more, Arrays.copyOf(task.positive(), 600)))
        .isEqualTo(Temperature.fit(task.margins(), task.positive()));
  }

  @Test
  void fit_scoresThatSayTheOpposite_isHighAndFinite() {
    double[] margins = {5, 4, -4, -5};
    boolean[] positive = {false, false, true, true};
    assertThat(Temperature.fit(margins, positive).value()).isBetween(1.5, 20.0);
  }

  @Test
  void of_tooSure_bettersLogLossAndCalibrationErrorAndKeepsTheOrder() {
    Task task = Task.of(4_000, 4, 7);
    Calibration found = Calibration.of(task.margins(), task.positive(), task.first());
    assertThat(found.temperature().value()).isCloseTo(4, within(0.4));
    assertThat(found.before().calibrationError()).isGreaterThan(0.08);
    assertThat(found.after().calibrationError()).isLessThan(0.03);
    assertThat(found.logLossAfter()).isLessThan(0.7 * found.logLossBefore());
    assertThat(found.after().rocAuc()).isCloseTo(found.before().rocAuc(), within(2e-3));
  }

  @Test
  void of_halves_areMeasuredWithTheOthersTemperature() {
    Task sure = Task.of(2_000, 5, 3);
    double[] margins = sure.margins();
    for (int i = 0; i < margins.length; i++) {
      margins[i] = sure.first()[i] ? margins[i] : margins[i] / 5;
    }
    Calibration found = Calibration.of(margins, sure.positive(), sure.first());
    assertThat(found.logLossAfter()).isGreaterThan(found.logLossBefore() * 0.99);
    assertThat(found.after().calibrationError()).isGreaterThan(0.1);
  }

  @Test
  void of_otherHalfEmpty_measuresAsTrained() {
    double[] margins = {6, -6};
    boolean[] both = {true, true};
    Calibration found = Calibration.of(margins, new boolean[] {true, false}, both);
    assertThat(found.temperature().value()).isBetween(0.7, 1.0);
    assertThat(found.logLossAfter()).isEqualTo(found.logLossBefore());
  }

  @Test
  void of_oneKind_isRefused() {
    assertThatThrownBy(() -> Calibration.of(new double[2], new boolean[2], new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both kinds are needed");
  }
}
