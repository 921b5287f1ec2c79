package zydeco.tokenize.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.text.Hash128;

class MixtureTest {
  private static final SourceTotals A = new SourceTotals("a", 10, 1000, 4000);
  private static final SourceTotals B = new SourceTotals("b", 10, 3000, 12000);
  private static final SourceTotals NONE = new SourceTotals("none", 0, 0, 0);

  @Test
  void plan_withoutWeightsAndBudget_takesEverythingOnce() {
    List<SourceShare> plan = Mixture.everythingOnce().plan(List.of(A, B, NONE));
    assertThat(plan).extracting(s -> s.end().whole()).containsExactly(1, 1, 0);
    assertThat(plan).extracting(s -> s.end().rest()).containsExactly(0L, 0L, 0L);
    assertThat(plan.get(0).weight()).isNaN();
  }

  @Test
  void plan_weightsAndBudget_splitsItAndRepeats() {
    List<SourceShare> plan = new Mixture(Map.of("a", 4.0, "b", 4.0), 3000, 2).plan(List.of(A, B));
    assertThat(plan.get(0))
        .isEqualTo(new SourceShare("a", 4.0, 0.5, 1500, 1.5, new SourceShare.End(1, 500)));
    assertThat(plan.get(1))
        .isEqualTo(new SourceShare("b", 4.0, 0.5, 1500, 0.5, new SourceShare.End(0, 1500)));
  }

  @Test
  void plan_weightsWithoutBudget_repeatsNothing() {
    List<SourceShare> plan = new Mixture(Map.of("a", 0.3, "b", 0.1), 0, 2).plan(List.of(A, B));
    assertThat(plan).extracting(SourceShare::target).containsExactly(1000L, 333L);
    assertThat(plan.get(0).end().whole()).isEqualTo(1);
    assertThat(plan.get(0).end().rest()).isZero();
  }

  @Test
  void plan_budgetWithoutWeights_takesTheSamePartOfEach() {
    List<SourceShare> plan = new Mixture(Map.of(), 2000, 2).plan(List.of(A, B));
    assertThat(plan).extracting(SourceShare::epochs).containsExactly(0.5, 0.5);
  }

  @Test
  void plan_sourceWithoutWeight_isLeftOut() {
    Mixture mixture = new Mixture(Map.of("a", 1.0), 0, 2);
    assertThat(mixture.takes("b")).isFalse();
    assertThat(mixture.plan(List.of(A, B)))
        .extracting(SourceShare::target)
        .containsExactly(1000L, 0L);
  }

  @Test
  void plan_aboveTheCap_showsTheArithmetic() {
    assertThatThrownBy(() -> new Mixture(Map.of("a", 4.0, "b", 1.0), 10_000, 2).plan(List.of(A, B)))
        .isInstanceOf(MixtureException.class)
        .hasMessage(
            "Cannot fill 10,000 tokens: a is to give 4 / 5 of them = 8,000 tokens, but holds 1,000:"
                + " 8.00 epochs, above the cap of 2. Give 'tokens: 2500' or fewer, a lower weight"
                + " for a, or raise 'epochs-cap'.");
    assertThat(new Mixture(Map.of("a", 4.0, "b", 1.0), 2500, 2).plan(List.of(A, B)).get(0).epochs())
        .isEqualTo(2.0);
    long everything = 5_000_000_000_000L;
    assertThatThrownBy(() -> new Mixture(Map.of("a", 1.0), everything, 2).plan(List.of(A)))
        .isInstanceOf(MixtureException.class)
        .hasMessageContaining("5000000000.00 epochs, above the cap of 2. Give 'tokens: 2000'");
  }

  @Test
  void plan_emptySourceWithWeight_isRefused() {
    assertThatThrownBy(
            () -> new Mixture(Map.of("a", 1.0, "none", 1.0), 10, 2).plan(List.of(A, NONE)))
        .hasMessageContaining("none has the weight 1 but holds no document");
    assertThatThrownBy(() -> Mixture.everythingOnce().plan(List.of(NONE)))
        .hasMessageContaining("none with a weight holds a token")
        .hasMessageContaining("build into another folder without 'output.shards'");
  }

  @Test
  void mixture_weightsThatSumToNothing_areRefused() {
    assertThatThrownBy(() -> new Mixture(Map.of("a", 0.0), 10, 2))
        .hasMessageContaining("sum to nothing");
    assertThatThrownBy(() -> new Mixture(Map.of("a", -1.0), 10, 2))
        .hasMessageContaining("the weight of a is -1.0");
  }

  @Property(tries = 300)
  void plan_anyWeights_givesTheBudgetToATokenEach(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = 0.01, max = 50) Double> weights,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long budget) {
    List<SourceTotals> sources = new ArrayList<>();
    Map<String, Double> named = new java.util.LinkedHashMap<>();
    for (double weight : weights) {
      sources.add(new SourceTotals("s" + sources.size(), 7, 1000 + 37L * sources.size(), 1));
      named.put(sources.get(sources.size() - 1).name(), weight);
    }
    List<SourceShare> plan = new Mixture(named, budget, 1e12).plan(sources);
    long sum = plan.stream().mapToLong(SourceShare::target).sum();
    assertThat(Math.abs(sum - budget)).isLessThanOrEqualTo(weights.size());
    for (int i = 0; i < plan.size(); i++) {
      SourceShare share = plan.get(i);
      assertThat(share.end().whole() * sources.get(i).tokens() + share.end().rest())
          .isEqualTo(share.target());
    }
  }

  @Test
  void cutoff_anyOrderOfCandidates_takesTheSameNearestPrefix() {
    List<Cutoff.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Hash128 id = Hash128.ofParts("id" + i);
      candidates.add(
          new Cutoff.Candidate(
              Cutoff.behind(Draw.sample(1, Hash128.ofParts("t" + i / 2)), id), 10, 40));
    }
    List<Cutoff.Candidate> ordered = Cutoff.ordered(candidates);
    Collections.shuffle(candidates, new Random(3));
    assertThat(Cutoff.ordered(candidates)).isEqualTo(ordered);
    assertThat(Cutoff.nearest(ordered, 104)).isEqualTo(10);
    assertThat(Cutoff.nearest(ordered, 105)).isEqualTo(10);
    assertThat(Cutoff.nearest(ordered, 106)).isEqualTo(11);
    Cutoff last = ordered.get(10).last();
    long taken = candidates.stream().filter(c -> c.last().compareTo(last) <= 0).count();
    assertThat(taken).isEqualTo(11);
  }

  @Test
  void draw_manyDocuments_isUniform() {
    int[] parts = new int[16];
    int held = 0;
    for (int i = 0; i < 32_000; i++) {
      Hash128 content = Hash128.ofParts("text " + i);
      parts[Draw.part(Draw.place(17, 0, content, content), parts.length)]++;
      held += Draw.isHeldOut(content, 0.02) ? 1 : 0;
      assertThat(Draw.isHeldOut(content, 0)).isFalse();
    }
    for (int part : parts) {
      assertThat(part).isBetween(1800, 2200);
    }
    assertThat(held).isBetween(560, 720);
    Hash128 one = Hash128.ofParts("one");
    assertThat(Draw.place(17, 0, one, one)).isNotEqualTo(Draw.place(17, 1, one, one));
    assertThat(Draw.place(17, 0, one, one)).isNotEqualTo(Draw.place(18, 0, one, one));
  }
}
