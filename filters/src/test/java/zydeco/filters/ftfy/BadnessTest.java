package zydeco.filters.ftfy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The automaton beside a regular expression of the same lines. */
class BadnessTest {
  private static final Map<String, String> NAMES = new HashMap<>();

  private static Pattern twin() {
    List<String> sequences = new ArrayList<>();
    for (String line : Badness.rules()) {
      int equals = line.indexOf(" = ");
      if (equals > 0) {
        NAMES.put(line.substring(0, equals), line.substring(equals + 3));
      } else {
        String sequence = line.replace(" ", "").replace("\\w", "[\\w\\p{N}]");
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
          sequence = sequence.replace("{" + name.getKey() + "}", name.getValue());
        }
        sequences.add(sequence);
      }
    }
    return Pattern.compile(String.join("|", sequences), Pattern.UNICODE_CHARACTER_CLASS);
  }

  @Test
  void isBad_randomTexts_asARegularExpression() {
    Pattern twin = twin();
    assertThat(NAMES).hasSizeGreaterThan(10);
    String pool = String.join("", NAMES.values()).replaceAll("\\\\u....", "").replace("-", "");
    pool += "ÂÃÎÐØÙàŒœВГРСЂўвβΒΓΞΟ€√≈‚Äìâóä°ā\u0085\u00A0\uFFFD\uD83D\uDE00 \n\taAzZ9_.?漢";
    int[] characters = pool.codePoints().toArray();
    Random random = new Random(3);
    int bad = 0;
    int rounds = 200_000;
    for (int i = 0; i < rounds; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        text.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      boolean expected = twin.matcher(text).find();
      bad += expected ? 1 : 0;
      assertThat(Badness.isBad(text.toString())).as(text.toString()).isEqualTo(expected);
    }
    assertThat(bad).isBetween(rounds / 20, rounds - rounds / 20);
  }
}
