package zydeco.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.dedup.decontamination.DecontaminateStage;
import zydeco.pipeline.recipe.Settings;

class ReportDataIT {
  private static final SparkSession SPARK = LocalSpark.session();
  private static SampleBuild build;
  @TempDir static Path temp;
  private static ObjectNode report;

  @BeforeAll
  static void writeAndReport() throws IOException {
    build = SampleBuild.of(600);
    build.write(SPARK, temp.resolve("build"), 3);
    report = report(temp.resolve("build"));
    Path kept = Files.createDirectories(Path.of("target/sample-report"));
    Files.write(kept.resolve("report.json"), ReportData.toBytes(report));
    Files.writeString(kept.resolve("report.html"), ReportPage.render(report));
  }

  private static ObjectNode report(Path folder) {
    return ReportData.of(
        SPARK, folder.toString(), SampleBuild.RECIPE, build::texts, SampleBuild.validation());
  }

  @Test
  void of_sameTablesInOtherFilesAndFolder_givesTheSameBytes() throws IOException {
    build.write(SPARK, temp.resolve("again"), 5);
    byte[] again = ReportData.toBytes(report(temp.resolve("again")));
    assertThat(again).isEqualTo(ReportData.toBytes(report));
    assertThat(new String(again, StandardCharsets.UTF_8)).doesNotContain(temp.toString());
  }

  @Test
  void contamination_aBuildWithoutTheColumn_saysNothing() throws IOException {
    Path set = Files.writeString(temp.resolve("set.txt"), "one two three four\n");
    Settings settings =
        Settings.parse(temp.resolve("r.yaml"), "against: " + set.getFileName() + "\nwords: 4");
    DecontaminateStage stage = DecontaminateStage.of(settings, 1);
    assertThat(Contamination.of(SPARK, temp.resolve("build").toString(), List.of(stage))).isEmpty();
    assertThat(Contamination.of(SPARK, temp.resolve("build").toString(), List.of())).isEmpty();
  }

  @Test
  void funnel_everySource_endsWithWhatTheLedgerKeeps() {
    for (JsonNode source : report.get("funnel")) {
      JsonNode steps = source.get("steps");
      String name = source.get("source").asText();
      JsonNode last = steps.get(steps.size() - 1);
      assertThat(last.get("step").asText()).isEqualTo("kept");
      assertThat(steps.get(0).get("documents").asLong()).isEqualTo(600);
      assertThat(last.get("documents").asLong())
          .isEqualTo(
              SPARK
                  .read()
                  .parquet(temp.resolve("build/ledger").toString())
                  .where("fate = 'kept' and source = '" + name + "'")
                  .count());
      long removed = sum(report.get("removals"), name) + quarantined(name);
      assertThat(600 - removed).isEqualTo(last.get("documents").asLong());
    }
  }

  private static long sum(JsonNode removals, String source) {
    long documents = 0;
    for (JsonNode removal : removals) {
      documents +=
          removal.get("source").asText().equals(source) ? removal.get("documents").asLong() : 0;
    }
    return documents;
  }

  private static long quarantined(String source) {
    long rows = 0;
    for (JsonNode entry : report.at("/quarantine/first")) {
      rows += entry.get("source").asText().equals(source) ? entry.get("rows").asLong() : 0;
    }
    return rows;
  }

  @Test
  void removals_twoStepsOfOneStage_areToldApartByTheirRules() {
    Set<String> steps = new HashSet<>();
    report
        .get("removals")
        .forEach(r -> steps.add(r.get("step").asText() + " " + r.get("rule").asText()));
    assertThat(steps)
        .contains("check gopher-quality.word-count", "check (2) quality", "exact-dedup text");
  }

  @Test
  void signals_everyHistogram_countsEachReadableDocumentOnce() {
    long readable = build.documents() - report.at("/totals/quarantined/documents").asLong();
    assertThat(report.get("signals")).hasSize(5);
    for (JsonNode signal : report.get("signals")) {
      long counted = 0;
      for (String side : new String[] {"kept", "dropped"}) {
        JsonNode counts = signal.get(side);
        counted +=
            counts.get("below").asLong()
                + counts.get("above").asLong()
                + counts.get("undefined").asLong();
        for (JsonNode bin : counts.get("bins")) {
          counted += bin.asLong();
        }
        assertThat(counts.get("bins").size()).isBetween(1, 60);
      }
      assertThat(counted).as(signal.get("name").asText()).isEqualTo(readable);
    }
    assertThat(report.at("/signals/0/bounds/0/min").asDouble()).isEqualTo(50);
  }

  @Test
  void of_recipeWithoutItsStages_stillPlacesEveryRemoval() {
    Fates fates = Fates.of(new BuildTables(SPARK, temp.resolve("build").toString()).ledger());
    ReportRecipe known =
        new ReportRecipe("sample", "0", SampleBuild.RECIPE.sources(), List.of(), null);
    JsonNode funnel = new Funnel(fates, known.withStagesOf(fates)).funnel();
    assertThat(funnel.get(0).get("steps").findValuesAsText("step"))
        .containsExactly("read", "ingest", "check", "exact-dedup", "fuzzy-dedup", "kept");
    assertThat(funnel.get(0).get("steps").get(5).get("documents"))
        .isEqualTo(report.at("/funnel/0/steps/8/documents"));
  }

  @Test
  void verdict_wholeBuild_reconciles() {
    assertThat(report.at("/verdict/reconciles").asBoolean()).isTrue();
    assertThat(report.at("/verdict/checks")).hasSizeGreaterThan(9);
  }

  @Test
  void verdict_missingDocument_doesNotReconcileAndNamesTheTable() throws IOException {
    Path broken = temp.resolve("broken");
    build.write(SPARK, broken, 1);
    SPARK
        .read()
        .parquet(temp.resolve("build/documents/source=guides").toString())
        .limit(10)
        .write()
        .mode("overwrite")
        .parquet(broken.resolve("documents/source=guides").toString());
    BuildTables tables = new BuildTables(SPARK, broken.toString());
    Fates fates = Fates.of(tables.ledger());
    Map<String, Long> copies = new Duplicates(tables, SampleBuild.RECIPE).bySource();
    JsonNode verdict = Reconciliation.of(tables, fates, SampleBuild.RECIPE, copies);
    assertThat(verdict.get("reconciles").asBoolean()).isFalse();
    for (JsonNode check : verdict.get("checks")) {
      boolean touched =
          check.get("table").asText().equals("documents")
              && check.get("source").asText().equals("guides");
      assertThat(check.get("agrees").asBoolean()).isEqualTo(!touched);
    }
  }

  @Test
  void duplicates_overlapAndClusters_countEveryCopyOnce() {
    long copies = SPARK.read().parquet(temp.resolve("build/duplicates").toString()).count();
    long overlap = 0;
    for (JsonNode cell : report.at("/duplicates/overlap")) {
      overlap += cell.get("documents").asLong();
    }
    assertThat(overlap).isEqualTo(copies);
    long documents = 0;
    long clusters = 0;
    for (JsonNode size : report.at("/duplicates/cluster_sizes")) {
      documents += size.get("documents").asLong();
      clusters += size.get("clusters").asLong();
    }
    assertThat(documents - clusters).isEqualTo(copies);
    assertThat(report.at("/duplicates/curve/threshold").asDouble()).isEqualTo(0.878126);
  }

  @Test
  void duplicates_twoStagesOfOneKind_areCountedApart() {
    Path twice = temp.resolve("twice");
    SPARK
        .sql(
            "select * from values ('k', 's', 5L, null), ('x', 's', 5L, 'text'),"
                + " ('y', 's', 5L, 'normalized-text (2)'), ('z', 's', 5L, 'best')"
                + " as t(id, source, bytes, rule)")
        .write()
        .parquet(twice.resolve("ledger").toString());
    SPARK
        .sql(
            "select id, 'k' as survivor, 'k' as cluster, stage, 1D as similarity,"
                + " cast(null as int) as survivor_build from values ('x', 'exact-dedup'),"
                + " ('y', 'exact-dedup'), ('z', 'fuzzy-dedup') as t(id, stage)")
        .write()
        .parquet(twice.resolve("duplicates").toString());
    JsonNode found =
        new Duplicates(new BuildTables(SPARK, twice.toString()), SampleBuild.RECIPE).report();
    for (String list : List.of("stages", "cluster_sizes", "top_clusters", "similarity")) {
      List<String> stages = new ArrayList<>();
      found.get(list).forEach(row -> stages.add(row.get("stage").asText()));
      assertThat(stages).containsExactly("exact-dedup", "exact-dedup (2)", "fuzzy-dedup");
    }
    assertThat(found.at("/top_clusters/1/size").asLong()).isEqualTo(2);
  }

  @Test
  void samples_removedDocuments_coverEverySourceAndRuleWithTextAndSurvivor() {
    Set<String> removals = new HashSet<>();
    report
        .get("removals")
        .forEach(r -> removals.add(r.get("source").asText() + r.get("rule").asText()));
    Set<String> sampled = new HashSet<>();
    for (JsonNode sample : report.get("samples")) {
      sampled.add(sample.get("source").asText() + sample.get("rule").asText());
      assertThat(sample.get("text").asText().length()).isBetween(1, 2000);
      assertThat(sample.has("survivor")).isEqualTo(sample.get("stage").asText().endsWith("dedup"));
      if (sample.has("survivor")) {
        assertThat(sample.at("/survivor/text").asText()).isNotEmpty();
      }
    }
    assertThat(sampled).isEqualTo(removals);
    assertThat(report.get("samples")).hasSizeGreaterThanOrEqualTo(20);
  }
}
