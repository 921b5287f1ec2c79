package zydeco.filters.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.NastyTexts;
import zydeco.filters.text.Segments;

/** The kernels of dolma, NeMo and Zyda-1 agree with their twins over strings on random text. */
class SetsTwinTest {
  private static final Segments REUSED = new Segments();

  @Provide
  Arbitrary<String> texts() {
    return NastyTexts.all().map(PythonText::known);
  }

  private static void assertSame(String text, Map<String, Double> numbers) {
    Segments segments = REUSED.of(text.getBytes(StandardCharsets.UTF_8));
    numbers.forEach(
        (name, number) -> assertThat(Signals.named(name).of(segments)).as(name).isEqualTo(number));
  }

  @Property(tries = 700)
  void dolma_randomText_agreesWithTwin(@ForAll("texts") String text) {
    assertSame(text, ReadableDolma.of(text));
  }

  @Property(tries = 700)
  void nemo_randomText_agreesWithTwin(@ForAll("texts") String text) {
    assertSame(text, ReadableNemo.of(text));
  }

  @Property(tries = 700)
  void zyda1_randomText_agreesWithTwin(@ForAll("texts") String text) {
    assertSame(text, ReadableZyda.of(text));
    byte[] left = RuleSets.named("zyda1").rewrite().text(REUSED);
    assertThat(new String(left, StandardCharsets.UTF_8)).isEqualTo(ReadableZyda.shortened(text));
  }

  @Test
  void sets_textsAtTheEdges_agreeWithTwins() {
    for (String text :
        new String[] {
          "",
          " ",
          "\n",
          "\n\n",
          "\0",
          "a",
          "-",
          "…",
          "www",
          "\u2028",
          "ΑΣ",
          "read more",
          "x ".repeat(3000),
          "漢".repeat(40_000),
          "\r\n".repeat(500),
          "a\n\n".repeat(800)
        }) {
      assertSame(text, ReadableDolma.of(text));
      assertSame(text, ReadableNemo.of(text));
      assertSame(text, ReadableZyda.of(text));
    }
  }
}
