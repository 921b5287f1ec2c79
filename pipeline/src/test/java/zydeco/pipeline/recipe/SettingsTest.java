package zydeco.pipeline.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Path FILE = Path.of("web.yaml");
  @TempDir Path folder;

  private static Settings of(String yaml) {
    return Settings.parse(FILE, yaml);
  }

  @Test
  void finish_keyThatNobodyRead_namesFileLineAndNearestKey() {
    Settings settings = of("bands: 8\nrwos: 16\n");
    settings.has("rows");
    settings.integer("bands", 1, 512);
    assertThatThrownBy(settings::finish)
        .hasMessage(
            "web.yaml:2: rwos: Cannot use 'rwos': there is no such key here. Did you mean 'rows'?");
  }

  @Test
  void integer_words_saysWhatItFoundAndWhatToGive() {
    assertThatThrownBy(() -> of("bands: eight").integer("bands", 1, 512))
        .hasMessage(
            "web.yaml:1: bands: Cannot read 'bands': it is 'eight'. Give a number, such as"
                + " 8, 0.5, 400k or 128M.");
    assertThatThrownBy(() -> of("bands: 0.5").integer("bands", 1, 512))
        .hasMessageContaining("Give a whole number from 1 to 512.");
  }

  @Test
  void integer_suffixes_areThousands() {
    Settings settings = of("a: 100M\nb: 2k\nc: 1.5B\nd: 1_000\ne: 4.1B\nf: 16.1k");
    assertThat(settings.integer("a", 0, Long.MAX_VALUE)).isEqualTo(100_000_000);
    assertThat(settings.integer("b", 0, Long.MAX_VALUE)).isEqualTo(2_000);
    assertThat(settings.integer("c", 0, Long.MAX_VALUE)).isEqualTo(1_500_000_000);
    assertThat(settings.integer("d", 0, Long.MAX_VALUE)).isEqualTo(1_000);
    assertThat(settings.integer("e", 0, Long.MAX_VALUE)).isEqualTo(4_100_000_000L);
    assertThat(settings.integer("f", 0, Long.MAX_VALUE)).isEqualTo(16_100);
  }

  @Test
  void choice_mistyped_suggestsTheNearest() {
    assertThatThrownBy(() -> of("keep: bset").choice("keep", "best", "top-source"))
        .hasMessageContaining("Cannot use 'bset' as keep: it is none of best, top-source.")
        .hasMessageEndingWith("Did you mean 'best'?");
  }

  @Test
  void text_missingEverywhere_saysWhatToAdd() {
    assertThatThrownBy(() -> of("a: 1").text("model"))
        .hasMessage(
            "web.yaml:1: model: Cannot go on without 'model': it is missing. Add 'model: ...'.");
  }

  @Test
  void map_absentKeys_comeFromTheDefaultsKeyByKey() {
    Settings settings =
        of("shingles: {size: 5}").withDefaults(of("shingles: {unit: char, size: 25}"));
    assertThat(settings.map("shingles").text("unit")).isEqualTo("char");
    assertThat(settings.map("shingles").integer("size", 1, 100)).isEqualTo(5);
  }

  @Test
  void has_blankDefault_isNoValue() {
    Settings settings = of("a: 1").withDefaults(of("model:\nbands: 8\n"));
    assertThat(settings.has("model")).isFalse();
    assertThat(settings.has("bands")).isTrue();
  }

  @Test
  void override_pathThroughNamedEntries_replacesTheValue() {
    Settings settings = of("stages:\n  - dedup: {bands: 8}\noutput: {shards: {tokens: 1}}\n");
    settings.override("stages.dedup.bands", "14");
    settings.override("output.shards.tokens", "5M");
    settings.override("output.shards.sequence", "512");
    Settings dedup = settings.entries("stages").get(0).settings(null);
    assertThat(dedup.integer("bands", 1, 99)).isEqualTo(14);
    Settings shards = settings.map("output").map("shards");
    assertThat(shards.integer("tokens", 1, 99_000_000)).isEqualTo(5_000_000);
    assertThat(shards.integer("sequence", 1, 4096)).isEqualTo(512);
    settings.override("output.shards.o\"d\\d", "1");
    assertThat(settings.map("output").map("shards").text("o\"d\\d")).isEqualTo("1");
    settings.override("stages.dedup", "{rows: 3}");
    assertThat(settings.entries("stages").get(0).settings(null).keys()).containsExactly("rows");
    assertThatThrownBy(() -> settings.override("stages.score.as", "x"))
        .hasMessageContaining("--set stages.score.as: Cannot find 'score': 'stages' has no such");
    assertThatThrownBy(() -> settings.override("lists.bad-words", "x"))
        .hasMessageContaining("Cannot find 'lists': the recipe has no such mapping");
  }

  @Test
  void override_oddPathsAndKeys_areRefusedInSentences() {
    Settings settings = of("output: {? [odd] : 1, shards: {}}");
    for (String path : List.of(".", "a.", "a\"b.c", "output..x")) {
      assertThatThrownBy(() -> settings.override(path, "1"))
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("web.yaml:1: --set " + path + ": Cannot find '");
    }
    settings.override("output.a\"b", "1");
    assertThatThrownBy(() -> settings.map("output"))
        .hasMessageContaining("web.yaml:1: output: Cannot read a key: it is not a word");
  }

  @Test
  void canonical_orderLayoutAndComments_doNotMatter() {
    String one = of("b: {x: 1, y: [1, 2]}\na: 2 # why\n").canonical();
    String two = of("a: 2\nb:\n  y:\n    - 1\n    - 2\n  x: 1\n").canonical();
    assertThat(one).isEqualTo(two);
    assertThat(of("a: 3").canonical()).isNotEqualTo(of("a: 2").canonical());
  }

  @Test
  void canonical_filesThatARecipeNames_areHashedButInputsAndDefaultsAreNot() throws Exception {
    Path named = folder.resolve("zstd");
    Settings defaults = Settings.parse(folder.resolve("reference.yaml"), "compression: zstd");
    Settings settings =
        Settings.parse(folder.resolve("r.yaml"), "model: zstd\nsources: [{web: {paths: [zstd]}}]")
            .withDefaults(defaults);
    Files.writeString(named, "one");
    String model = settings.canonical("model");
    String others = settings.canonical("sources", "compression");
    Files.writeString(named, "two");
    assertThat(settings.canonical("model")).isNotEqualTo(model);
    assertThat(settings.canonical("sources", "compression")).isEqualTo(others);
  }

  @Test
  void parse_hostileYaml_isRefusedWithItsLine() {
    for (String yaml :
        List.of(
            "a: !!javax.script.ScriptEngineManager [x]\nb: [", "a: 1\na: 2\n", "\tb: 1", "- 1\n")) {
      assertThatThrownBy(() -> of(yaml))
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("web.yaml:");
    }
  }

  @Test
  void parse_whatTheParserCannotRead_isRefusedWithItsFile() {
    for (String yaml : List.of("a: 1\0", "a: " + "[".repeat(200_000))) {
      assertThatThrownBy(() -> of(yaml))
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("web.yaml:1: Cannot read the YAML: ");
    }
  }

  @Test
  void entries_nameAloneOrSettingsBesideIt_saysHowToWriteIt() {
    assertThatThrownBy(() -> of("stages:\n  - exact-dedup\n").entries("stages"))
        .hasMessage(
            "web.yaml:2: stages[0]: Cannot read the entry: 'exact-dedup' stands alone. Write"
                + " 'exact-dedup: {}'.");
    assertThatThrownBy(() -> of("stages:\n  - exact-dedup:\n    on: text\n").entries("stages"))
        .hasMessageContaining("it has several names, exact-dedup, on. What belongs to exact-dedup");
    assertThatThrownBy(() -> of("stages: [[a]]").entries("stages"))
        .hasMessageContaining("it is not one 'name: {...}'");
  }

  @Test
  void parse_keyTwiceAtTheTop_hasNoEmptyPlace() {
    assertThatThrownBy(() -> of("a: 1\na: 2\n"))
        .hasMessage("web.yaml:2: Cannot read 'a': it is given twice. Leave one.");
  }

  @Test
  void override_valueThatIsNone_isRefused() {
    for (String value : List.of("", "[", "{a: b", "\0")) {
      assertThatThrownBy(() -> of("a: 1").override("a", value))
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("--set a: Cannot read the value: ");
    }
  }

  @Test
  void number_thatMustExceedZero_saysSo() {
    assertThatThrownBy(() -> of("cap: 0").number("cap", Double.MIN_VALUE, 5))
        .hasMessageEndingWith("Give a number above 0, up to 5.");
  }

  @Test
  void integer_tenthsOfThousands_areExact() {
    Settings settings = of("a: 16.1k\nb: 2.01M\nc: 1_000\nd: 129.3B\n");
    assertThat(settings.integer("a", 1, 1L << 50)).isEqualTo(16_100);
    assertThat(settings.integer("b", 1, 1L << 50)).isEqualTo(2_010_000);
    assertThat(settings.integer("c", 1, 1L << 50)).isEqualTo(1_000);
    assertThat(settings.integer("d", 1, 1L << 50)).isEqualTo(129_300_000_000L);
  }

  @Test
  void number_thatIsNone_isRefusedWhateverTheRange() {
    for (String word :
        List.of(
            "NaN",
            "Infinity",
            "-Infinity",
            ".nan",
            "0x1p3",
            "5d",
            "k",
            "''",
            "1e400",
            "1e2147483647k")) {
      Settings settings = of("min: " + word);
      assertThatThrownBy(
              () -> settings.number("min", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("web.yaml:1: min: Cannot read 'min': it is '")
          .hasMessageEndingWith("Give a number, such as 8, 0.5, 400k or 128M.");
    }
  }

  @Test
  void nearest_twoLettersSwapped_areOneEdit() {
    List<String> known = List.of("c4", "nfc", "max", "min");
    assertThat(RecipeException.nearest("ncf", known)).isEqualTo("nfc");
    assertThat(RecipeException.nearest("mni", known)).isEqualTo("min");
    assertThat(RecipeException.nearest("", known)).isNull();
    assertThat(RecipeException.nearest("al", known)).isNull();
  }

  @Test
  void parse_longerThanAnyRecipe_isRefusedAtOnce() {
    String yaml = "recipe: r\n# " + "x".repeat(3_000_000) + "\n";
    assertThatThrownBy(() -> Settings.parse(Path.of("r.yaml"), yaml))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:1: Cannot read the recipe: it has more than 3,000,000");
  }
}
