package zydeco.filters.text;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.filters.list.TestLists;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;

/** Texts that make careless code quadratic: each must end in seconds, with a verdict. */
class LargeTextsTest {
  private static final int SIZE = 400_000;

  private static byte[] repeat(String unit) {
    byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
    byte[] text = new byte[SIZE / bytes.length * bytes.length];
    for (int i = 0; i < text.length; i += bytes.length) {
      System.arraycopy(bytes, 0, text, i, bytes.length);
    }
    return text;
  }

  private static void judgeAll(byte[] text) {
    Segments segments = new Segments(TestLists.all()).of(text);
    Signals.all().forEach(signal -> signal.of(segments));
    assertThat(RuleSets.all()).allSatisfy(set -> assertThat(set.judge(segments)).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "(",
        ")",
        ".",
        "…",
        "-",
        "'s",
        "a.",
        "a-",
        "@",
        "a@b.",
        "[",
        "[1",
        "1",
        "字",
        "😀",
        "\n",
        "\r\n",
        " ",
        "\u2028",
        ":)",
        ") ",
        "a\n",
        "{",
        "lorem ",
        "j",
        "\u00a0",
        "don't",
        "…'s",
        "a b ",
        "\u0000",
        "1km",
        "http://a.",
        "a:b"
      })
  void judge_manyOfOneThing_endsInSeconds(String unit) {
    assertTimeoutPreemptively(ofSeconds(60), () -> judgeAll(repeat(unit)));
  }

  @Test
  void judge_manyDifferentLinesAndWords_endsInSeconds() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append(Integer.toString(i * 7919, 36)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    assertTimeoutPreemptively(ofSeconds(60), () -> judgeAll(bytes));
  }

  @Test
  void judge_textsWithNothing_areDroppedByEverySetThatNeedsWords() {
    for (String text : new String[] {"", " ", "\n\n", "\u3000", "...", "\u0000"}) {
      Segments segments = new Segments().of(text.getBytes(StandardCharsets.UTF_8));
      assertThat(RuleSets.named("gopher-quality").judge(segments).rule()).isEqualTo("word-count");
      assertThat(RuleSets.named("c4").judge(segments).rule()).isEqualTo("sentence-count");
    }
    Segments empty = new Segments().of(new byte[0]);
    assertThat(RuleSets.named("gopher-repetition").judge(empty).value()).isNaN();
    assertThat(RuleSets.named("fineweb").judge(empty).value()).isNaN();
  }

  @Test
  void of_longThenShortText_forgetsTheLongOne() {
    Segments segments = new Segments();
    byte[] large = new byte[6_000_000];
    Arrays.fill(large, (byte) 'a');
    segments.of(large).words();
    segments.of("one two".getBytes(StandardCharsets.UTF_8));
    assertThat(segments.words().texts()).containsExactly("one", "two");
    assertThat(segments.characters()).isEqualTo(7);
  }
}
