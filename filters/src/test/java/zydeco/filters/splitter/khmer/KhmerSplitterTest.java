package zydeco.filters.splitter.khmer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.text.Segments;
import zydeco.filters.text.TestTexts;
import zydeco.filters.text.WordRules;

/**
 * What khmer-nltk 1.6 says with a model and corrections made up; {@code lao_khmer_burmese.py} asked
 * it.
 */
class KhmerSplitterTest {
  @TempDir Path folder;

  private static WordRules rules() {
    return WordRules.ofKhmer(
        KhmerCorrections.read(TestTexts.resource("own-khmer.py")),
        CrfModel.read(TestTexts.resource("own-khmer.sav")));
  }

  @Test
  void split_randomTexts_areCutAsKhmerNltkDoes() throws IOException {
    TestTexts.assertCutAs("own-khmer.jsonl", rules(), 4000);
  }

  @Test
  void split_aMillionCharactersWithoutBlanks_areAllThere() {
    Segments segments = new Segments(Lists.NONE, rules());
    for (String unit : List.of("ក", "a", "ក្", "។", "១", "😀", "ខa")) {
      String large = unit.repeat(300_000 / unit.length());
      byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
      List<String> words = segments.of(bytes).words().texts();
      assertThat(String.join("", words).equals(large)).as(unit).isTrue();
    }
  }

  @Test
  void split_randomText_losesSeparatorsAlone() {
    TestTexts.assertRandomTextsLose(new Segments(Lists.NONE, rules()), "ភាសាខ្មែរ", "\u200b");
  }

  @Test
  void read_otherFiles_areRefusedInWords() throws IOException {
    Path prose = Files.writeString(folder.resolve("prose"), "\"a\": \"b\",\n");
    assertThatThrownBy(() -> KhmerCorrections.read(prose))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is not khmer-nltk's constants.py: it has no mistokenized_dict");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-khmer.py"))))
        .hasMessage("it is khmer-nltk's constants.py, which needs its model under 'new-words'");
    assertThatThrownBy(() -> WordRules.ofFiles(List.of(TestTexts.resource("own-khmer.sav"))))
        .hasMessage("it is khmer-nltk's model, which 'new-words' names, beside its constants.py");
    KhmerCorrections corrections = KhmerCorrections.read(TestTexts.resource("own-khmer.py"));
    CrfModel thai = CrfModel.read(TestTexts.resource("own-thai.model"));
    assertThatThrownBy(() -> WordRules.ofKhmer(corrections, thai))
        .hasMessage("it has no label '1'");
  }

  @Test
  void read_modelsThatAreCutOff_areRefusedInWords() throws IOException {
    byte[] whole = Files.readAllBytes(TestTexts.resource("own-khmer.sav"));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] part = Arrays.copyOf(whole, random.nextInt(whole.length / 2));
      Path file = Files.write(folder.resolve("part" + i), part);
      assertThatThrownBy(() -> CrfModel.read(file))
          .as("%d", part.length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("it is (no|a damaged) model of CRFsuite");
    }
  }
}
