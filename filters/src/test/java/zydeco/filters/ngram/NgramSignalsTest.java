package zydeco.filters.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

class NgramSignalsTest {
  private static final String MODEL =
      String.join(
          "\n",
          "\\data\\",
          "ngram 1=5",
          "ngram 2=2",
          "",
          "\\1-grams:",
          "-99\t<s>\t-0.5",
          "-1.0\t</s>",
          "-2.0\t<unk>",
          "-0.7\tthe\t-0.25",
          "-0.9\tcat\t-0.125",
          "",
          "\\2-grams:",
          "-0.1\t<s> the",
          "-0.2\tthe cat",
          "",
          "\\end\\",
          "");

  @TempDir Path folder;

  private double perplexity(String model, String text) throws IOException {
    Path file = folder.resolve("model" + model.length() + ".arpa");
    Files.writeString(file, model);
    Segments segments = new Segments(new Lists(Map.of("ngram-model", file.toString())));
    return Signals.named("ngram-perplexity").of(segments.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void perplexity_knownAndUnknownWords_backsOffAsTheModelSays() throws IOException {
    // <s> the: -0.1; the cat: -0.2; cat </s>: back-off of cat -0.125, </s> -1
    assertThat(perplexity(MODEL, "the cat"))
        .isEqualTo(Math.pow(10, (0.1 + 0.2 + 1.125) / 3), within(1e-9));
    // dog after the: back-off -0.25, unknown -2; </s> after unknown: -1
    assertThat(perplexity(MODEL, "the dog"))
        .isEqualTo(Math.pow(10, (0.1 + 2.25 + 1) / 3), within(1e-9));
    assertThat(perplexity(MODEL, "the cat\nthe  cat\n\n"))
        .isEqualTo(perplexity(MODEL, "the cat"), within(1e-9));
    assertThat(perplexity(MODEL, " \n ")).isNaN();
  }

  @Test
  void perplexity_brokenModel_namesFileAndLine() {
    assertThatThrownBy(() -> perplexity("\\1-grams:\nnothing\n", "the"))
        .hasMessageContaining(".arpa:2: Cannot read the n-gram model: 'nothing'");
    assertThatThrownBy(() -> perplexity("no model\n", "the"))
        .hasMessageContaining("it has no n-grams");
  }
}
