package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir Path folder;
  private Path recipe;

  @BeforeEach
  void corpus() throws Exception {
    for (int file = 0; file < 12; file++) {
      List<SmallCorpus.Doc> documents = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        documents.add(new SmallCorpus.Doc(file + "-" + i, "the tide lifts boat " + file + i));
      }
      SmallCorpus.jsonl(folder.resolve("tides/" + (char) ('a' + file) + ".jsonl.zst"), documents);
    }
    recipe = folder.resolve("r.yaml");
    Path tokenizer = Path.of("../tokenize/src/test/resources/golden/tokenizer.json");
    Files.copy(tokenizer, folder.resolve("tokenizer.json"));
  }

  private Cli.Result plan(String tokens) throws Exception {
    Files.writeString(
        recipe,
        """
        recipe: tides
        schema: 1
        seed: 1
        sources:
          - tides: {format: jsonl, paths: [tides/*.jsonl.zst]}
        output:
          shards: {tokenizer: tokenizer.json, format: megatron, sequence: 64, mixture: {tides: 1}, tokens: TOKENS}
        """
            .replace("TOKENS", tokens));
    return Cli.run("plan", recipe.toString());
  }

  @Test
  void plan_recipeWithShards_estimatesTokensAndEpochs() throws Exception {
    Cli.Result result = plan("2k");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("estimate of what the sources hold")
        .containsPattern("tides +[0-9,]+ tokens \\+- [0-9.]+ % \\(2[34][0-9] documents")
        .containsPattern("tides +100.00 %: 2,000 tokens, 0\\.[0-9]+ epochs");
  }

  @Test
  void plan_budgetThatTheSourcesCannotFill_stopsWithTheArithmetic() throws Exception {
    Cli.Result result = plan("10M");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("Cannot fill 10,000,000 tokens: tides is to give 1 / 1 of them")
        .contains("above the cap of 2");
  }
}
