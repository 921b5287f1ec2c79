package zydeco.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.stage.Bound;

class BinsTest {
  @Test
  void over_wholeNumbers_hasBinsOfWholeWidth() {
    Bins bins = Bins.over(IntStream.range(0, 1000).asDoubleStream().toArray(), List.of());
    assertThat(bins.width()).isEqualTo(17);
    assertThat(bins.count()).isLessThanOrEqualTo(60);
    assertThat(Bins.over(new double[] {1, 2, 3}, List.of())).isEqualTo(new Bins(1, 1, 3));
  }

  @Test
  void over_outlier_doesNotStretchTheRange() {
    double[] values =
        IntStream.range(0, 1001).mapToDouble(i -> i == 1000 ? 1e9 : i / 1000.0).toArray();
    Bins bins = Bins.over(values, List.of());
    assertThat(bins.to()).isLessThan(1.1);
    assertThat(bins.slot(1e9)).isEqualTo(bins.count() + 1);
  }

  @Test
  void over_nearBound_isInTheRangeAndAFarOneIsNot() {
    double[] values = IntStream.range(0, 100).mapToDouble(i -> 0.3 + i / 1000.0).toArray();
    assertThat(Bins.over(values, List.of(Bound.atMost(0.45))).to()).isEqualTo(0.45);
    assertThat(Bins.over(values, List.of(Bound.atMost(9))).to()).isLessThan(0.5);
  }

  @Test
  void over_oneValueOrNone_stillCounts() {
    Bins one = Bins.over(new double[] {0.5, 0.5}, List.of());
    assertThat(one.count()).isEqualTo(1);
    assertThat(one.slot(0.5)).isEqualTo(1);
    Bins none = Bins.over(new double[0], List.of());
    assertThat(none.count()).isZero();
    assertThat(none.slot(Double.NaN)).isEqualTo(2);
  }

  @Test
  void slot_edges_belongToTheBinTheyBegin() {
    Bins bins = new Bins(0, 0.5, 4);
    assertThat(bins.slot(-0.1)).isZero();
    assertThat(bins.slot(0)).isEqualTo(1);
    assertThat(bins.slot(0.5)).isEqualTo(2);
    assertThat(bins.slot(2)).isEqualTo(4);
    assertThat(bins.slot(2.1)).isEqualTo(5);
  }
}
