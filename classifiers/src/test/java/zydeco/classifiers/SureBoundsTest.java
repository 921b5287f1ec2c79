package zydeco.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SureBoundsTest {

  @Test
  void choose_randomScores_decidesAsManyAsTryingAllBounds() {
    Random random = new Random(6);
    for (int round = 0; round < 60; round++) {
      int n = 40 + random.nextInt(60);
      double[] scores = new double[n];
      boolean[] kept = new boolean[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(20) / 20.0;
        kept[i] = random.nextDouble() < scores[i] * scores[i];
      }
      double agreement = 0.7 + 0.05 * random.nextInt(5);
      SureBounds.Outcome found = SureBounds.choose(scores, kept, agreement).on(scores, kept);
      int allowed = SureBounds.allowedErrors(n, 1 - agreement);
      assertThat(found.wrong()).isLessThanOrEqualTo(Math.max(0, allowed));
      assertThat(found.decided()).isEqualTo(most(scores, kept, allowed));
    }
  }

  /** The most documents that any two of the scores decide with so few errors. */
  private static int most(double[] scores, boolean[] kept, int allowed) {
    int most = 0;
    for (int low = 0; low <= 20; low++) {
      for (int high = low; high <= 21; high++) {
        double dropBelow = low == 0 ? -1 : Math.min(low / 20.0, highest(scores));
        double keepFrom = high == 21 ? 2 : high / 20.0;
        if (dropBelow <= keepFrom) {
          SureBounds.Outcome outcome = new SureBounds(dropBelow, keepFrom).on(scores, kept);
          most = outcome.wrong() <= allowed ? Math.max(most, outcome.decided()) : most;
        }
      }
    }
    return most;
  }

  private static double highest(double[] scores) {
    return java.util.Arrays.stream(scores).max().orElseThrow();
  }

  @Test
  void choose_allCanBeDecidedWithoutErrors_makesNone() {
    double[] scores = new double[1_000];
    boolean[] kept = new boolean[1_000];
    for (int i = 0; i < 1_000; i++) {
      scores[i] = i / 1_000.0;
      kept[i] = i >= 600;
    }
    SureBounds bounds = SureBounds.choose(scores, kept, 0.95);
    assertThat(bounds).isEqualTo(new SureBounds(0.6, 0.6));
  }

  @Test
  void choose_tooFewDocuments_isSureOfNone() {
    double[] scores = {0.1, 0.2, 0.8, 0.9};
    boolean[] kept = {false, false, true, true};
    assertThat(SureBounds.choose(scores, kept, 0.99)).isEqualTo(SureBounds.NONE);
    assertThat(SureBounds.NONE.on(scores, kept).decided()).isZero();
    assertThat(SureBounds.NONE.on(scores, kept).agreement()).isEqualTo(1);
  }

  @Test
  void crossed_halves_areDecidedWithTheBoundsOfTheOther() {
    int n = 4_000;
    double[] scores = new double[n];
    boolean[] kept = new boolean[n];
    boolean[] first = new boolean[n];
    for (int i = 0; i < n; i++) {
      scores[i] = (i / 2) / (n / 2.0);
      first[i] = i % 2 == 0;
      kept[i] = scores[i] >= (first[i] ? 0.5 : 0.6);
    }
    SureBounds.Outcome outcome = SureBounds.crossed(scores, kept, first, 0.95);
    assertThat(outcome.documents()).isEqualTo(n);
    assertThat(outcome.decided()).isEqualTo(n);
    assertThat(outcome.wrong()).isBetween(n / 20, n * 3 / 20);
    assertThat(SureBounds.choose(scores, kept, 0.95).on(scores, kept).agreement())
        .isGreaterThan(0.95);
    SureBounds.Outcome few =
        SureBounds.crossed(new double[200], new boolean[200], new boolean[200], 0.99);
    assertThat(few.decided()).isZero();
  }

  @Test
  void fewer_callsOfTheLarger_isAtMostTheNumberOfDocuments() {
    assertThat(new SureBounds.Outcome(200, 180, 1).fewer()).isEqualTo(10);
    assertThat(new SureBounds.Outcome(200, 200, 1).fewer()).isEqualTo(200);
    assertThat(new SureBounds.Outcome(200, 0, 0).fewer()).isEqualTo(1);
  }

  @Test
  void allowedErrors_growWithDocumentsAndStayBelowTheRate() {
    assertThat(SureBounds.allowedErrors(100, 0.01)).isEqualTo(-1);
    assertThat(SureBounds.allowedErrors(200, 0.01)).isBetween(0, 1);
    assertThat(SureBounds.allowedErrors(10_000, 0.01)).isBetween(80, 99);
    assertThat(SureBounds.allowedErrors(0, 0.5)).isEqualTo(-1);
  }

  @Test
  void new_dropAboveKeep_isRefused() {
    assertThatThrownBy(() -> new SureBounds(0.6, 0.5)).hasMessageContaining("0.6");
    SureBounds bounds = new SureBounds(0.2, 0.7);
    assertThat(bounds.drops(0.2)).isFalse();
    assertThat(bounds.keeps(0.7)).isTrue();
  }
}
