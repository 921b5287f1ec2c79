package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.jobs.recipe.Comparison;
import zydeco.jobs.recipe.RecipeReader;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.tokenize.TokenizedShards;

/** A wrong recipe never starts Spark: it says where, what, why, and how to mend it. */
class WrongRecipeTest {
  @TempDir Path folder;
  private String right;

  @BeforeEach
  void corpus() throws Exception {
    SmallCorpus.build(folder, 3);
    right = SmallCorpus.recipe(folder);
  }

  /** A listing as of shards that the recipe's can be compared with. */
  private Path listing(String place, int sequence) throws Exception {
    Path set = Files.createDirectories(folder.resolve(place));
    Path recipe = Files.writeString(folder.resolve("right.yaml"), right);
    TokenizedShards shards = (TokenizedShards) new RecipeReader(List.of()).read(recipe).shards();
    String listing =
        "{\"format\": \"megatron\", \"sequence\": %d, \"tokenizer\": {\"sha256\": \"%s\"}}"
            .formatted(sequence, shards.settings().tokenizer().sha256());
    Files.writeString(set.resolve("shards.json"), listing);
    return set;
  }

  private void refused(String from, String to, String... words) throws Exception {
    assertThat(right).contains(from);
    refusedText(right.replace(from, to), words);
  }

  private void refusedText(String text, String... words) throws Exception {
    Path recipe = folder.resolve("wrong.yaml");
    Files.writeString(recipe, text);
    assertThatThrownBy(() -> new RecipeReader(List.of()).read(recipe))
        .isInstanceOf(RecipeException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).containsPattern("wrong\\.yaml:[0-9]+: ");
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void read_rightRecipe_isTaken() throws Exception {
    Path recipe = folder.resolve("right.yaml");
    Files.writeString(recipe, right);
    assertThat(new RecipeReader(List.of()).read(recipe).steps()).hasSize(6);
    assertThat(new RecipeReader(List.of("seed=5")).read(recipe).seed()).isEqualTo(5);
  }

  @Test
  void read_recipeWithoutStages_runsNone() throws Exception {
    Path recipe = folder.resolve("bare.yaml");
    int stages = right.indexOf("stages:");
    int output = right.indexOf("output:");
    Files.writeString(recipe, right.substring(0, stages) + right.substring(output));
    assertThat(new RecipeReader(List.of()).read(recipe).steps()).isEmpty();
  }

  @Test
  void read_unknownKey_suggestsTheNearest() throws Exception {
    refused(
        "bands: 16", "bnads: 16", "wrong.yaml:12", "Cannot use 'bnads'", "Did you mean 'bands'?");
    refused("output:", "outptu:", "Cannot use 'outptu'", "Did you mean 'output'?");
    refused("sequence: 256", "sequnce: 256", "Did you mean 'sequence'?");
    refused("format: jsonl, paths: [in/last", "formt: jsonl, paths: [in/last", "'format'?");
  }

  @Test
  void read_unknownStage_suggestsTheNearest() throws Exception {
    refused("- fuzzy-dedup:", "- fuzzy-dedpu:", "there is no such stage", "'fuzzy-dedup'?");
  }

  @Test
  void read_wrongType_saysWhatToGive() throws Exception {
    refused(
        "bands: 16",
        "bands: many",
        "Cannot read 'bands': it is 'many'",
        "Give a number, such as 8");
    refused("rows: 8", "rows: 0", "Give a whole number from 1");
    refused("keep: top-source", "keep: top", "it is none of best, top-source");
    refused("compression: zstd", "compression: gzip", "it is none of zstd, snappy, none");
    refused("compression: zstd", "level: 23", "Give a whole number from 1 to 22");
    refused("compression: zstd", "compression: snappy, level: 3", "Cannot compress by a level");
  }

  @Test
  void read_missingFile_namesIt() throws Exception {
    refused("models/demo-quality.onnx", "models/none.onnx", "Cannot find", "none.onnx");
    refused("in/last/*.jsonl", "in/last/*.parquet", "Cannot find in/last/*.parquet");
    refused("models/demo-tokenizer.json", "models/none.json", "tokenizer", "none.json");
  }

  @Test
  void read_ruleOnASignalThatNobodyComputes_saysWhichStageIsMissing() throws Exception {
    refused(
        "- signals: [gopher-quality, fineweb]",
        "- signals: [line-count]",
        "Cannot check 'gopher-quality.word-count'");
    refused("word-count: {max: 9000}", "wrod-count: {max: 9000}", "Did you mean 'word-count'?");
    refused("[gopher-quality]", "[gopher-qualty]", "Did you mean 'gopher-quality'?");
    refused("as: quality", "as: grade", "Cannot check 'quality'");
    refused("{min: 0.05}}}", "{keep: 5%}}, report: all}", "'all' as report", "first-failure");
  }

  @Test
  void read_compare_isHandedToTheTrainerAndChangesNoFingerprint() throws Exception {
    Path recipe = folder.resolve("right.yaml");
    Files.writeString(recipe, right);
    RecipeReader reader = new RecipeReader(List.of());
    String fingerprint = reader.read(recipe).outputFingerprint();
    assertThat(reader.comparison()).isEmpty();
    Path other = listing("other/shards", 256);
    Files.writeString(recipe, right + "\ncompare: {with: [other/shards], tokens: 500k}\n");
    assertThat(reader.read(recipe).outputFingerprint()).isEqualTo(fingerprint);
    assertThat(reader.comparison())
        .contains(new Comparison(List.of(other), "tiny", "500k", 3, null));
  }

  @Test
  void read_wrongCompare_saysWhatIsWrong() throws Exception {
    String at = "recipe: ";
    Files.createDirectories(folder.resolve("no-shards"));
    listing("built/shards/megatron", 256);
    listing("longer", 512);
    listing("phased/shards/first", 256);
    listing("phased/shards/second", 256);
    Path foreign = listing("foreign", 256).resolve("shards.json");
    Files.writeString(foreign, Files.readString(foreign).replaceAll("[0-9a-f]{64}", "0"));
    refused(at, "compare: {with: [longer]}\n" + at, "its sequences have 512 tokens, and these 256");
    refused(at, "compare: {with: [foreign]}\n" + at, "its tokenizer is another");
    refused(
        at,
        "compare: {with: [phased]}\n" + at,
        "it holds several sets, shards/first, shards/second");
    refused(
        at,
        "compare: {with: [no-shards]}\n" + at,
        "there is no shards.json of the format megatron in it");
    refused(at, "compare: {with: [none]}\n" + at, "Cannot compare with", "Build that set first");
    refused(at, "compare: {tokens: 2M}\n" + at, "Cannot go on without 'with'");
    refused(at, "compare: {with: [built], tokens: lots}\n" + at, "'lots': it is no amount");
    String sequence = "sequence: 256";
    String judged = right.replace(at, "compare: {with: [built]}\n" + at);
    assertThat(judged).contains(sequence);
    refusedText(
        judged.replace(sequence, sequence + "\n    format: [parquet, mds]"),
        "Cannot compare shards of the format parquet, mds");
    refusedText(
        judged.replace(sequence, sequence + "\n    phases: [{one: {}}, {two: {tokens: 1k}}]"),
        "Cannot compare shards in phases (one, two)");
    refused(at, "compare: {with: [built], sedes: 3}\n" + at, "Did you mean 'seeds'?");
  }

  @Test
  void main_wrongRecipe_exitsWithTwoBeforeSparkStarts() throws Exception {
    Path recipe = folder.resolve("wrong.yaml");
    Files.writeString(recipe, right.replace("bands: 16", "bnads: 16"));
    Path out = folder.resolve("out");
    List<String> errors = new ArrayList<>();
    for (String[] command :
        new String[][] {
          {"run", recipe.toString(), "--out", out.toString()},
          {"plan", recipe.toString()},
          {"run", folder.resolve("none.yaml").toString(), "--out", out.toString()},
          {"rnu", recipe.toString()},
          {"lists", folder.resolve("none.yaml").toString()},
          {"run", recipe.toString()}
        }) {
      Cli.Result result = Cli.alone(command);
      assertThat(result.code()).as(String.join(" ", command)).isEqualTo(2);
      errors.add(result.err());
    }
    assertThat(errors.get(0)).contains("Did you mean 'bands'?");
    assertThat(errors.get(2)).contains("there is no such file");
    assertThat(errors.get(3)).contains("Did you mean", "run");
    assertThat(errors.get(4)).contains("there is no such file").doesNotContain("java.");
    assertThat(errors.get(5)).contains("--out");
    assertThat(out).doesNotExist();
  }

  @Test
  void read_noSources_saysSo() throws Exception {
    Path recipe = folder.resolve("wrong.yaml");
    Files.writeString(recipe, "recipe: x\nschema: 1\n");
    assertThatThrownBy(() -> new RecipeReader(List.of()).read(recipe))
        .hasMessageContaining("wrong.yaml:1: sources: Cannot go on without 'sources'");
    refused("recipe: small", "recipe: ''", "Cannot name the build");
    Files.writeString(recipe, "recipe: x\nschema: 1\nsources: []\n");
    assertThatThrownBy(() -> new RecipeReader(List.of()).read(recipe))
        .hasMessageContaining("wrong.yaml:3: sources: Cannot read anything");
  }

  @Test
  void read_sourceWhoseNameIsNoFolder_isRefused() throws Exception {
    for (String name : List.of("a/b", "..", "é", "a".repeat(65))) {
      refused("- last:", "- \"" + name + "\":", "Cannot call a source '" + name + "'");
    }
    Path recipe = folder.resolve("long.yaml");
    String most = "a".repeat(64);
    Files.writeString(recipe, right.replace("last:", most + ":").replace("last]}", most + "]}"));
    assertThat(new RecipeReader(List.of()).read(recipe).sources().get(2).name()).isEqualTo(most);
  }

  @Test
  void read_sourceThatIsNone_isNotProtectedInSilence() throws Exception {
    refused("{on: text}", "{on: text, protect: [bset]}", "Did you mean 'best'?");
    refused("rows: 8,", "rows: 8, protect: [bset],", "Cannot protect 'bset'");
  }

  @Test
  void read_columnThatIsTaken_isRefusedWithItsPlace() throws Exception {
    refused("as: quality", "as: word-count", "an earlier stage writes the column 'word-count'");
    refused("as: quality", "as: id", "each document has a column 'id' already");
  }

  @Test
  void read_listThatIsNone_stopsBeforeTheBuild() throws Exception {
    Files.writeString(folder.resolve("patterns.txt"), "fine\n(odd\n");
    Files.write(folder.resolve("bytes.txt"), new byte[] {'a', -1});
    Files.writeString(folder.resolve("empty.txt"), "\n \n");
    Files.createDirectories(folder.resolve("ut1"));
    String at = "[gopher-quality, fineweb]\n";
    for (String[] wrong :
        new String[][] {
          {"zyda1-cursed: patterns.txt", "zyda1-cursed-count", "'(odd' is no pattern"},
          {"bad-words: bytes.txt", "c4-bad-word-count", "it is not UTF-8"},
          {"ngram-model: patterns.txt", "ngram-perplexity", "it has no n-grams"},
          {"importance-books: patterns.txt", "rps_doc_books_importance", "importance'. Mend"},
          {"bad-words: empty.txt", "c4-bad-word-count", "empty.txt has no entry. Mend"},
          {"stop-words: empty.txt", "rps_doc_stop_word_fraction", "empty.txt has no entry. Mend"},
          {"ut1: patterns.txt", "rps_doc_ut1_blacklist", "line 1, column 1 cannot be read). Mend"},
          {"ut1: ut1", "rps_doc_ut1_blacklist", "no category's folder"}
        }) {
      Path recipe = folder.resolve("wrong.yaml");
      String lists = "lists: {" + wrong[0] + "}\n";
      Files.writeString(
          recipe, lists + right.replace(at, "[gopher-quality, fineweb, " + wrong[1] + "]\n"));
      assertThatThrownBy(() -> new RecipeReader(List.of()).read(recipe))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining("stages[0].signals: Cannot read a list: ")
          .hasMessageContaining(wrong[2]);
    }
  }

  @Test
  void parse_overrideOfAKeyThatIsNone_isRefusedInEveryCommand() {
    assertThatThrownBy(
            () -> new RecipeReader(List.of("sede=4")).parse(Path.of("r.yaml"), "recipe: r"))
        .hasMessageContaining("Did you mean 'seed'?");
    assertThatThrownBy(() -> new RecipeReader(List.of("=4")).parse(Path.of("r.yaml"), "recipe: r"))
        .hasMessageContaining("--set =4: Cannot read it: it names no key.");
  }
}
