package zydeco.pipeline.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextUnitsTest {

  private static List<String> cut(TextUnits unit, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return unit.of(utf8).stream()
        .map(s -> new String(utf8, s.from(), s.length(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void of_paragraphs_cutsAfterNewlinesAndKeepsBlanks() {
    assertThat(cut(TextUnits.PARAGRAPH, "One. Two.\n\n Three\nFour\n"))
        .containsExactly("One. Two.\n\n ", "Three\n", "Four\n");
    assertThat(cut(TextUnits.PARAGRAPH, "\n\nOne\n")).containsExactly("\n\nOne\n");
    assertThat(cut(TextUnits.PARAGRAPH, "")).containsExactly("");
    assertThat(cut(TextUnits.PARAGRAPH, " \n ")).containsExactly(" \n ");
  }

  @Test
  void of_sentences_cutsWhereABlankFollowsTheStop() {
    assertThat(cut(TextUnits.SENTENCE, "Pi is 3.14. \"Is it?\" Yes!\nWell… no"))
        .containsExactly("Pi is 3.14. ", "\"Is it?\" ", "Yes!\n", "Well… ", "no");
    assertThat(cut(TextUnits.SENTENCE, "潮が満ちる。船が出る。")).containsExactly("潮が満ちる。", "船が出る。");
    assertThat(cut(TextUnits.SENTENCE, "ज्वार आता है। नाव"))
        .containsExactly("ज्वार आता है। ", "नाव");
    assertThat(cut(TextUnits.DOCUMENT, "One. Two.\n")).containsExactly("One. Two.\n");
  }

  @Test
  void of_anyText_coversEveryByteOnce() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] text = text(random).getBytes(StandardCharsets.UTF_8);
      for (TextUnits unit : TextUnits.values()) {
        int at = 0;
        for (TextUnits.Span span : unit.of(text)) {
          assertThat(span.from()).isEqualTo(at);
          at = span.to();
        }
        assertThat(at).isEqualTo(text.length);
      }
    }
  }

  private static String text(Random random) {
    String[] pieces = {
      "word", " ", "  ", "\n", "\r\n", ".", "!", "?\"", "…", "。", "।", "é", "\t", ")"
    };
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(40); left > 0; left--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
