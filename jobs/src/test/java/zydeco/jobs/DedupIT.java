package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/**
 * Deduplication through the command line: exact verification, two fuzzy stages, evaluation sets.
 */
@Execution(ExecutionMode.CONCURRENT)
class DedupIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUIZ =
      "Which of these animals if any has lived longer than the oldest tree in all of Wales";
  private static final String SONG =
      "Down by the river nine grey herons sing of rain and of late trains";

  @TempDir static Path folder;
  private static Path build;
  private static Cli.Result result;
  private static final Map<String, String> TEXTS = new TreeMap<>();

  @BeforeAll
  static void build() throws Exception {
    List<SmallCorpus.Doc> all = SmallCorpus.documents(240, 5);
    List<SmallCorpus.Doc> last = new ArrayList<>(SmallCorpus.renamed(all.subList(60, 120), "c-"));
    last.addAll(all.subList(120, 240));
    last.add(
        new SmallCorpus.Doc("quiz", "A page.\n" + QUIZ.replace(" ", "\n") + "?\nThe end. " + SONG));
    last.add(new SmallCorpus.Doc("short", "so short"));
    last.add(
        new SmallCorpus.Doc(
            "said", "He wrote: \u201eEvery rule has ITS exception.\u201c Ünd left."));
    Files.writeString(folder.resolve("saying.txt"), "every rule has its exception\n");
    SmallCorpus.jsonl(folder.resolve("in/best.jsonl.gz"), all.subList(0, 120));
    SmallCorpus.jsonl(folder.resolve("in/last.jsonl.zst"), last);
    SmallCorpus.jsonl(folder.resolve("in/none.jsonl"), List.of());
    Files.writeString(
        folder.resolve("in/dated.jsonl"),
        """
        {"id":"dated","text":"Nothing else here is of that day, or says it.","date":"2024-02-03"}
        {"id":"undated","text":"Nobody knows when this was put to paper.","date":"last spring"}
        """);
    all.subList(0, 120).forEach(doc -> TEXTS.put(doc.id(), doc.text()));
    last.forEach(doc -> TEXTS.put(doc.id(), doc.text()));
    Files.writeString(folder.resolve("quiz.jsonl"), "{\"question\": \"" + QUIZ + "?\"}\n");
    Files.writeString(folder.resolve("quizzes.jsonl"), "\"" + QUIZ + "\"\n\"" + QUIZ + " now\"\n");
    Files.writeString(folder.resolve("quizsong.jsonl"), "\"" + SONG + "\"\n");
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        recipe: dedup
        schema: 1
        sources:
          - best: {format: jsonl, paths: [in/best.jsonl.gz]}
          - last: {format: jsonl, paths: [in/last.jsonl.zst, in/dated.jsonl]}
          - none: {format: jsonl, paths: [in/none.jsonl]}
        stages:
          - fuzzy-dedup: {shingles: {unit: word, size: 3}, bands: 32, rows: 4, keep: best,
                          verify: exact, similarity: 0.7, order-by: [-length, date]}
          - fuzzy-dedup: {preset: zyda-2}
          - decontaminate: {against: "quiz*.jsonl"}
          - decontaminate: {against: saying.txt, words: 5, mode: span}
        output:
          documents: {format: parquet}
        """);
    build = folder.resolve("out");
    result = Cli.run("run", recipe.toString(), "--out", build.toString());
  }

  @Test
  void run_verifiedExactly_everyRemovalIsNearItsSurvivor() throws Exception {
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, String> origins = new TreeMap<>();
    Builds.rows(build, "ledger", "id", "origin_id")
        .forEach(row -> origins.put(row.get(0), row.get(1)));
    TableSchema schema =
        TableSchema.builder()
            .strings("id")
            .strings("survivor")
            .doubles("jaccard")
            .nullable()
            .build();
    int exact = 0;
    try (TableReader rows =
        TableReader.open(Storage.plain(), build.resolve("duplicates").toString(), schema)) {
      while (rows.next()) {
        if (!rows.isNull(2)) {
          exact++;
          double jaccard =
              jaccard(TEXTS.get(origins.get(rows.text(0))), TEXTS.get(origins.get(rows.text(1))));
          assertThat(rows.real(2)).isGreaterThanOrEqualTo(0.7);
          assertThat(jaccard).isCloseTo(rows.real(2), within(0.002));
        }
      }
    }
    assertThat(exact).isGreaterThan(60);
  }

  private static double jaccard(String a, String b) {
    Set<String> one = threes(a);
    Set<String> other = threes(b);
    long shared = one.stream().filter(other::contains).count();
    return (double) shared / (one.size() + other.size() - shared);
  }

  private static Set<String> threes(String text) {
    List<String> words =
        List.of(text.split("[\\x00-\\x20]+")).stream().filter(word -> !word.isEmpty()).toList();
    Set<String> threes = new HashSet<>();
    for (int i = 0; i + 3 <= words.size(); i++) {
      threes.add(String.join("\n", words.subList(i, i + 3)));
    }
    return threes;
  }

  @Test
  void report_measuredPairs_standBesideTheory() throws Exception {
    JsonNode report = JSON.readTree(build.resolve("report.json").toFile());
    JsonNode measured = report.path("duplicates").path("measured");
    assertThat(measured).hasSize(2);
    JsonNode first = measured.get(0);
    assertThat(first.path("stage").asText()).isEqualTo("fuzzy-dedup");
    assertThat(first.path("short").path("documents").asInt()).isEqualTo(1);
    JsonNode unranked = first.path("unranked");
    assertThat(unranked.path("-length").asInt(-1)).isZero();
    assertThat(unranked.path("date").asInt())
        .as("all but one that has a date that can be read")
        .isEqualTo(first.path("documents").asInt() - 1);
    assertThat(first.path("precision").path("measured").asDouble()).isEqualTo(1);
    JsonNode above = first.path("recall").path("above");
    assertThat(above.path("pairs").asInt()).isPositive();
    assertThat(above.path("theory").asDouble()).isGreaterThan(0.99);
    assertThat(above.path("measured").asDouble()).isGreaterThan(0.95);
    assertThat(measured.get(1).path("stage").asText()).isEqualTo("fuzzy-dedup-2");
    assertThat(build.resolve("measured/fuzzy-dedup-2.json")).exists();
    assertThat(Builds.hashes(build, "measured/")).hasSize(2);
  }

  @Test
  void report_aDocumentWithAQuestion_isAHitOfItsSet() throws Exception {
    JsonNode sets = JSON.readTree(build.resolve("report.json").toFile()).path("decontamination");
    hit(sets.get(0), "quiz", 1, 5);
    assertThat(sets.get(0).at("/hits/0/text").asText()).startsWith("Which\nof\nthese");
    assertThat(Builds.rows(build, "ledger", "origin_id", "stage", "rule"))
        .contains(List.of("quiz", "decontaminate", "quiz"));
  }

  @Test
  void report_setsThatShareRuns_areCountedEachByItself() throws Exception {
    JsonNode sets = JSON.readTree(build.resolve("report.json").toFile()).path("decontamination");
    assertThat(sets).hasSize(4);
    hit(sets.get(1), "quizsong", 1, 2);
    assertThat(sets.get(1).at("/hits/0/text").isNull()).as("the first run is of quiz").isTrue();
    hit(sets.get(2), "quizzes", 2, 5);
    assertThat(sets.get(2).at("/hits/0/text").asText()).startsWith("Which\nof\nthese");
    assertThat(
            JSON.readTree(build.resolve("report.json").toFile()).path("labels").findValues("name"))
        .extracting(JsonNode::asText)
        .contains("contaminated-by")
        .doesNotContain("contaminated-sets", "contaminated-2-sets");
  }

  private static void hit(JsonNode set, String name, int samples, int runs) {
    assertThat(set.path("set").asText()).isEqualTo(name);
    assertThat(set.path("samples").asInt()).isEqualTo(samples);
    assertThat(set.path("documents").asInt()).isEqualTo(1);
    assertThat(set.path("dropped").asInt()).isEqualTo(1);
    assertThat(set.path("runs").asInt()).isEqualTo(runs);
    assertThat(set.path("hits")).hasSize(1);
    assertThat(set.at("/hits/0/runs").asInt()).isEqualTo(runs);
  }

  @Test
  void run_spansThatASetHas_areCutOutAndTheRestIsWritten() throws Exception {
    String rest = "He wrote: \u201e.\u201c Ünd left.";
    assertThat(Builds.rows(build, "documents", "origin_id", "text"))
        .contains(List.of("said", rest));
    assertThat(Builds.manifest(build).at("/rewritten/last/contaminated-2-removed-bytes").asInt())
        .isEqualTo("every rule has its exception".length());
    assertThat(Cli.run("verify", build.toString()).code()).isZero();
  }
}
