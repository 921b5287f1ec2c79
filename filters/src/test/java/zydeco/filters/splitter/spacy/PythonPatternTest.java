package zydeco.filters.splitter.spacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonPatternTest {
  private static boolean matches(String python, String text) {
    List<PythonPattern.Part> parts = PythonPattern.parts(python);
    Alphabet alphabet =
        new Alphabet(
            parts.stream().map(PythonPattern.Part::characters).filter(Objects::nonNull).toList());
    Pattern pattern = SymbolPattern.of(parts, alphabet);
    StringBuilder symbols = new StringBuilder();
    text.codePoints().forEach(c -> symbols.append(alphabet.symbol(c)));
    return pattern.matcher(symbols).matches();
  }

  @ParameterizedTest
  @CsvSource({
    "[[a]+, [a[, true",
    "[]a]+, ]a, true",
    "[^]a]+, xy, true",
    "[^]a]+, x], false",
    "[a&&b]+, a&b, true",
    "[a^]+, ^a, true",
    "[a-c-]+, b-, true",
    "[a-c-]+, d, false",
    "[\\U0001F600-\\U0001F64F]+, 😀, true",
    "\\u00e9|x, é, true",
    "(?iu)[à-é]té$, ÉTÉ, true",
    "[à-é]té$, ÉTÉ, false",
    "\\w+, ñandú, true",
    "\\S\\D, a1, false",
    "a\\[b, a[b, true",
    "a.?c, a€c, true",
    "^a$|^b$|^cd$|^e$, e, true",
    "^a$|^b$|^cd$|^e$, b, true",
    "^a$|^b$|^cd$|^e$, c, false",
    "(?:a|b)*(?=c)c(?<=bc)(?!x), abc, true",
    "(?:a|b)*(?=c)c(?<=bc)(?!x), aac, false"
  })
  void compile_signsOfPython_matchAsThere(String python, String text, boolean matches) {
    assertThat(matches(python, text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "a-b|c'd; -'",
        "a-?b|c'd; 'abAB",
        "(?iu)a-?b|c'd; 'abAB",
        "(?:x-)*y+|z{0,2}-; -yY",
        "x{2}(-|')(?=b|z)z*; -'",
        "x*|-; ",
        "(?:-|x?)y; yY",
        "(?<=-)x(?!')|a(?:b|-)?; xXaA"
      },
      delimiter = ';',
      quoteCharacter = '"')
  void needs_whateverMatches_hasOneOfThem(String python, String allowed) {
    BitSet needs = PatternNeeds.of(PythonPattern.parts(python));
    if (allowed == null) {
      assertThat(needs).isNull();
      return;
    }
    assertThat(needs.stream()).allMatch(c -> allowed.indexOf(c) >= 0);
    Random random = new Random(7);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(5);
      random.ints(length, 0, 9).forEach(c -> text.append("abcdxyz-'".charAt(c)));
      if (matches(python, text.toString())) {
        matched++;
        assertThat(text.chars()).as(text.toString()).anyMatch(needs::get);
      }
    }
    assertThat(matched).isPositive();
  }

  @Test
  void parts_whatIsNotUnderstood_isSaid() {
    for (String unknown : List.of("(?P<x>a)", "a\\b", "\\1", "\\u12", "a\\")) {
      assertThatThrownBy(() -> PythonPattern.parts(unknown))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("one of its patterns has '");
    }
    assertThatThrownBy(() -> matches("[ab", "a"))
        .hasMessage("one of its patterns has an open bracket");
    assertThatThrownBy(() -> matches("(ab", "a")).hasMessage("one of its patterns is ill-formed");
  }
}
