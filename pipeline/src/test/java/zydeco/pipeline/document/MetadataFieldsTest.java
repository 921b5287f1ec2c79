package zydeco.pipeline.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataFieldsTest {
  private static final String LONG = "7".repeat(2_000_000);

  /**
   * Longer than what Jackson reads of itself: names, strings, numbers; and as deep as rows may be.
   */
  private static final String HOSTILE =
      "{\"html\":\""
          + "x".repeat(21_000_000)
          + "\",\""
          + "k".repeat(60_000)
          + "\":1,\"big\":"
          + LONG
          + ",\"deep\":"
          + "[".repeat(999)
          + "]".repeat(999)
          + ",\"meta\":{\"lang\":\"fr\",\"n\":[1],\"big\":"
          + LONG
          + "},\"perplexity\":34.5,\"huge\":1e999,\"bucket\":\"head\",\"none\":null}";

  @Test
  void named_amongValuesOfAnyLength_areFound() {
    var found =
        MetadataFields.named(
            Set.of("perplexity", "bucket", "huge", "none", "meta", "absent", "big"), HOSTILE);
    assertThat(found).containsOnlyKeys("perplexity", "bucket", "huge", "big");
    assertThat(found.get("perplexity").number()).isEqualTo(34.5);
    assertThat(found.get("bucket").text()).isEqualTo("head");
    assertThat(found.get("bucket").number()).isNaN();
    assertThat(found.get("huge").number()).as("beyond every double").isNaN();
    assertThat(found.get("big").number()).isNaN();
  }

  @Test
  void under_path_goesIntoObjectsOnly() {
    assertThat(MetadataFields.under(List.of("meta", "lang"), HOSTILE).text()).isEqualTo("fr");
    assertThat(MetadataFields.under(List.of("meta"), HOSTILE)).isNull();
    assertThat(MetadataFields.under(List.of("meta", "n", "0"), HOSTILE)).isNull();
    assertThat(MetadataFields.under(List.of("bucket", "lang"), HOSTILE)).isNull();
    assertThat(MetadataFields.under(List.of("lang"), HOSTILE)).isNull();
    assertThat(MetadataFields.under(List.of("lang"), "{}")).isNull();
  }
}
