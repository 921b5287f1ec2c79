package zydeco.filters.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.filters.language.Language;
import zydeco.filters.language.Languages;
import zydeco.filters.rule.Rule;
import zydeco.filters.signal.Signals;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

class CheckStageTest {
  private static final Predicate<String> WRITTEN = n -> Signals.has(n) || n.equals("quality");
  private static final Document DOCUMENT =
      new Document("s", null, "x".getBytes(StandardCharsets.UTF_8), null, null, "{}");

  private static CheckStage stage(String yaml) {
    return CheckStage.of(Settings.parse(Path.of("r.yaml"), yaml), WRITTEN);
  }

  private static Verdict judge(CheckStage stage, String column, double value) {
    Columns columns = new Columns(stage.reads().stream().map(Column::number).toList());
    Measures measures = new Measures(columns);
    for (int slot = 0; slot < columns.list().size(); slot++) {
      measures.number(slot, 60);
    }
    measures.number(columns.slot(column), value);
    return stage.open(columns).judge(DOCUMENT, measures);
  }

  @Test
  void of_setsAndBounds_keepsTheirOrder() {
    CheckStage stage = stage("bounds: {quality: {min: 2.0}}\nrules: [c4, fineweb]\n");
    assertThat(stage.rules().stream().map(Rule::name))
        .startsWith("c4.lorem-ipsum", "c4.curly-bracket")
        .endsWith("fineweb.newline-to-word-ratio", "quality");
    assertThat(stage.reads()).contains("c4-sentence-count", "quality");
  }

  @Test
  void of_overriddenBound_changesOnlyThatSide() {
    CheckStage stage = stage("rules: gopher-quality\ngopher-quality: {word-count: {min: 80}}\n");
    assertThat(stage.rules().get(0))
        .isEqualTo(new Rule("gopher-quality.word-count", "word-count", new Bound(80, 100_000)));
  }

  @Test
  void judge_brokenBound_namesRuleValueAndBound() {
    CheckStage stage = stage("bounds: {quality: {min: 2.0}, word-count: {min: 50, max: 1000}}\n");
    assertThat(judge(stage, "quality", 1.5))
        .isInstanceOfSatisfying(
            Verdict.Drop.class,
            drop -> {
              assertThat(drop.reason().stage()).isEqualTo("check");
              assertThat(drop.reason().rule()).isEqualTo("quality");
              assertThat(drop.reason().value()).isEqualTo(1.5);
              assertThat(drop.reason().bound()).isEqualTo(">= 2");
            });
    assertThat(judge(stage, "quality", 2.0)).isInstanceOf(Verdict.Keep.class);
  }

  private static Verdict judgeGerman(String yaml) {
    return judgeOf("de", yaml);
  }

  private static Verdict judgeOf(String label, String yaml) {
    CheckStage stage =
        CheckStage.of(
            Settings.parse(Path.of("r.yaml"), yaml),
            column -> true,
            Set.of(),
            Set.of(),
            Languages.NONE);
    Columns columns =
        new Columns(
            stage.reads().stream()
                .map(name -> name.equals("language") ? Column.label(name) : Column.number(name))
                .toList());
    Measures measures = new Measures(columns);
    measures.label(columns.slot("language"), label);
    Document document = new Document("s", "1", new byte[0], null, null, "{}");
    return stage.open(columns).judge(document, measures);
  }

  @Test
  void judge_languageThatASetDoesNotKnow_isWhatTheRecipeSays() {
    assertThat(judgeGerman("rules: [c4]\nunknown-language: keep\n"))
        .isInstanceOf(Verdict.Keep.class);
    assertThat(judgeGerman("rules: [c4]\nunknown-language: drop\n"))
        .isInstanceOfSatisfying(
            Verdict.Drop.class,
            drop -> {
              assertThat(drop.reason().rule()).isEqualTo("c4.language");
              assertThat(drop.reason().bound()).isEqualTo("en");
            });
    assertThatThrownBy(() -> judgeGerman("rules: [c4]\n"))
        .hasMessageContaining("Cannot judge a text of language 'de' by 'c4'")
        .hasMessageContaining("unknown-language: keep");
    assertThatThrownBy(() -> judgeOf(null, "rules: [c4]\n"))
        .hasMessageContaining("Cannot judge a text without a language by 'c4'");
  }

  @Test
  void judge_finewebTwo_holdsEachLanguageToItsOwnBounds(@TempDir Path folder) throws IOException {
    String file =
        "dup_line_frac: 0.3\ntop_n_grams: []\ndup_n_grams: []\nline_punct_thr: 0\n"
            + "new_line_ratio: 0.25\nmin_avg_word_length: 0\nmax_avg_word_length: %s\n"
            + "max_non_alpha_words_ratio: 0.7\nstopwords: [de]\n";
    Files.writeString(folder.resolve("fr.yml"), file.formatted("11"));
    Files.writeString(folder.resolve("de.yml"), file.formatted("15"));
    Languages languages =
        new Languages(
            Map.of(
                "fr",
                    new Language(
                        "fr",
                        List.of("auto"),
                        null,
                        null,
                        null,
                        folder.resolve("fr.yml").toString(),
                        null),
                "de",
                    new Language(
                        "de",
                        List.of("auto"),
                        null,
                        null,
                        null,
                        folder.resolve("de.yml").toString(),
                        null)));
    String rules = "rules: [fineweb-2]\nunknown-language: drop\n";
    assertThat(judgeTwo(rules, languages, "de", 13)).isNull();
    assertThat(judgeTwo(rules, languages, "fr", 13)).isEqualTo("fineweb-2.mean-word-length");
    assertThat(judgeTwo(rules, languages, "en", 5)).isEqualTo("fineweb-2.language");
    assertThat(judgeTwo(rules, languages, null, 5)).isEqualTo("fineweb-2.language");
    String wider = rules + "fineweb-2: {mean-word-length: {max: 14}}\n";
    assertThat(judgeTwo(wider, languages, "fr", 13)).isNull();
    String before = checkTwo(rules, languages).inputs();
    Files.writeString(folder.resolve("fr.yml"), file.formatted("12"));
    assertThat(checkTwo(rules, languages).inputs()).isNotEqualTo(before);
    assertThatThrownBy(() -> judgeTwo(rules, Languages.NONE, "fr", 5))
        .hasMessageContaining("the recipe names no language's configuration of it")
        .hasMessageContaining("languages: {LABEL: {fineweb-2: FILE}}");
  }

  private static CheckStage checkTwo(String yaml, Languages languages) {
    return CheckStage.of(
        Settings.parse(Path.of("r.yaml"), yaml), column -> true, Set.of(), Set.of(), languages);
  }

  /** The broken rule of a text whose words are so long and which breaks no other rule, or null. */
  private static String judgeTwo(String yaml, Languages languages, String label, double length) {
    CheckStage stage = checkTwo(yaml, languages);
    List<Column> written = new ArrayList<>(List.of(Column.label("language")));
    stage.rules().stream()
        .map(Rule::signal)
        .distinct()
        .forEach(signal -> written.add(Column.number(signal)));
    Columns columns = new Columns(written);
    Measures measures = new Measures(columns);
    for (int slot = 1; slot < written.size(); slot++) {
      measures.number(slot, 0);
    }
    measures.number(columns.slot("word-count"), 100);
    measures.number(columns.slot("alphabetic-word-fraction"), 1);
    measures.number(columns.slot("stop-word-count"), 2);
    measures.number(columns.slot("mean-word-length"), length);
    measures.label(0, label);
    Verdict verdict = stage.open(columns).judge(DOCUMENT, measures);
    return verdict instanceof Verdict.Drop drop ? drop.reason().rule() : null;
  }

  @Test
  void judge_undefinedValue_breaksTheRule() {
    CheckStage stage = stage("bounds: {quality: {max: 9}}\n");
    assertThat(judge(stage, "quality", Double.NaN)).isInstanceOf(Verdict.Drop.class);
  }

  @Test
  void of_unknownSet_namesTheNearest() {
    assertThatThrownBy(() -> stage("rules: [gopher-qualty]\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:1: rules: Cannot use the rule set 'gopher-qualty'")
        .hasMessageContaining("Did you mean 'gopher-quality'?");
  }

  @Test
  void of_unknownRuleInOverride_namesTheNearest() {
    assertThatThrownBy(() -> stage("rules: fineweb\nfineweb:\n  short-line-fracton: {max: 1}\n"))
        .hasMessageContaining("r.yaml:3: fineweb.short-line-fracton: Cannot change")
        .hasMessageContaining("Did you mean 'short-line-fraction'?");
  }

  @Test
  void of_overrideOfSetNotNamed_isRefused() {
    assertThatThrownBy(() -> stage("rules: c4\nfineweb: {short-line-fraction: {max: 1}}\n"))
        .hasMessageContaining("r.yaml:2: fineweb: Cannot use 'fineweb'");
  }

  @Test
  void of_columnThatNobodyWrites_isRefused() {
    assertThatThrownBy(() -> stage("bounds: {qality: {min: 1}}\n"))
        .hasMessageContaining("no stage before it writes the number 'qality'");
    assertThatThrownBy(
            () -> CheckStage.of(Settings.parse(Path.of("r.yaml"), "rules: c4\n"), column -> false))
        .hasMessageContaining("Cannot check 'c4.lorem-ipsum'")
        .hasMessageContaining("Put 'signals: all'");
  }

  @Test
  void of_wrongBounds_areRefused() {
    assertThatThrownBy(() -> stage("bounds: {quality: {min: 3, max: 1}}\n"))
        .hasMessageContaining("min exceeds max");
    assertThatThrownBy(() -> stage("bounds: {quality: {minn: 3}}\n"))
        .hasMessageContaining("Did you mean 'min'?");
    assertThatThrownBy(() -> stage("bounds: {quality: {}}\n"))
        .hasMessageContaining("neither min nor max is given");
    assertThatThrownBy(() -> stage("report: all\nrules: c4\n"))
        .hasMessageContaining("none of first-failure");
  }

  @Test
  void of_nothingToCheck_isRefused() {
    assertThatThrownBy(() -> stage("rules: []\n")).hasMessageContaining("there are no rules");
    assertThat(List.of(stage("rules: [c4, c4]\n").rules()).get(0)).hasSize(3);
  }

  private static CheckStage ofLabels(String yaml) {
    return CheckStage.of(
        Settings.parse(Path.of("r.yaml"), yaml),
        column -> true,
        Set.of(),
        Set.of("quality-label"),
        Languages.NONE);
  }

  @ParameterizedTest
  @CsvSource({"High,true", "Medium,true", "Low,false", ",true"})
  void judge_label_staysWhereItIsListedOrNoneWasGiven(String label, boolean stays) {
    CheckStage stage = ofLabels("labels: {quality-label: [High, Medium]}");
    assertThat(stage.reads()).containsExactly("quality-label", "language");
    Columns columns = new Columns(List.of(Column.label("quality-label"), Column.label("language")));
    Measures measures = new Measures(columns);
    measures.label(0, label);
    Document document = new Document("s", "1", new byte[0], null, null, "{}");
    Verdict verdict = stage.open(columns).judge(document, measures);
    if (stays) {
      assertThat(verdict).isInstanceOf(Verdict.Keep.class);
    } else {
      assertThat(verdict)
          .isEqualTo(
              new Verdict.Drop(new Reason("check", "quality-label", Double.NaN, "High, Medium")));
    }
  }

  @Test
  void of_labelsThatNoStageWrites_namesTheNearest() {
    assertThatThrownBy(() -> ofLabels("labels: {quality-lable: [High]}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("quality-lable", "Did you mean 'quality-label'?");
  }
}
