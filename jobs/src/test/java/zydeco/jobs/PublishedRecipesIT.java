package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;

/** The recipes of published corpora, with small files of the same kinds where theirs go. */
@Execution(ExecutionMode.CONCURRENT)
class PublishedRecipesIT {
  private static final Path ONNX =
      Path.of("../classifiers/src/test/resources/zydeco/classifiers/onnx");
  private static final Path RECIPES = Path.of("recipes/published");
  @TempDir static Path folder;

  @BeforeAll
  static void layOut() throws Exception {
    for (String recipe : names().toList()) {
      Files.copy(RECIPES.resolve(recipe), folder.resolve(recipe));
    }
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.copy(
        ONNX.resolve("tiny-deberta.onnx"), models.resolve("quality-classifier-deberta.onnx"));
    Files.copy(ONNX.resolve("tiny-deberta.tokenizer.json"), models.resolve("tokenizer.json"));
    Files.copy(Path.of("models/demo-tokenizer.json"), models.resolve("gpt-neox-20b.json"));
    edu(folder.resolve("data/fineweb-edu-score-2/CC-MAIN-2024-10/a.parquet"));
    SmallCorpus.parquet(
        folder.resolve("data/dclm-baseline-1.0-parquet/a.parquet"), SmallCorpus.documents(60, 2));
    SmallCorpus.parquet(
        folder.resolve("data/zyda_no_starcoder/a.parquet"), SmallCorpus.documents(60, 3));
    SmallCorpus.jsonl(folder.resolve("data/dolma-v1_7-cc/a.json.gz"), SmallCorpus.documents(60, 4));
  }

  private static Stream<String> names() throws IOException {
    try (Stream<Path> recipes = Files.list(RECIPES)) {
      return recipes.map(recipe -> recipe.getFileName().toString()).sorted().toList().stream();
    }
  }

  /** FineWeb-Edu's columns, scores 0 to 5. */
  private static void edu(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    TableSchema schema =
        TableSchema.builder().strings("text").strings("id").doubles("int_score").build();
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), schema)) {
      int score = 0;
      for (SmallCorpus.Doc document : SmallCorpus.documents(60, 1)) {
        writer.set(0, document.text()).set(1, document.id()).set(2, (double) (score++ % 6));
        writer.append();
      }
      writer.commit();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void lists_recipe_saysWhatItNeeds(String name) throws Exception {
    Cli.Result told = Cli.run("lists", folder.resolve(name).toString());
    assertThat(told.err()).isEmpty();
    assertThat(told.out().lines().count()).isGreaterThan(1);
  }

  @Test
  void run_zyda2_fieldsAndLabelsDecide() throws Exception {
    Path out = folder.resolve("out");
    Cli.Result ran =
        Cli.run(
            "run",
            folder.resolve("zyda-2.yaml").toString(),
            "--out",
            out.toString(),
            "--set",
            "output.shards.tokens=2k",
            "--set",
            "output.shards.mixture={fwe3: 4, dclm: 4}", // a model of chance calls little High
            "--no-report");
    assertThat(ran.code()).as(ran.err()).isZero();
    List<List<String>> rows = Builds.rows(out, "ledger", "source", "stage", "rule", "bound");
    assertThat(rows)
        .filteredOn(row -> "int-score".equals(row.get(2)))
        .isNotEmpty()
        .allMatch(row -> row.get(0).equals("fwe3") && row.get(3).equals(">= 3"));
    assertThat(rows)
        .filteredOn(row -> "quality-label".equals(row.get(2)))
        .isNotEmpty()
        .allMatch(
            row -> List.of("zyda", "dolma-cc").contains(row.get(0)) && row.get(3).equals("High"));
    assertThat(rows)
        .filteredOn(row -> row.get(0).equals("dclm"))
        .noneMatch(row -> "check".equals(row.get(1)));
  }
}
