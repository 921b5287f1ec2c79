package zydeco.jobs.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeededFileTest {
  @TempDir Path folder;

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
