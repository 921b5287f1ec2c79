package zydeco.jobs.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.recipe.Recipe;

/** A tokenizer may be a folder, GPT-2's two files; a number is no file. */
class NeededFileTest {
  private static final String YAML =
      """
      recipe: needs
      schema: 1
      sources:
        - web: {format: jsonl, paths: [in.jsonl]}
      stages:
        - count-tokens: {tokenizer: gpt2}
        - decontaminate: {against: [set.txt], words: 13}
      output:
        shards: {tokenizer: gpt2}
      """;

  @TempDir Path folder;
  private Path recipe;

  @BeforeEach
  void files() throws Exception {
    recipe = Files.writeString(folder.resolve("r.yaml"), YAML);
    Files.writeString(folder.resolve("in.jsonl"), "{\"text\": \"ab\"}\n");
    Files.writeString(
        folder.resolve("set.txt"),
        "a question of one two three four five six seven eight nine ten eleven words\n");
    Files.createDirectories(folder.resolve("gpt2"));
    Files.writeString(folder.resolve("gpt2/vocab.json"), vocabulary(2, 3));
    Files.writeString(folder.resolve("gpt2/merges.txt"), "#version: 0.2\na b\n");
  }

  private static String vocabulary(int a, int b) {
    return "{\"<|endoftext|>\": 0, \"ab\": 1, \"a\": %d, \"b\": %d}".formatted(a, b);
  }

  @Test
  void of_recipeWithATokenizersFolderAndANumberOfWords_isThereAndThatAlone() {
    List<NeededFile> needed = NeededFile.of(new RecipeReader(List.of()).parse(recipe, YAML));
    assertThat(needed).extracting(NeededFile::named).containsExactly("gpt2", "set.txt", "gpt2");
    assertThat(needed).allMatch(NeededFile::isThere);
  }

  @Test
  void read_anotherTokenizerInTheFolder_isAnotherBuild() throws Exception {
    Recipe before = new RecipeReader(List.of()).read(recipe);
    Files.writeString(folder.resolve("gpt2/vocab.json"), vocabulary(3, 2));
    Recipe after = new RecipeReader(List.of()).read(recipe);
    assertThat(after.outputFingerprint()).isNotEqualTo(before.outputFingerprint());
    assertThat(after.steps().get(0).fingerprint())
        .isNotEqualTo(before.steps().get(0).fingerprint());
    assertThat(after.steps().get(1).fingerprint()).isEqualTo(before.steps().get(1).fingerprint());
  }

  private List<String> needed(String yaml) {
    Path file = folder.resolve("r.yaml");
    return NeededFile.of(new RecipeReader(List.of()).parse(file, "recipe: r\n" + yaml)).stream()
        .map(needed -> (needed.isThere() ? "" : "no ") + needed.named())
        .toList();
  }

  private void write(String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), "x\n");
  }

  @Test
  void of_wordsOfARun_areNoFile() {
    assertThat(needed("stages:\n  - decontaminate: {words: 13, matches: 2, mode: span}\n"))
        .isEmpty();
  }

  @Test
  void of_patternOfEvaluationSets_isTheFilesThatItMeans() throws IOException {
    write("sets/b.jsonl");
    write("sets/a.jsonl");
    write("sets/a.txt");
    assertThat(needed("stages:\n  - decontaminate: {against: [\"sets/*.jsonl\", none/*.txt]}\n"))
        .containsExactly("sets/a.jsonl", "sets/b.jsonl", "no none/*.txt");
  }

  @Test
  void of_tokenizerThatIsAFolder_isThere() throws IOException {
    write("gpt2/vocab.json");
    assertThat(needed("output: {shards: {tokenizer: gpt2, sequence: 128}}\n"))
        .containsExactly("gpt2");
  }

  @Test
  void of_listsOfAUrlFilter_areFilesWhateverTheirNames() throws IOException {
    write("blocked");
    assertThat(
            needed(
                "stages:\n  - url-filter: {domains: [blocked, gone], words: banned,"
                    + " soft-threshold: 3, without-url: keep}\n"))
        .containsExactly("blocked", "no gone", "no banned");
  }
}
