package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DclmLineTest {

  private static String line(String text) {
    return new String(DclmLine.of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void of_blanksAtTheEnds_areCutAsByPythonsStrip() {
    assertThat(line("\u00a0\u3000 a b\u2003\u001f\n")).isEqualTo("a b");
    assertThat(line("\u200ba\ufeff")).isEqualTo("\u200ba\ufeff");
    assertThat(line(" \n\t ")).isEmpty();
  }

  @Test
  void of_lineEnds_areThoseOfPythonsSplitlines() {
    assertThat(line("a\nb\u0085c\u2028d\u2029e\u001cf\u000bg")).isEqualTo("a b c d e f g");
    assertThat(line("a\u001fb\u00a0c\td")).isEqualTo("a\u001fb\u00a0c\td");
  }
}
