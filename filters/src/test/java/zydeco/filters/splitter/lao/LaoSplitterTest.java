package zydeco.filters.splitter.lao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/** What laonlp 1.3 says with lists made up; {@code lao_khmer_burmese.py} asked it. */
class LaoSplitterTest {
  @TempDir Path folder;

  private static WordRules rules() {
    return WordRules.ofFiles(
        List.of(TestTexts.resource("own-lao.txt"), TestTexts.resource("own-lao-2.txt")));
  }

  private static List<String> words(String text) {
    Segments segments = new Segments(Lists.NONE, rules());
    return segments.of(text.getBytes(StandardCharsets.UTF_8)).words().texts();
  }

  @Test
  void split_randomTexts_areCutAsLaonlpDoes() throws IOException {
    TestTexts.assertCutAs("own-lao.jsonl", rules(), 5000);
  }

  @Test
  void split_slashes_areInNoWord() {
    assertThat(words("12/05/2020 a//b /")).containsExactly("12", "05", "2020", "a", "b");
  }

  @Test
  void split_aMillionCharactersWithoutBlanks_areAllThere() {
    for (String unit : List.of("ກ", "a", "ກາ", ".", "໑,", "😀")) {
      String large = unit.repeat(1_000_000 / unit.length());
      assertThat(String.join("", words(large)).equals(large)).as(unit).isTrue();
    }
  }

  @Test
  void split_randomText_losesSlashesAlone() {
    TestTexts.assertRandomTextsLose(new Segments(Lists.NONE, rules()), "ພາສາລາວ", "/");
  }

  @Test
  void ofFiles_otherFiles_areRefusedInWords() throws IOException {
    Path thai = TestTexts.resource("own-thai.txt");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-lao.txt"), thai)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of its entries fewer than half are Lao words, in own-thai.txt");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'a', -1});
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(bytes, thai)))
        .hasMessage("of its entries fewer than half are Lao words, in bytes");
  }
}
