package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two stages of a kind in one recipe, and stages that cut or only measure behind a check. */
@Execution(ExecutionMode.CONCURRENT)
class StagesOfAKindIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TIDE = "the tide lifts the boat of the sea.\n";
  private static final String CODE = "return static class public void return.\n";
  @TempDir static Path folder;
  private static Path build;

  @BeforeAll
  static void build() throws Exception {
    List<SmallCorpus.Doc> good = new ArrayList<>();
    List<SmallCorpus.Doc> bad = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      good.add(new SmallCorpus.Doc("g" + i, "the tide lifts the boat of the sea " + i));
      bad.add(new SmallCorpus.Doc("b" + i, "return static class public void " + i));
    }
    SmallCorpus.jsonl(folder.resolve("good.jsonl"), good);
    SmallCorpus.jsonl(folder.resolve("bad.jsonl"), bad);
    run(
        "train-scorer",
        "--positive",
        folder.resolve("good.jsonl").toString(),
        "--negative",
        folder.resolve("bad.jsonl").toString(),
        "--out",
        folder.resolve("sea.bin").toString(),
        "--dim",
        "8",
        "--buckets",
        "1000",
        "--epochs",
        "5");
    Files.writeString(folder.resolve("one.txt"), "one.org\n");
    Files.writeString(folder.resolve("two.txt"), "two.org\n");
    write(
        "first.jsonl",
        row("kept", TIDE, "https://a.org/1", 900, 10),
        row(
            "cut",
            "the tide lifts.\n" + CODE + "the boat of the sea.\n",
            "https://a.org/2",
            10,
            10),
        row("blocked", TIDE + "b\n", "https://two.org/3", 10, 10),
        row("first-list", TIDE + "c\n", "https://one.org/3", 10, 10),
        row("perplexing", TIDE + "d\n", "https://two.org/4", 2000, 10));
    write(
        "last.jsonl",
        row("copy", TIDE, "https://b.org/1", 10, 10),
        row("same-address", TIDE + "e\n", "https://a.org/1", 10, 10),
        row("same-words", TIDE + "E!\n", "https://b.org/3", 10, 10),
        row("gone", CODE, "https://b.org/2", 10, 10));
    recipe(
        "recipe.yaml",
        """
          - url-filter: {domains: [one.txt]}
          - signals: [ccnet_perplexity, ccnet_length]
          - check: {bounds: {ccnet_perplexity: {max: 1000}}}
          - url-filter: {domains: [two.txt]}
          - exact-dedup: {on: url}
          - check: {bounds: {ccnet_length: {min: 1}}}
          - exact-dedup: {on: normalized-text}
          - language: {model: sea.bin, keep: [positive], unit: paragraph}
        """);
    build = built("recipe.yaml", "base", List.of());
  }

  private static ObjectNode row(String id, String text, String url, int perplexity, int length) {
    ObjectNode row = JSON.createObjectNode().put("id", id).put("text", text).put("url", url);
    return row.put("perplexity", perplexity).put("length", length + (id.equals("copy") ? 10 : 0));
  }

  private static void write(String name, ObjectNode... rows) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (ObjectNode row : rows) {
      lines.append(row).append('\n');
    }
    Files.writeString(folder.resolve(name), lines);
  }

  private static void recipe(String name, String stages) throws Exception {
    Files.writeString(
        folder.resolve(name),
        """
        recipe: kinds
        schema: 1
        sources:
          - first: {format: jsonl, paths: [first.jsonl]}
          - last: {format: jsonl, paths: [last.jsonl]}
        stages:
        """
            + stages
            + "output: {documents: {format: parquet}, measures: all}\n");
  }

  private static String run(String... args) throws Exception {
    Cli.Result result = Cli.run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private static Path built(String recipe, String name, List<String> sets) throws Exception {
    Path out = folder.resolve(name);
    List<String> args = new ArrayList<>(List.of("run", folder.resolve(recipe).toString()));
    args.addAll(List.of("--out", out.toString(), "--no-report"));
    args.addAll(sets);
    run(args.toArray(String[]::new));
    return out;
  }

  private static JsonNode asked(Path build, List<String> sets) throws Exception {
    List<String> args = new ArrayList<>(List.of("whatif", build.toString(), "--json"));
    args.addAll(sets);
    return JSON.readTree(run(args.toArray(String[]::new)));
  }

  private static List<String> fates(Path build) throws Exception {
    return Builds.rows(build, "ledger", "origin_id", "stage", "rule").stream()
        .map(row -> String.join(" ", row))
        .toList();
  }

  @Test
  void run_secondOfAKind_isNamedByItsRule() throws Exception {
    assertThat(fates(build))
        .containsExactlyInAnyOrder(
            "kept null null",
            "cut null null",
            "same-words null null",
            "blocked url-filter domain (2)",
            "first-list url-filter domain",
            "perplexing check ccnet_perplexity",
            "copy exact-dedup normalized-text (2)",
            "same-address exact-dedup url",
            "gone language language");
  }

  @Test
  void run_languageOfParagraphs_bytesReconcile() throws Exception {
    JsonNode manifest = Builds.manifest(build);
    assertThat(manifest.path("rewritten").path("first").path("language-removed-bytes").asInt())
        .isEqualTo(CODE.length());
    JsonNode kept = manifest.path("counts").path("first").path("kept");
    assertThat(kept.path("bytes").asInt() - kept.path("bytes_out").asInt())
        .isEqualTo(CODE.length());
    assertThat(run("verify", build.toString())).contains("agree with the manifest");
  }

  @Test
  void whatif_survivorOfTheSecondDeduplicationFalls_itsCopyComesBack() throws Exception {
    List<String> longer = List.of("--set", "checks.ccnet_length.min=15");
    JsonNode answer = asked(build, longer);
    Path rebuilt = built("recipe.yaml", "longer", longer);
    assertThat(fates(rebuilt)).contains("copy null null", "kept check ccnet_length");
    assertThat(answer.path("undecided").path(0).path("stage").asText())
        .as("what was a copy was never cut into paragraphs")
        .isEqualTo("language");
    assertThat(answer.path("counts").path("first"))
        .isEqualTo(Builds.manifest(rebuilt).path("counts").path("first"));
    assertThat(answer.path("sources").path("last").path("undecided").path("documents").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatif_whatTheSecondDeduplicationNeverSaw_isUndecided() throws Exception {
    List<String> clearer = List.of("--set", "checks.ccnet_perplexity.max=800");
    assertThat(fates(built("recipe.yaml", "seen", clearer)))
        .filteredOn(row -> row.endsWith("exact-dedup normalized-text (2)"))
        .as("either of the two with the same words")
        .hasSize(1);
    JsonNode answer = asked(build, clearer);
    assertThat(answer.path("exact").path("documents").asBoolean()).isFalse();
    assertThat(answer.path("undecided").path(0).path("stage").asText()).isEqualTo("exact-dedup");
    assertThat(answer.path("notes").toString())
        .contains("1 documents come to exact-dedup that it was never shown")
        .doesNotContain("measures: all");
  }

  @Test
  void whatif_checkBetweenTwoLists_dropsWhatTheSecondBlocked() throws Exception {
    List<String> clearer = List.of("--set", "checks.ccnet_perplexity.max=5");
    assertThat(asked(build, clearer).path("counts"))
        .isEqualTo(Builds.manifest(built("recipe.yaml", "clearer", clearer)).path("counts"));
  }

  @Test
  void whatif_stagesBehindTheCheckOnlyMeasure_isExact() throws Exception {
    recipe(
        "measuring.yaml",
        """
          - signals: [ccnet_perplexity]
          - check: {bounds: {ccnet_perplexity: {max: 1000}}}
          - quality-signals: {layout: redpajama-v2}
          - language: {model: sea.bin}
          - exact-dedup: {on: text}
        """);
    Path measured = built("measuring.yaml", "measured", List.of());
    List<String> looser = List.of("--set", "checks.ccnet_perplexity.max=3000");
    JsonNode answer = asked(measured, looser);
    assertThat(answer.path("exact").path("documents").asBoolean())
        .as(answer.path("notes").toString())
        .isTrue();
    assertThat(answer.path("counts"))
        .isEqualTo(Builds.manifest(built("measuring.yaml", "looser", looser)).path("counts"));
  }

  @Test
  void report_signalsAsJson_areNoLabels() throws Exception {
    recipe("signals.yaml", "  - quality-signals: {layout: redpajama-v2}\n");
    Path out = folder.resolve("reported");
    run("run", folder.resolve("signals.yaml").toString(), "--out", out.toString());
    assertThat(Files.readString(out.resolve("report.json"))).doesNotContain("rps_doc_word_count");
    assertThat(Builds.rows(out, "signals", "quality_signals").toString())
        .contains("\"rps_doc_word_count\":[[");
  }
}
