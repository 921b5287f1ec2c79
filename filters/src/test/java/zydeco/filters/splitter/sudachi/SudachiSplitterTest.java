package zydeco.filters.splitter.sudachi;

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
import zydeco.filters.bytes.Utf8;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/** What datatrove says with SudachiPy 0.7 and a dictionary made up; {@code japanese.py} asked. */
class SudachiSplitterTest {
  private static final UnknownWords UNKNOWN =
      new UnknownWords(
          """
          DEFAULT 4:3857
          SPACE 5:6056
          KANJI 0:7000 2:9000
          SYMBOL 4:7094
          NUMERIC 3:5450
          ALPHA 0:6633 1:8620
          HIRAGANA 0:8012 1:9012 2:8282
          KATAKANA 0:5980 2:6802
          KANJINUMERIC 3:6170
          GREEK 0:6051
          CYRILLIC 0:6140 2:6174
          """);

  @TempDir Path folder;

  private static WordRules rules() {
    Path file = TestTexts.resource("own-sudachi.dic");
    return WordRules.ofSudachi(SudachiDictionary.read(file, UNKNOWN));
  }

  private static Segments segments() {
    return new Segments(Lists.NONE, rules());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> words(Segments segments, String text) {
    return segments.of(bytes(text)).words().texts();
  }

  @Test
  void split_randomTexts_areCutAsDatatroveDoes() throws IOException {
    TestTexts.assertCutAs("own-sudachi.jsonl", rules(), 5000);
    for (String line : Files.readAllLines(TestTexts.resource("own-sudachi.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      byte[] text = bytes(row.path("text").asText());
      byte[] padded = Arrays.copyOf(text, text.length + 16);
      assertThat(rules().sentences().count(padded, 0, text.length))
          .isEqualTo(row.path("spans").asInt());
    }
  }

  @Test
  void split_numbers_areJoined() {
    Segments segments = segments();
    assertThat(words(segments, "1,234.5 三千二百万 １２３")).containsExactly("1,234.5", "三千二百万", "１２３");
    assertThat(words(segments, "1,23 1.2.3"))
        .containsExactly("1", ",", "23", "1", ".", "2", ".", "3");
  }

  @Test
  void split_aMillionCharactersWithoutBlanks_areAllThere() {
    Segments segments = segments();
    for (String unit : List.of("あ", "ア", "ァ", "a", "漢", "1,", "12 ", "。", "ー", "一万", "㍻", "か゛")) {
      String large = unit.repeat(1_000_000 / unit.length());
      String kept = String.join("", words(segments, large));
      assertThat(kept.equals(large.replace(" ", ""))).as(unit).isTrue();
    }
  }

  @Test
  void split_randomText_losesNothing() {
    TestTexts.assertRandomTextsLoseNothing(segments(), "日本語のテキスト1,000");
  }

  @Test
  void next_partsOfAText_areThoseOfDatatrove() {
    byte[] text = bytes("あ".repeat(40_000));
    TextParts parts = new TextParts(text, 0, text.length);
    List<Integer> sizes = new ArrayList<>();
    while (parts.next()) {
      sizes.add(Utf8.count(text, parts.from(), parts.to()));
    }
    assertThat(sizes).containsExactly(13_333, 13_333, 13_324, 10);
  }

  @Test
  void read_filesThatAreCutOff_areRefusedInWords() throws IOException {
    byte[] whole = Files.readAllBytes(TestTexts.resource("own-sudachi.dic"));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      int length = 16 + random.nextInt(whole.length - 4096);
      Path part = Files.write(folder.resolve("part" + i), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SudachiDictionary.read(part, UNKNOWN))
          .as("%d", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("it is (cut off: of its part .*|a damaged dictionary of Sudachi)");
    }
  }

  @Test
  void read_otherFiles_areRefusedInWords() throws IOException {
    Path prose = Files.writeString(folder.resolve("prose"), "日本語\n");
    assertThat(SudachiDictionary.is(prose)).isFalse();
    assertThatThrownBy(() -> SudachiDictionary.read(prose))
        .hasMessage("it is no dictionary of Sudachi");
    byte[] older = {0x34, 0x44, 0x39, (byte) 0x92, 0x1a, 1, (byte) 0x9f, (byte) 0xce};
    Path file = Files.write(folder.resolve("older"), Arrays.copyOf(older, 300));
    assertThat(SudachiDictionary.is(file)).isTrue();
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(file)))
        .hasMessageStartingWith("it is a dictionary for SudachiPy before 0.7");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-sudachi.dic"))))
        .hasMessageStartingWith("its words connect in 6 ways, unknown words of Sudachi's in more");
  }
}
