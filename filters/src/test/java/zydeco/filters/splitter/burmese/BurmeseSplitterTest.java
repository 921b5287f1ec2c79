package zydeco.filters.splitter.burmese;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/** What pyidaungsu 0.1.4 says with a model made up; {@code lao_khmer_burmese.py} asked it. */
class BurmeseSplitterTest {
  private static WordRules rules() {
    return WordRules.ofFiles(List.of(TestTexts.resource("own-burmese.crfsuite")));
  }

  @Test
  void split_randomTexts_areCutAsPyidaungsuDoes() throws IOException {
    TestTexts.assertCutAs("own-burmese.jsonl", rules(), 3000);
  }

  @Test
  void split_aMillionBytesWithoutBlanks_areAllThere() {
    Segments segments = new Segments(Lists.NONE, rules());
    for (String unit : List.of("က", "a", "ကာ", "။", "😀")) {
      String large = unit.repeat(300_000 / unit.length());
      byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
      List<String> words = segments.of(bytes).words().texts();
      assertThat(String.join("", words).equals(large)).as(unit).isTrue();
    }
  }

  @Test
  void split_randomText_losesNothing() {
    TestTexts.assertRandomTextsLoseNothing(new Segments(Lists.NONE, rules()), "မြန်မာစာ");
  }

  @Test
  void ofFiles_anothersModel_isRefusedInWords() {
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-thai.model"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has no label '1'");
  }
}
