package zydeco.filters.redpajama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.NastyTexts;
import zydeco.filters.text.Segments;
import zydeco.filters.twin.PythonText;

/** RedPajama-V2's kernels agree with their twin over strings on random text. */
class RedpajamaTwinTest {
  private static final Segments REUSED = new Segments();

  @Provide
  Arbitrary<String> texts() {
    return NastyTexts.all().map(PythonText::known);
  }

  @Property(tries = 1000)
  void signals_randomText_agreeWithTwin(@ForAll("texts") String text) {
    assertTwins(text);
  }

  @Test
  void signals_textsAtTheEdges_agreeWithTwin() {
    for (String text :
        new String[] {
          "",
          " ",
          "\n",
          "\n\n",
          "\0",
          ".",
          "#",
          "_",
          "ΑΣ.",
          "ΑΣ\u0301 Σ",
          "İ",
          "lorem ipsum lorem ıpſum",
          "\u1e9b\u0323",
          "\ud55c\uae00",
          "x ".repeat(2000),
          "漢".repeat(20_000),
          "\r\n".repeat(300)
        }) {
      assertTwins(text);
    }
  }

  private static void assertTwins(String text) {
    REUSED.of(text.getBytes(StandardCharsets.UTF_8));
    ReadableRedpajama.of(text)
        .forEach(
            (name, number) ->
                assertThat(Signals.named(name).of(REUSED)).as(name).isEqualTo(number));
    RedpajamaText fast = RedpajamaText.of(REUSED);
    List<String> lines = ReadableRedpajama.lines(text);
    assertThat(fast.raw().lines()).isEqualTo(lines.size());
    for (int line = 0; line < lines.size(); line++) {
      Map<String, Double> numbers = ReadableRedpajama.ofLine(lines.get(line));
      for (LineSignal signal : LineSignal.ROWS) {
        assertThat(signal.function().applyAsDouble(fast, line))
            .as(signal.name() + " of line " + line)
            .isEqualTo(numbers.get(signal.name()));
      }
    }
  }
}
