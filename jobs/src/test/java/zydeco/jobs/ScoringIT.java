package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.onnx.ModelCard;
import zydeco.classifiers.onnx.OnnxScorer;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.corpus.TableSchema;

/** Shares by quantile, ensembles and a cascade in one build, held to the build's own scores. */
@Execution(ExecutionMode.CONCURRENT)
class ScoringIT {
  private static final double BOUND = 0.3;
  @TempDir static Path folder;
  private static Path build;
  private static List<Row> rows;

  private record Row(
      String source, String rule, String bound, double quality, double length, Decided decided) {}

  private record Decided(double larger, double first, String by) {}

  @BeforeAll
  static void build() throws Exception {
    SmallCorpus.build(folder, 25);
    train();
    Path recipe = folder.resolve("scoring.yaml");
    Files.writeString(recipe, RECIPE);
    build = folder.resolve("out");
    Cli.Result ran =
        Cli.run(
            "run",
            recipe.toString(),
            "--out",
            build.toString(),
            "--no-report",
            "--conf",
            "spark.sql.shuffle.partitions=2");
    assertThat(ran.code()).as(ran.err()).isZero();
    rows = rows();
  }

  private static final String RECIPE =
      """
      recipe: scoring
      schema: 1
      sources:
        - best: {format: fineweb, paths: [in/best/*.parquet]}
        - middle: {format: jsonl, paths: ["in/middle/*"]}
        - last: {format: jsonl, paths: [in/last/*.jsonl]}
      stages:
        - signals: [word-count]
        - score: {model: models/demo-quality.onnx, as: quality, on: [middle, last]}
        - check: {bounds: {quality: {keep: 60%, of: source}}}
        - ensemble: {scores: [quality, word-count], by: best, buckets: 5, keep: 50%}
        - check: {bounds: {quality: {keep: 90%}}}
        - score: {model: models/demo-quality.onnx, as: second, first: models/first.bin}
      output:
        documents: {format: parquet}
      """;

  private static void train() throws IOException {
    Path models = folder.resolve("models");
    Path model = models.resolve("demo-quality.onnx");
    ModelCard card = ModelCard.read(ModelCard.pathFor(model));
    OnnxScorer scorer =
        OnnxScorer.open(ModelFile.of(model), ModelFile.of(models.resolve(card.tokenizer())), card);
    StringBuilder lines = new StringBuilder();
    for (SmallCorpus.Doc doc : SmallCorpus.documents(250, 9)) {
      double score = scorer.score(doc.text().getBytes(StandardCharsets.UTF_8)).value();
      lines.append(
          new ObjectMapper().createObjectNode().put("text", doc.text()).put("quality", score));
      lines.append('\n');
    }
    Files.writeString(folder.resolve("scored.jsonl"), lines);
    String scored = folder.resolve("scored.jsonl").toString();
    int code =
        Main.run(
            "train-scorer",
            "--scored",
            scored,
            "--bound",
            Double.toString(BOUND),
            "--agreement",
            "80%",
            "--of",
            model.toString(),
            "--out",
            models.resolve("first.bin").toString(),
            "--dim",
            "8",
            "--epochs",
            "10",
            "--rate",
            "0.5",
            "--buckets",
            "5000");
    assertThat(code).isZero();
  }

  private static List<Row> rows() throws IOException {
    Map<String, List<String>> ledger = new HashMap<>();
    for (List<String> row : Builds.rows(build, "ledger", "id", "source", "rule", "bound")) {
      ledger.put(row.get(0), row);
    }
    TableSchema schema =
        TableSchema.builder()
            .strings("id")
            .strings("second-by")
            .doubles("quality")
            .doubles("word-count")
            .doubles("second")
            .doubles("second-first")
            .build();
    List<Row> rows = new ArrayList<>();
    for (String file : Builds.hashes(build, "signals").keySet()) {
      String location = build.resolve(file).toAbsolutePath().toString();
      try (TableReader reader = TableReader.open(Storage.plain(), location, schema)) {
        while (reader.next()) {
          List<String> fate = ledger.get(reader.text(0));
          rows.add(
              new Row(
                  fate.get(1),
                  fate.get(2),
                  fate.get(3),
                  reader.real(2),
                  reader.real(3),
                  new Decided(reader.real(4), reader.real(5), reader.text(1))));
        }
      }
    }
    return rows;
  }

  private static double kthLargest(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted(Comparator.reverseOrder()).toList();
    return sorted.get((int) Math.ceil(share * sorted.size() - 1e-9) - 1);
  }

  @Test
  void check_keepOfSource_isTheExactQuantileOfEachSource() {
    for (String source : List.of("middle", "last")) {
      List<Row> of = rows.stream().filter(row -> row.source().equals(source)).toList();
      double bound = kthLargest(of.stream().map(Row::quality).toList(), 0.6);
      for (Row row : of) {
        assertThat(row.rule().equals("quality")).isEqualTo(row.quality() < bound);
        if (row.rule().equals("quality")) {
          assertThat(row.bound()).isEqualTo(">= " + bound);
        }
      }
    }
    assertThat(rows)
        .filteredOn(row -> row.source().equals("best"))
        .noneMatch(row -> row.rule().equals("quality"));
  }

  @Test
  void ensemble_best_keepsHalfByTheHighestBucket() {
    List<Row> alive = rows.stream().filter(row -> !row.rule().equals("quality")).toList();
    List<Double> best = new ArrayList<>();
    for (Row row : alive) {
      double bucket = bucket(alive.stream().map(Row::length).toList(), row.length());
      if (!Double.isNaN(row.quality())) {
        List<Double> scored =
            alive.stream().map(Row::quality).filter(q -> !Double.isNaN(q)).toList();
        bucket = Math.max(bucket, bucket(scored, row.quality()));
      }
      best.add(bucket);
    }
    double bound = kthLargest(best, 0.5);
    for (int i = 0; i < best.size(); i++) {
      boolean gone = alive.get(i).rule().equals("best(quality, word-count)");
      assertThat(gone).as(alive.get(i).toString()).isEqualTo(best.get(i) < bound);
    }
  }

  @Test
  void whatif_anotherShare_countsOfTheRebuild() throws Exception {
    String set = "checks.quality.keep=80%";
    Path rebuilt = folder.resolve("rebuilt");
    String recipe = folder.resolve("scoring.yaml").toString();
    Cli.Result ran =
        Cli.run("run", recipe, "--set", set, "--out", rebuilt.toString(), "--no-report");
    assertThat(ran.code()).as(ran.err()).isZero();
    Cli.Result asked = Cli.run("whatif", build.toString(), "--set", set, "--json");
    assertThat(asked.code()).as(asked.err()).isZero();
    JsonNode answer = new ObjectMapper().readTree(asked.out());
    assertThat(answer.path("undecided")).as("what comes back has no second score yet").isNotEmpty();
    for (String source : List.of("best", "middle", "last")) {
      JsonNode told = answer.path("sources").path(source);
      JsonNode counts = Builds.manifest(rebuilt).path("counts").path(source);
      assertThat(answer.path("counts").path(source).path("dropped"))
          .as("by the share, and by the ensemble that others come to now")
          .isEqualTo(counts.path("dropped"));
      assertThat(
              told.path("after").path("documents").asLong()
                  + told.path("undecided").path("documents").asLong())
          .isEqualTo(counts.path("kept").path("documents").asLong());
    }
    Cli.Result same =
        Cli.run("whatif", build.toString(), "--set", "checks.quality.keep=60%", "--json");
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(new ObjectMapper().readTree(same.out()).path("counts"))
        .isEqualTo(Builds.manifest(build).path("counts"));
  }

  @Test
  void check_secondShareOfAColumn_saysWhichCheckItIs() {
    assertThat(rows)
        .filteredOn(row -> row.rule().equals("quality (2)"))
        .isNotEmpty()
        .allMatch(row -> row.quality() < Double.parseDouble(row.bound().substring(3)));
  }

  private static double bucket(List<Double> values, double value) {
    int bucket = 0;
    for (int edge = 1; edge < 5; edge++) {
      bucket += value >= kthLargest(values, edge / 5.0) ? 1 : 0;
    }
    return bucket;
  }

  @Test
  void score_withFirst_saysWhichModelDecidedEveryRow() {
    List<Row> judged = rows.stream().filter(row -> row.decided().by() != null).toList();
    assertThat(judged).isNotEmpty();
    for (Row row : judged) {
      boolean cheap = row.decided().by().equals("first.bin");
      assertThat(row.decided().first()).isBetween(0.0, 1.00001);
      assertThat(Double.isNaN(row.decided().larger())).isEqualTo(cheap);
      assertThat(row.rule()).isIn("null", cheap ? "second-first" : "second");
      if (!cheap) {
        assertThat(row.rule().equals("second")).isEqualTo(row.decided().larger() < BOUND);
      }
    }
  }
}
