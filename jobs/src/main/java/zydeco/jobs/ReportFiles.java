package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.decontamination.DecontaminateStage;
import zydeco.filters.stage.CheckStage;
import zydeco.jobs.report.Contamination;
import zydeco.jobs.report.ReportData;
import zydeco.jobs.report.ReportPage;
import zydeco.jobs.report.ReportRecipe;
import zydeco.jobs.report.TextLookup;
import zydeco.pipeline.corpus.Source;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.Texts;

/** Writes {@code report.json} and {@code report.html} of a finished build. */
final class ReportFiles {
  private static final String TRAINED = "validation/result.json";
  private static final String COMPARED = TrainerRun.COMPARISON + "/result.json";

  private ReportFiles() {}

  /**
   * Writes them.
   *
   * @param recipe what was built; null where its file or inputs are gone: then bounds and texts of
   *     removed documents are left out
   */
  static void write(SparkSession spark, BuildFolder folder, Recipe recipe) throws IOException {
    ObjectNode data =
        ReportData.of(
            spark,
            BuildFolder.sparkReads(folder.root()),
            known(folder.manifest(), recipe),
            lookup(folder, recipe),
            validation(folder));
    data.set(
        "decontamination",
        Contamination.of(spark, BuildFolder.sparkReads(folder.root()), searches(recipe)));
    folder.storage().write(folder.path("report.json"), ReportData.toBytes(data));
    byte[] page = ReportPage.render(data).getBytes(StandardCharsets.UTF_8);
    folder.storage().write(folder.path("report.html"), page);
  }

  private static List<DecontaminateStage> searches(Recipe recipe) {
    return recipe == null
        ? List.of()
        : recipe.steps().stream()
            .map(Recipe.Step::stage)
            .filter(DecontaminateStage.class::isInstance)
            .map(DecontaminateStage.class::cast)
            .toList();
  }

  /** What the trainer found: {@code result.json} of a training, with a comparison's beside it. */
  private static JsonNode validation(BuildFolder folder) throws IOException {
    JsonNode trained = read(folder, TRAINED);
    JsonNode compared = read(folder, COMPARED);
    if (compared == null) {
      return trained;
    }
    ObjectNode both =
        trained == null ? new ObjectMapper().createObjectNode() : (ObjectNode) trained;
    both.set("comparison", compared);
    return both;
  }

  private static JsonNode read(BuildFolder folder, String name) throws IOException {
    if (!folder.storage().exists(folder.path(name))) {
      return null;
    }
    try (InputStream in = folder.storage().read(folder.path(name))) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static ReportRecipe known(JsonNode manifest, Recipe recipe) {
    List<String> sources = new ArrayList<>();
    List<ReportRecipe.Step> steps = new ArrayList<>();
    ReportRecipe.Banding banding = null;
    steps.add(new ReportRecipe.Step("ingest", List.of()));
    if (recipe == null) {
      manifest.path("counts").fieldNames().forEachRemaining(sources::add);
    } else {
      recipe.sources().stream().map(Source::name).forEach(sources::add);
      for (Recipe.Step step : recipe.steps()) {
        steps.add(new ReportRecipe.Step(step.stage().name(), rules(step)));
        if (step.stage() instanceof FuzzyDedupStage fuzzy) {
          banding = new ReportRecipe.Banding(fuzzy.bands(), fuzzy.rows());
        }
      }
    }
    return new ReportRecipe(
        manifest.path("recipe").asText(),
        manifest.path("fingerprint").asText(),
        sources,
        steps,
        banding);
  }

  private static List<ReportRecipe.SignalRule> rules(Recipe.Step step) {
    return step.stage() instanceof CheckStage check
        ? check.rules().stream()
            .map(rule -> new ReportRecipe.SignalRule(rule.name(), rule.signal(), rule.bound()))
            .toList()
        : List.of();
  }

  private static TextLookup lookup(BuildFolder folder, Recipe recipe) {
    if (recipe == null) {
      return places -> Map.of();
    }
    Texts texts = new Texts(folder.storage(), recipe.sources());
    return places -> {
      Map<Texts.Place, TextLookup.Place> asked = new HashMap<>();
      places.forEach(p -> asked.put(new Texts.Place(p.source(), p.file(), p.row()), p));
      Map<String, String> found = new HashMap<>();
      try {
        for (Map.Entry<Texts.Place, Document> e : texts.read(asked.keySet()).entrySet()) {
          TextLookup.Place place = asked.get(e.getKey());
          byte[] text = e.getValue().text();
          if (text.length == place.bytes()) {
            found.put(place.id(), new String(text, StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return found;
    };
  }
}
