package zydeco.jobs.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.run.Counts;

class AnswerTest {
  private static Answer answer(boolean tokenised) {
    Tally tally = new Tally(3);
    tally.counts.source("a");
    tally.counts.source("b");
    tally.before.put("a", new Counts.Amount(10, 1200, 1000, tokenised ? 250 : 0));
    tally.after.put("a", new Counts.Amount(10, 1200, 1000, tokenised ? 250 : 0));
    tally.after.put("b", new Counts.Amount(2, 400, 400, 0));
    tally.uncounted.put("b", 400L);
    return new Answer("build", List.of("a", "b"), tokenised, tally, List.of());
  }

  @Test
  void json_sourceOfWhichNothingWasKept_isEstimatedByTheOthers() {
    ObjectNode json = answer(true).json();
    assertThat(json.at("/sources/b/after/tokens").asLong()).isEqualTo(100);
    assertThat(json.at("/sources/b/after/tokens_estimated").asLong()).isEqualTo(100);
    assertThat(json.at("/sources/a/after/tokens_estimated").asLong()).isZero();
    assertThat(json.at("/exact/documents").asBoolean()).isTrue();
    assertThat(json.at("/exact/tokens").asBoolean()).isFalse();
    assertThat(answer(true).text()).contains("~           100", "tokens marked ~ are estimated");
  }

  @Test
  void json_buildWithoutShards_hasNoTokensAndSaysSoExactly() {
    ObjectNode json = answer(false).json();
    assertThat(json.at("/sources/b/after/tokens").asLong()).isZero();
    assertThat(json.at("/exact/tokens").asBoolean()).isTrue();
    assertThat(answer(false).text()).doesNotContain("~");
  }
}
