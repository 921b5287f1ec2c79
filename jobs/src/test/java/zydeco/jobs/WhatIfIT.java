package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/** What is answered from a build's tables is what a rebuild gives. */
@Execution(ExecutionMode.CONCURRENT)
class WhatIfIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TIGHTER =
      List.of(
          "--set", "checks.gopher-quality.word-count.min=400", "--set", "checks.quality.min=0.3");
  private static final List<String> LOOSER =
      List.of(
          "--set",
          "checks.gopher-quality.alphabetic-word-fraction.min=0.5",
          "--set",
          "checks.quality.min=0.01");
  @TempDir static Path folder;
  private static Path recipe;
  private static Path build;

  @BeforeAll
  static void build() throws Exception {
    recipe = SmallCorpus.build(folder, 30);
    Files.writeString(folder.resolve("blocked.txt"), "example.org/doc-1-7\n");
    Files.writeString(
        recipe,
        Files.readString(recipe)
            .replace("output:\n", "output:\n  measures: all\n")
            .replace(
                "  - signals: [gopher-quality, fineweb]\n",
                """
                  - url-filter: {urls: [blocked.txt]}
                  - pii: {count: [email, ip, phone], replace: [email]}
                  - rewrite: {by: [nfc, zyda1-runs, refinedweb-newlines]}
                  - language: {column: lang}
                  - count-tokens: {tokenizer: models/demo-tokenizer.json}
                  - signals: all
                """)
            .replace(
                "{rules: [gopher-quality],", "{rules: [gopher-quality], unknown-language: keep,"));
    twins(folder.resolve("in/last/a.jsonl"));
    build = built("base", List.of());
    try (var inputs = Files.walk(folder.resolve("in"))) {
      assertThat(inputs.filter(Files::isRegularFile)).hasSize(4);
    }
  }

  /** Adds two documents of one id, which so get one from their places. */
  private static void twins(Path lines) throws Exception {
    List<String> more = new ArrayList<>();
    for (String line : Files.readAllLines(lines).subList(0, 2)) {
      more.add(((ObjectNode) JSON.readTree(line)).put("id", "twin").toString());
    }
    Files.write(lines, more, StandardOpenOption.APPEND);
  }

  private static Path built(String name, List<String> sets) throws Exception {
    Path out = folder.resolve(name);
    List<String> args =
        new ArrayList<>(List.of("run", recipe.toString(), "--out", out.toString(), "--no-report"));
    args.addAll(sets);
    Cli.Result result = Cli.run(args.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    return out;
  }

  private static JsonNode asked(List<String> more) throws Exception {
    return asked(build, more);
  }

  private static JsonNode asked(Path build, List<String> more) throws Exception {
    List<String> args = new ArrayList<>(List.of("whatif", build.toString(), "--json"));
    args.addAll(more);
    Cli.Result result = Cli.run(args.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.readTree(result.out());
  }

  private static long undecided(JsonNode answer, String source) {
    return answer.path("sources").path(source).path("undecided").path("documents").asLong();
  }

  @Test
  void run_rewritingStages_bytesReconcileAndTheListIsNamed() throws Exception {
    assertThat(Cli.run("verify", build.toString()).out()).contains("agree with the manifest");
    JsonNode rewritten = Builds.manifest(build).path("rewritten");
    long removed = 0;
    for (JsonNode source : rewritten) {
      removed += source.path("rewrite-zyda1-runs-removed-bytes").asLong();
    }
    assertThat(removed).isPositive();
    List<String> blocked =
        Builds.rows(build, "ledger", "stage", "rule", "bound").stream()
            .filter(row -> row.get(0).equals("url-filter"))
            .findFirst()
            .orElseThrow();
    assertThat(blocked.get(1)).isEqualTo("url");
    assertThat(blocked.get(2)).isEqualTo("not 'example.org/doc-1-7' of blocked.txt");
  }

  @Test
  void measures_everyPart_haveTheIdsOfTheLedgersRows() throws Exception {
    TableSchema ids = TableSchema.builder().strings("id").build();
    TableSchema measured =
        TableSchema.builder().binaries("id").binaries("content").nullable().build();
    int compared = 0;
    for (InputFile part : TableReader.tables(Storage.plain(), build.resolve("ledger").toString())) {
      String name = Path.of(part.location()).getFileName().toString();
      String kept = build.resolve("measures/measure-0").resolve(name).toString();
      try (TableReader ledger = TableReader.open(Storage.plain(), part.location(), ids);
          TableReader rows = TableReader.open(Storage.plain(), kept, measured)) {
        while (ledger.next()) {
          assertThat(rows.next()).isTrue();
          assertThat(HexFormat.of().formatHex(rows.bytes(0))).isEqualTo(ledger.text(0));
          compared += rows.isNull(1) ? 0 : 1;
        }
        assertThat(rows.next()).isFalse();
      }
    }
    assertThat(compared).isPositive();
    List<String> twins =
        Builds.rows(build, "ledger", "origin_id", "id").stream()
            .filter(row -> row.get(0).equals("twin"))
            .map(row -> row.get(1))
            .toList();
    assertThat(twins).hasSize(2);
    assertThat(Cli.run("why", build.toString(), "twin").out())
        .contains("of this origin id, too: ")
        .contains(twins);
    assertThat(Cli.run("why", build.toString(), twins.get(0)).out()).doesNotContain(twins.get(1));
  }

  @Test
  void lists_recipe_saysWhatIsThereAndWhatIsNot() throws Exception {
    Cli.Result all = Cli.run("lists", recipe.toString(), "--json");
    assertThat(all.code()).as(all.err()).isZero();
    List<String> names = new ArrayList<>();
    for (JsonNode file : JSON.readTree(all.out())) {
      names.add(file.path("file").asText());
      assertThat(file.path("sha256").asText()).hasSize(64);
    }
    assertThat(names)
        .contains(
            "blocked.txt",
            "models/demo-quality.onnx",
            "models/demo-quality.card.json",
            "models/demo-tokenizer.json");
    Cli.Result one =
        Cli.run("lists", recipe.toString(), "--set", "stages.score.model=models/none.onnx");
    assertThat(one.code()).isEqualTo(1);
    assertThat(one.out()).containsPattern("missing +stages\\[\\d+].score.model  models/none.onnx");
    Cli.Result none = Cli.run("lists", "no-recipe.yaml");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("no-recipe.yaml:1: Cannot read the recipe: there is no such");
  }

  @Test
  void whatif_tighterBounds_countsOfTheRebuild() throws Exception {
    JsonNode answer = asked(TIGHTER);
    JsonNode rebuilt = Builds.manifest(built("tighter", TIGHTER)).path("counts");
    assertThat(rebuilt).isNotEqualTo(Builds.manifest(build).path("counts"));
    assertThat(undecided(answer, "best")).as("no score is asked of this source").isZero();
    for (String source : List.of("best", "middle", "last")) {
      JsonNode after = answer.path("sources").path(source).path("after");
      JsonNode kept = rebuilt.path(source).path("kept");
      if (undecided(answer, source) == 0) {
        assertThat(after.path("tokens_estimated").asLong()).isZero();
        assertThat(answer.path("counts").path(source)).isEqualTo(rebuilt.path(source));
      } else {
        long least = after.path("documents").asLong();
        assertThat(kept.path("documents").asLong())
            .as("where a survivor falls, its copy comes back, and nobody scored that")
            .isBetween(least, least + undecided(answer, source));
      }
    }
    assertThat(answer.path("fell")).isNotEmpty();
    JsonNode fell = answer.path("fell").get(0);
    String id = fell.path("samples").get(0).path("id").asText();
    assertThat(Cli.run("why", build.toString(), id).out()).contains("kept: ");
  }

  @Test
  void whatif_exactVerification_readsTextsAgainForTheCountsOfTheRebuild() throws Exception {
    List<String> exact =
        List.of(
            "--set", "stages.fuzzy-dedup.verify=exact", "--set", "stages.fuzzy-dedup.keep=best");
    Path verified = built("exact", exact);
    List<String> more = new ArrayList<>(exact);
    more.addAll(TIGHTER);
    JsonNode rebuilt = Builds.manifest(built("exact-tighter", more)).path("counts");
    JsonNode answer = asked(verified, TIGHTER);
    assertThat(answer.path("counts").path("best")).isEqualTo(rebuilt.path("best"));
    assertThat(answer.path("fell")).isNotEmpty();
    for (String source : List.of("middle", "last")) {
      long least = answer.path("sources").path(source).path("after").path("documents").asLong();
      assertThat(rebuilt.path(source).path("kept").path("documents").asLong())
          .isBetween(least, least + undecided(answer, source));
    }
    Path file = folder.resolve("in/last/a.jsonl");
    String lines = Files.readString(file);
    Files.writeString(file, lines.replace(" the ", " a "));
    try {
      Cli.Result changed =
          Cli.run("whatif", verified.toString(), "--set", TIGHTER.get(1), "--set", TIGHTER.get(3));
      assertThat(changed.code()).isEqualTo(1);
      assertThat(changed.err()).contains("a.jsonl, row ", "is no longer what was measured");
    } finally {
      Files.writeString(file, lines);
    }
  }

  @Test
  void whatif_looserBounds_rebuildLiesBetweenKeptAndKeptWithUndecided() throws Exception {
    JsonNode answer = asked(LOOSER);
    JsonNode rebuilt = Builds.manifest(built("looser", LOOSER)).path("counts");
    assertThat(answer.path("back")).isNotEmpty();
    assertThat(answer.path("undecided")).isNotEmpty();
    assertThat(answer.path("undecided").get(0).path("stage").asText()).isEqualTo("score");
    assertThat(answer.path("exact").path("documents").asBoolean()).isFalse();
    for (String source : List.of("best", "middle", "last")) {
      JsonNode told = answer.path("sources").path(source);
      long least = told.path("after").path("documents").asLong();
      long most = least + told.path("undecided").path("documents").asLong();
      assertThat(rebuilt.path(source).path("kept").path("documents").asLong())
          .isBetween(least, most);
    }
    assertThat(answer.path("sources").path("best").path("back").path("tokens").asLong())
        .as("counted before the check that dropped them")
        .isPositive();
    assertThat(answer.path("counts").path("best"))
        .as("no score is asked of this source, so nothing of it is undecided")
        .isEqualTo(rebuilt.path("best"));
  }

  @Test
  void whatif_onlyAScoresBound_exactThoughInputsAndModelsAreGone() throws Exception {
    Path in = folder.resolve("in");
    Path aside = folder.resolve("in-aside");
    Path models = folder.resolve("models");
    Path modelsAside = folder.resolve("models-aside");
    Files.move(in, aside);
    Files.move(models, modelsAside);
    JsonNode same;
    try {
      same = asked(List.of("--set", "checks.quality.min=0.05"));
    } finally {
      Files.move(aside, in);
      Files.move(modelsAside, models);
    }
    assertThat(same.path("counts")).isEqualTo(Builds.manifest(build).path("counts"));
    assertThat(same.path("exact").path("tokens").asBoolean()).isTrue();
  }

  @Test
  void whatif_moreThanChecksChanged_isRefused() throws Exception {
    Cli.Result other = Cli.run("whatif", build.toString(), "--set", "stages.fuzzy-dedup.bands=9");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("differs from the build's in more than its checks");
    Cli.Result typo =
        Cli.run("whatif", build.toString(), "--set", "checks.gopher-qualty.word-count.min=9");
    assertThat(typo.code()).isEqualTo(2);
    assertThat(typo.err()).contains("Did you mean 'gopher-quality'?");
    Cli.Result samples =
        Cli.run("whatif", build.toString(), "--set", "checks.quality.min=0.5", "--samples", "-1");
    assertThat(samples.code()).isEqualTo(2);
    assertThat(samples.err()).contains("Cannot show -1 samples");
  }
}
