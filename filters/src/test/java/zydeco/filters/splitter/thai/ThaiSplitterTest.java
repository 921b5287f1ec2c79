package zydeco.filters.splitter.thai;

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
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/** What PyThaiNLP 5.4.0 says with a dictionary made up for this test; {@code thai.py} asked it. */
class ThaiSplitterTest {
  @TempDir Path folder;

  private static WordRules rulesWithSentences() {
    return WordRules.ofThai(
        TestTexts.resource("own-thai.txt"), TestTexts.resource("own-thai.model"));
  }

  private static Segments segments() {
    return new Segments(Lists.NONE, WordRules.ofFiles(List.of(TestTexts.resource("own-thai.txt"))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void split_randomTexts_areCutAsPyThaiNlpDoes() throws IOException {
    Segments segments = new Segments(Lists.NONE, rulesWithSentences());
    int compared = 0;
    for (String line : Files.readAllLines(TestTexts.resource("own-thai.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      List<String> theirs = new ArrayList<>();
      row.path("words").forEach(word -> theirs.add(word.asText()));
      String text = row.path("text").asText();
      assertThat(segments.of(bytes(text)).words().texts()).as(text).isEqualTo(theirs);
      assertThat(sentences(rulesWithSentences(), text))
          .as(text)
          .isEqualTo(new ObjectMapper().convertValue(row.path("sentences"), List.class));
      compared += theirs.size();
    }
    assertThat(compared).isGreaterThan(2000);
  }

  private static List<Integer> sentences(WordRules rules, String text) {
    byte[] padded = Arrays.copyOf(bytes(text), bytes(text).length + 16);
    List<Integer> lengths = new ArrayList<>();
    assertThat(rules.sentences().each(padded, 0, padded.length - 16, lengths::add)).isTrue();
    return lengths;
  }

  @Test
  void sentences_ofALongLine_areCountedOnce() {
    Segments segments = new Segments(Lists.NONE, rulesWithSentences());
    segments.of(bytes("กา ตา มา. ".repeat(30_000)));
    assertThat(segments.c4().sentences()).isGreaterThanOrEqualTo(30_000);
    assertThat(SentenceLengths.of(segments).count()).isEqualTo(segments.c4().sentences());
  }

  @Test
  void ofThai_damagedModels_areRefusedInWords() throws IOException {
    byte[] whole = Files.readAllBytes(TestTexts.resource("own-thai.model"));
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      boolean cut = i % 3 == 0;
      byte[] damaged = Arrays.copyOf(whole, cut ? random.nextInt(whole.length) : whole.length);
      for (int flips = cut ? 0 : 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(i % 2 == 0 ? 100 : damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      try {
        sentences(WordRules.ofThai(TestTexts.resource("own-thai.txt"), file), "กา ตา. มา");
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("it ");
      }
    }
  }

  @Test
  void split_fewestWords_win() {
    assertThat(segments().of(bytes("ตากลมมากมาย 10:30น.")).words().texts())
        .containsExactly("ตากลม", "มากมาย", "10:30", "น", ".");
  }

  @Test
  void split_tenMegabytesWithoutBlanks_areAllThere() {
    assertThat(countOfMany("กา")).isEqualTo(1_666_666);
    assertThat(countOfMany("์")).isBetween(20_000, 100_000);
    assertThat(countOfMany("x")).isBetween(70_000, 100_000);
    assertThat(countOfMany("1.")).isEqualTo(2);
    assertThat(countOfMany(" \n")).isZero();
  }

  private static int countOfMany(String unit) {
    byte[] piece = bytes(unit);
    byte[] large = new byte[10_000_000 / piece.length * piece.length];
    for (int i = 0; i < large.length; i++) {
      large[i] = piece[i % piece.length];
    }
    return segments().of(large).words().count();
  }

  @Test
  void split_randomText_losesNothing() {
    TestTexts.assertRandomTextsLoseNothing(segments(), "กา");
  }

  @Test
  void ofFile_otherFiles_areRefusedInWords() throws IOException {
    Path latin = Files.writeString(folder.resolve("latin"), "the\nand\n");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(latin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no file of spaCy's and has no Thai word");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC0, 1, 2});
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(bytes)))
        .hasMessage("it is no file of spaCy's and no text in UTF-8");
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(empty)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the list " + empty + " has no entry");
  }
}
