package zydeco.classifiers.fasttext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordLineTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void of_text_isLowerCaseWithEachOtherCharacterByItself() {
    String[][] cases = {
      {"Hello, World!", "hello ,  world ! "},
      {"(a1)\n\tB", " ( a1 )   b"},
      {"\u00c6blegr\u00f8d\u2014\u00c5r\u00a02", "\u00e6blegr\u00f8d \u2014 \u00e5r 2"},
      {"e\u0301X \ud83d\ude00\u3002", "e\u0301x  \ud83d\ude00  \u3002 "},
      {"\u0130\u0660\u2028\u0007.", "i\u0307\u0660   . "},
      {"", ""}
    };
    for (String[] one : cases) {
      assertThat(new String(WordLine.of(utf8(one[0])), StandardCharsets.UTF_8)).isEqualTo(one[1]);
    }
  }

  @Test
  void of_anyAscii_isWhatItsTwinMakes() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 500; i++) {
      byte[] text = new byte[random.nextInt(200)];
      for (int at = 0; at < text.length; at++) {
        text[at] = (byte) random.nextInt(128);
      }
      assertThat(WordLine.of(text)).isEqualTo(WordLine.ofUnicode(text));
    }
  }
}
