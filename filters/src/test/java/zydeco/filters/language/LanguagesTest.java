package zydeco.filters.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;
import zydeco.filters.text.TestTexts;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Bound;

class LanguagesTest {
  private static final String CONFIGURATION =
      """
      dup_line_frac: 0
      top_n_grams: [[2, 0.2], [3, 0.19], [4, 0.18]]
      dup_n_grams: [[5, 0.15], [6, 0.14], [7, 0.13], [8, 0.12], [9, 0.11], [10, 0.1]]
      line_punct_thr: 0.1
      new_line_ratio: 0.25
      min_avg_word_length: 2
      max_avg_word_length: 11
      max_non_alpha_words_ratio: 0.7
      language_score: 0.8
      stopwords: [de, la, "l'"]
      """;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("fra.yml"), CONFIGURATION);
    Files.writeString(folder.resolve("de.txt"), "der\ndie\nund\n");
    Files.writeString(folder.resolve("broken.yml"), "stopwords: [a]\n");
    Files.writeString(folder.resolve("en.bad"), "hell\n");
    Files.writeString(folder.resolve("fr.bad"), "zut\u00a0 \nnom de nom\n性\n");
    Files.writeString(folder.resolve("ja.bad"), "くそ\ndarn\nsm\n");
    Files.write(folder.resolve("bytes.bad"), new byte[] {'a', -1});
    Files.writeString(folder.resolve("broken.json"), "[\"a\",\n \"b\n");
    byte[] dictionary = Files.readAllBytes(TestTexts.resource("own-sudachi.dic"));
    Files.write(folder.resolve("cut.dic"), Arrays.copyOf(dictionary, 9000));
  }

  private Languages languages(String yaml) {
    Settings defaults =
        Settings.parse(
            Path.of("d.yaml"), "words: auto\nnew-words:\nstop-words:\nfineweb-2:\nbad-words:\n");
    return Languages.of(Settings.parse(folder.resolve("r.yaml"), yaml), defaults);
  }

  private static int stopWords(Languages languages, String label, String text) {
    return segments(Lists.NONE, languages, label, text).wordFacts().stopWords();
  }

  private static Segments segments(Lists lists, Languages languages, String label, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Document document = new Document("s", null, bytes, null, null, "{}");
    return new LanguageSegments(lists, languages).of(label, document);
  }

  private double badWords(Languages languages, String label, String text) {
    Lists lists = new Lists(Map.of("bad-words", folder.resolve("en.bad").toString()));
    return Signals.named("c4-bad-word-count").of(segments(lists, languages, label, text));
  }

  @Test
  void stopWords_areThoseOfTheTextsLanguage() {
    Languages languages =
        languages(
            "fr: {fineweb-2: fra.yml}\nde: {stop-words: de.txt}\nnl:\nen: {words: general}\n");
    assertThat(stopWords(languages, "fr", "la vie de la ville, der the")).isEqualTo(2);
    assertThat(stopWords(languages, "de", "der und der, the la")).isEqualTo(2);
    assertThat(stopWords(languages, "eng_Latn", "the der of la")).isEqualTo(2);
    assertThat(stopWords(languages, "nl", "the de")).isEqualTo(-1);
    assertThat(stopWords(languages, "en", "the der of la"))
        .as("however its words are cut, English has its own")
        .isEqualTo(2);
    assertThat(stopWords(languages("it: {words: english}\n"), "it", "the of"))
        .as("cut as English, but not English")
        .isEqualTo(-1);
    assertThat(stopWords(languages, "sv", "the de")).isEqualTo(-1);
    assertThat(stopWords(languages, null, "the de")).isEqualTo(-1);
  }

  @Test
  void knows_eachSet_whatItCanJudge() {
    Languages languages = languages("fr: {fineweb-2: fra.yml}\nde: {stop-words: de.txt}\nnl:\n");
    assertThat(RuleSets.named("gopher-quality").known(languages)).isEqualTo("en, de, fr");
    assertThat(RuleSets.named("gopher-repetition").known(languages)).isEqualTo("en, de, fr, nl");
    assertThat(RuleSets.named("fineweb-2").known(languages)).isEqualTo("fr");
    assertThat(RuleSets.named("nemo-english").known(languages)).isEqualTo("en");
    RuleSet other = RuleSets.named("nemo-non-english");
    assertThat(Stream.of("sv", "ko", "zh_Latn").allMatch(l -> other.knows(l, languages))).isTrue();
    assertThat(Stream.of("en", "ja", "cmn_Hani", null).anyMatch(l -> other.knows(l, languages)))
        .isFalse();
    assertThat(other.known(languages)).contains("beside English");
    assertThat(RuleSets.named("zyda1").knows(null, languages)).isTrue();
    assertThat(RuleSets.named("fineweb").knows("sv", languages)).isFalse();
    assertThat(RuleSets.named("c4").knows("eng_Latn", Languages.NONE)).isTrue();
    assertThat(RuleSets.named("c4").known(languages)).isEqualTo("en, de, fr, nl");
    assertThat(RuleSets.named("c4-badwords").known(languages)).isEqualTo("en");
    assertThat(RuleSets.named("c4-badwords").known(languages("fr: {bad-words: fr.bad}\n")))
        .isEqualTo("en, fr");
  }

  @Test
  void badWords_areThoseOfTheTextsLanguage() {
    Languages languages = languages("fr: {bad-words: fr.bad}\njpn_Jpan: {bad-words: ja.bad}\n");
    assertThat(badWords(languages, "fr", "Zut! Nom de nom, hell et zuta, 性.")).isEqualTo(2);
    assertThat(badWords(languages, "en", "Zut! What the hell, shell.")).isEqualTo(1);
    assertThat(badWords(languages, "sv", "Zut! What the hell, shell.")).isEqualTo(1);
    assertThat(badWords(languages, "jpn_Jpan", "このくそったれDARNED sm")).isEqualTo(2);
  }

  @Test
  void configuration_boundsAreTheOriginsOwn() {
    FinewebTwo own = languages("fr: {fineweb-2: fra.yml}\n").named("fr").configuration();
    assertThat(own.bounds())
        .containsEntry("mean-word-length", new Bound(2, 11))
        .containsEntry("top-3-gram-fraction", Bound.atMost(0.19))
        .containsEntry("duplicate-10-gram-fraction", Bound.atMost(0.1))
        .containsEntry("punctuated-line-fraction", Bound.atLeast(0.1))
        .containsEntry("newline-to-word-ratio", Bound.atMost(0.25))
        .containsEntry("alphabetic-word-fraction", Bound.atLeast(0.7))
        .hasSize(14);
    assertThat(own.bounds().get("duplicate-line-fraction").allows(1)).isTrue();
    assertThat(RuleSets.named("fineweb-2").rules().stream().map(rule -> rule.name()).toList())
        .containsAll(own.bounds().keySet());
  }

  @Test
  void of_whatIsWrong_isSaidWithItsLine() {
    assertThatThrownBy(() -> languages("fr:\n  stop-words: none.txt\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:2: fr.stop-words: Cannot find");
    assertThatThrownBy(() -> languages("fr: {fineweb-2: broken.yml}\n"))
        .hasMessageContaining("Cannot use 'broken.yml': it has no number 'dup_line_frac'.");
    assertThatThrownBy(() -> languages("fr: {words: de.txt}\n"))
        .hasMessageContaining("Cannot use 'de.txt': it is no file of spaCy's and has no Thai word.")
        .hasMessageContaining("spaCy's tokenizer.to_disk");
    assertThatThrownBy(() -> languages("ja: {words: cut.dic}\n"))
        .hasMessageContaining(
            "r.yaml:1: ja.words: Cannot use 'cut.dic': it is cut off: of its part");
    assertThatThrownBy(() -> languages("lo: {words: [de.txt, none.txt]}\n"))
        .hasMessageContaining("r.yaml:1: lo.words: Cannot find");
    assertThatThrownBy(() -> languages("lo: {words: [de.txt, en.bad]}\n"))
        .hasMessageContaining("Cannot use 'de.txt', 'en.bad': of its entries fewer than half are");
    assertThatThrownBy(() -> languages("zh: {words: de.txt, new-words: de.txt}\n"))
        .hasMessageContaining("r.yaml:1: zh.new-words: Cannot use 'de.txt': it is not jieba's");
    assertThatThrownBy(() -> languages("zh: {new-words: de.txt}\n"))
        .hasMessageContaining("it needs jieba's dictionary under 'words'");
    assertThatThrownBy(() -> languages("fr: {stopwords: de.txt}\n"))
        .hasMessageContaining("Did you mean 'stop-words'?");
    assertThatThrownBy(() -> languages("fr: {bad-words: bytes.bad}\n"))
        .hasMessageContaining("r.yaml:1: fr.bad-words: Cannot use 'bytes.bad': it is not UTF-8.");
    assertThatThrownBy(() -> languages("fr: {bad-words: broken.json}\n"))
        .hasMessageContaining("it is no JSON: line 2, column 4 cannot be read");
    assertThatThrownBy(() -> languages("fr: {bad-words: .}\n"))
        .hasMessageContaining("it is a folder, not a file");
  }

  @Test
  void inputs_changeWithWhatIsInAFile() throws IOException {
    String before = languages("de: {stop-words: de.txt}\n").inputs();
    Files.writeString(folder.resolve("de.txt"), "der\n");
    assertThat(languages("de: {stop-words: de.txt}\n").inputs()).isNotEqualTo(before);
    before = languages("fr: {bad-words: fr.bad}\n").inputs();
    Files.writeString(folder.resolve("fr.bad"), "zut\n");
    assertThat(languages("fr: {bad-words: fr.bad}\n").inputs()).isNotEqualTo(before);
  }
}
