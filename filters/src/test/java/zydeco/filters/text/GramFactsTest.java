package zydeco.filters.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import zydeco.filters.bytes.Characters;

/** Sums over n-grams by the fast tables and by maps of lists of strings. */
class GramFactsTest {
  private static final Segments SEGMENTS = new Segments();

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.randomValue(
        random -> random.nextBoolean() ? NastyTexts.next(random) : fewWords(random));
  }

  /** Words of an alphabet so small that runs of ten repeat. */
  private static String fewWords(Random random) {
    String[] words = {"a", "bb", "é", "漢字", "a-very-long-word-of-29-letters", "😀"};
    int different = 1 + random.nextInt(words.length);
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(120); left > 0; left--) {
      text.append(words[random.nextInt(different)]).append(' ');
    }
    return text.toString();
  }

  @Property(tries = 1000)
  void sums_randomText_agreeWithMaps(@ForAll("texts") String text) {
    SplitWords split = SplitWords.of(SEGMENTS.of(text.getBytes(StandardCharsets.UTF_8)));
    List<String> words = words(text);
    assertThat(split.tokens().count()).isEqualTo(words.size());
    assertThat(split.tokens().distinct()).isEqualTo((int) words.stream().distinct().count());
    for (int n = 2; n <= 10; n++) {
      new Twin(words, n).assertSame(split.grams());
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (!Characters.is(c, Characters.SPACE)) {
                word.appendCodePoint(c);
              } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
              }
            });
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }

  private static final class Twin {
    private final int n;
    private final List<List<String>> grams = new ArrayList<>();
    private final Map<List<String>, Integer> counts = new LinkedHashMap<>();

    Twin(List<String> words, int n) {
      this.n = n;
      for (int i = 0; i + n <= words.size(); i++) {
        grams.add(words.subList(i, i + n));
        counts.merge(grams.get(i), 1, Integer::sum);
      }
    }

    private static int length(List<String> words) {
      return words.stream().mapToInt(w -> w.codePointCount(0, w.length())).sum();
    }

    void assertSame(GramFacts facts) {
      int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
      assertThat(facts.topCount(n)).isEqualTo(most);
      if (!grams.isEmpty()) {
        List<String> first =
            counts.entrySet().stream().filter(e -> e.getValue() == most).findFirst().get().getKey();
        assertThat(grams.get(facts.topPlace(n))).isEqualTo(first);
      }
      int longest =
          counts.entrySet().stream()
              .filter(e -> most > 1 && e.getValue() == most)
              .mapToInt(e -> length(e.getKey()))
              .max()
              .orElse(0);
      assertThat(facts.topLongest(n)).isEqualTo(longest);
      assertThat(facts.all(n)).isEqualTo(grams.stream().mapToLong(Twin::length).sum());
      assertThat(facts.repeated(n))
          .isEqualTo(grams.stream().filter(g -> counts.get(g) > 1).mapToLong(Twin::length).sum());
      assertThat(facts.covered(n)).isEqualTo(covered());
      assertThat(facts.later(n)).isEqualTo(later());
    }

    private long covered() {
      Map<Integer, Integer> lengths = new HashMap<>();
      for (int i = 0; i < grams.size(); i++) {
        for (int k = 0; k < n && counts.get(grams.get(i)) > 1; k++) {
          lengths.put(i + k, length(grams.get(i).subList(k, k + 1)));
        }
      }
      return lengths.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** NeMo Curator's running overlap. */
    private long later() {
      Map<List<String>, Integer> seen = new HashMap<>();
      long sum = 0;
      int overlap = 0;
      for (List<String> gram : grams) {
        if (seen.merge(gram, 1, Integer::sum) > 1) {
          sum += length(gram.subList(overlap, n)) + Math.min(n - overlap, n - 1);
          overlap = n;
        }
        overlap = Math.max(overlap - 1, 0);
      }
      return sum;
    }
  }
}
