package zydeco.filters.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;

class WordRulesTest {
  @TempDir Path folder;

  private static List<String> words(WordRules rules, String text) {
    return new Segments(Lists.NONE, rules).of(bytes(text)).words().texts();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The words are what spaCy 3.8.18 says with rules made up for this test. */
  @Test
  void ofSpacy_madeUpRules_cutAsSpacyDoes() throws IOException {
    WordRules rules = WordRules.ofSpacy(TestTexts.resource("own.tokenizer"));
    Segments reused = new Segments(Lists.NONE, rules);
    int compared = 0;
    for (String line : Files.readAllLines(TestTexts.resource("own-tokenizer.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      List<String> theirs = new ArrayList<>();
      row.path("words").forEach(word -> theirs.add(word.asText()));
      String text = row.path("text").asText();
      assertThat(words(rules, text)).as(text).isEqualTo(theirs);
      assertThat(reused.of(bytes(text)).words().texts()).as(text).isEqualTo(theirs);
      compared += theirs.size();
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void ofSpacy_damagedFiles_areRefusedInWords() throws IOException {
    byte[] whole = Files.readAllBytes(TestTexts.resource("own.tokenizer"));
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      byte[] damaged =
          Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int flips = i % 3 == 0 ? 0 : 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      try {
        words(WordRules.ofSpacy(file), "l'eau (d'ici) etc. 5km");
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(?s)(it|its|one of its) .+");
      }
    }
    Path text = Files.writeString(folder.resolve("text"), "the\nand\n");
    assertThatThrownBy(() -> WordRules.ofSpacy(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has no 'prefix_search' and 'exceptions'");
  }

  @Test
  void general_knowsNoEnglish() {
    assertThat(words(WordRules.GENERAL, "don't cannot U.S. :) (x) 10km."))
        .containsExactly("don't", "cannot", "U.S.", ":)", "(", "x", ")", "10", "km", ".");
    assertThat(words(WordRules.ENGLISH, "don't cannot")).containsExactly("do", "n't", "can", "not");
    assertThat(words(WordRules.GENERAL, "2-mal l'eau a-b"))
        .containsExactly("2-mal", "l'eau", "a", "-", "b");
    assertThat(words(WordRules.ENGLISH, "2-mal")).containsExactly("2", "-", "mal");
  }

  @Test
  void unicode_scriptsWithoutBlanks_areCutIntoWords() {
    assertThat(words(WordRules.UNICODE, "我们在北京大学学习。 ok, 3.5"))
        .containsExactly("我们", "在", "北京", "大学", "学习", "。", "ok", ",", "3.5");
    assertThat(words(WordRules.UNICODE, "ภาษาไทย 😀x")).containsExactly("ภาษา", "ไทย", "😀", "x");
  }

  @Test
  void stopWords_areCountedOnceEachAsTheyAreWritten() {
    WordRules rules = WordRules.GENERAL.withStopWords(List.of("der", "die", "und", "für", "der"));
    Segments segments = new Segments(Lists.NONE, rules);
    assertThat(segments.of(bytes("der Hund und der Wald, für Der.")).wordFacts().stopWords())
        .isEqualTo(3);
    assertThat(segments.of(bytes("the and of to")).wordFacts().stopWords()).isZero();
    assertThat(new Segments(Lists.NONE, WordRules.GENERAL).of(bytes("the")).wordFacts().stopWords())
        .isEqualTo(-1);
  }

  /** Words of any rules are the text without its blanks, one word's blank aside. */
  @Test
  void everyRules_randomText_loseNothing() {
    List<WordRules> every =
        List.of(
            WordRules.GENERAL,
            WordRules.UNICODE,
            WordRules.ofSpacy(TestTexts.resource("own.tokenizer")));
    List<Segments> reused = new ArrayList<>();
    every.forEach(rules -> reused.add(new Segments(Lists.NONE, rules)));
    Random random = new Random(11);
    for (int i = 0; i < 1000; i++) {
      String text = NastyTexts.next(random);
      for (Segments segments : reused) {
        TestTexts.assertNothingIsLost(segments, text);
      }
    }
  }
}
