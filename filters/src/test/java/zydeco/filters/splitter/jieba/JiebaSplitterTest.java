package zydeco.filters.splitter.jieba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/**
 * What spaCy says with jieba 0.42.1, a dictionary and a model made up; {@code chinese.py} asked.
 */
class JiebaSplitterTest {
  @TempDir Path folder;

  private static Segments segments() {
    JiebaWords dictionary = JiebaWords.read(TestTexts.resource("own-jieba.txt"));
    JiebaModel model = JiebaModel.read(TestTexts.resource("own-jieba.py"));
    return new Segments(Lists.NONE, WordRules.ofJieba(dictionary, model));
  }

  private static List<String> words(Segments segments, String text) {
    return segments.of(text.getBytes(StandardCharsets.UTF_8)).words().texts();
  }

  @Test
  void split_randomTexts_areCutAsJiebaDoes() throws IOException {
    Segments segments = segments();
    int compared = 0;
    for (String line : Files.readAllLines(TestTexts.resource("own-jieba.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      List<String> theirs = new ArrayList<>();
      row.path("words").forEach(word -> theirs.add(word.asText()));
      String text = row.path("text").asText();
      assertThat(words(segments, text)).as(text).isEqualTo(theirs);
      assertThat(SentenceLengths.of(segments).count())
          .as(text)
          .isEqualTo(row.path("sentences").asInt());
      compared += theirs.size();
    }
    assertThat(compared).isGreaterThan(4000);
  }

  @Test
  void split_charactersOfNoWord_areCutByTheModelAlone() {
    assertThat(words(segments(), "鑫鑫 3.14% C3PO_x 1,000"))
        .containsExactly("鑫", "鑫", "3.14%", "C3PO", "_", "x", "1", ",", "000");
  }

  @Test
  void split_aMillionCharactersWithoutBlanks_areAllThere() {
    for (String unit : List.of("的", "a", "鑫", "。", "B超", "%")) {
      String large = unit.repeat(1_200_000);
      assertThat(String.join("", words(segments(), large)).equals(large)).as(unit).isTrue();
    }
  }

  @Test
  void split_randomText_losesNothing() {
    TestTexts.assertRandomTextsLoseNothing(segments(), "我们");
  }

  @Test
  void read_otherFiles_areRefusedInWords() throws IOException {
    Path prose = Files.writeString(folder.resolve("prose"), "the\nand\n");
    assertThatThrownBy(() -> JiebaWords.read(prose))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no dictionary of jieba's, a word and its count a line");
    Path broken = Files.writeString(folder.resolve("broken"), "我们 12 r\n\n他们 many r\n");
    assertThatThrownBy(() -> JiebaWords.read(broken))
        .hasMessage("its line '他们 many r' is no word and its count");
    assertThatThrownBy(() -> JiebaModel.read(broken))
        .hasMessage("it is not jieba's prob_emit.py: characters of the states B, E, M and S");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-jieba.txt"))))
        .hasMessage("it is jieba's dictionary, which needs its prob_emit.py under 'new-words'");
  }
}
