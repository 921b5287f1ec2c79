package zydeco.pipeline.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.InputFile;
import zydeco.pipeline.corpus.Slice;
import zydeco.pipeline.corpus.Split;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.FileHash;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Stage;

/**
 * The end of a build: counts what was written, refuses what does not reconcile, and writes the
 * manifest.
 */
final class Commit {
  private final SparkSession spark;
  private final Recipe recipe;
  private final BuildFolder folder;
  private final Progress progress;

  Commit(SparkSession spark, Recipe recipe, BuildFolder folder, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.folder = folder;
    this.progress = progress;
  }

  JsonNode commit(
      List<Split> splits, String fingerprint, Map<String, String> passes, JsonNode shards)
      throws IOException {
    ObjectNode manifest = BuildFolder.JSON.createObjectNode();
    manifest.put("format", BuildFolder.FORMAT).put("version", 1).put("zydeco", CodeVersion.RELEASE);
    manifest
        .put("recipe", recipe.name())
        .put("seed", recipe.seed())
        .put("fingerprint", fingerprint);
    ObjectNode fingerprints = manifest.putObject("passes");
    passes.forEach(fingerprints::put);
    recipe.steps().forEach(step -> stage(manifest.withArray("stages").addObject(), step.stage()));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Counts counts = new Reconciliation(context, recipe, folder).counts();
    manifest.set("counts", counts.toJson());
    if (!recipe.removedBytes().isEmpty()) {
      manifest.set("rewritten", rewritten());
    }
    if (shards != null) {
      manifest.set("shards", shards);
    }
    List<String> files = folder.files();
    try (Progress.Pass follow = progress.pass("hash", 0, () -> 0, () -> 0, () -> 0)) {
      inputs(manifest.putArray("inputs"), splits);
      hashes(manifest.putArray("files"), files);
    }
    folder.writeJson(folder.path(BuildFolder.MANIFEST), manifest);
    return manifest;
  }

  /** What a stage is, for those who ask its verdicts again. */
  private static void stage(ObjectNode to, Stage stage) {
    List<DocumentStage> parts = stage.onDocuments();
    to.put("stage", stage.name()).put("corpus", stage instanceof CorpusStage);
    to.put("only-measures", stage instanceof DocumentStage judging && judging.onlyMeasures());
    to.put("scores", parts.stream().anyMatch(DocumentStage::scores));
    to.put("rewrites", parts.stream().anyMatch(DocumentStage::rewrites));
    ArrayNode removed = to.putArray("removed-bytes");
    parts.stream().flatMap(part -> part.removedBytes().stream()).forEach(removed::add);
    ObjectNode columns = to.putObject("columns");
    parts.stream()
        .flatMap(part -> part.writes().stream())
        .filter(column -> column.type() != Column.Type.BYTES)
        .forEach(
            column -> columns.put(column.name(), column.type().name().toLowerCase(Locale.ROOT)));
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(BuildFolder.sparkReads(folder.path(name)));
  }

  /** By source, how many bytes of kept documents each rewrite removed. */
  private ObjectNode rewritten() {
    Dataset<Row> kept = table("ledger").where("fate = 'kept'").select("id");
    List<org.apache.spark.sql.Column> sums = new ArrayList<>();
    for (String column : recipe.removedBytes()) {
      sums.add(sum(col("`" + column + "`").cast("long")).as(column));
    }
    ObjectNode rewritten = BuildFolder.JSON.createObjectNode();
    table("signals")
        .join(kept, "id")
        .groupBy("source")
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(org.apache.spark.sql.Column[]::new))
        .orderBy("source")
        .collectAsList()
        .forEach(
            row -> {
              ObjectNode to = rewritten.putObject(row.getString(0));
              for (int i = 0; i < sums.size(); i++) {
                to.put(recipe.removedBytes().get(i), row.getLong(i + 1));
              }
            });
    return rewritten;
  }

  private void inputs(ArrayNode to, List<Split> splits) throws IOException {
    Map<String, ObjectNode> rows = new LinkedHashMap<>();
    List<String> locations = new ArrayList<>();
    for (Split split : splits) {
      for (Slice slice : split.slices()) {
        InputFile file = slice.file();
        if (rows.containsKey(split.source().name() + "\t" + file.location())) {
          continue;
        }
        ObjectNode row = to.addObject();
        row.put("source", split.source().name()).put("file", file.name());
        row.put("bytes", file.length());
        rows.put(split.source().name() + "\t" + file.location(), row);
        locations.add(file.location());
      }
    }
    List<String> hashes = sha256(locations);
    int i = 0;
    for (ObjectNode row : rows.values()) {
      row.put("sha256", hashes.get(i++));
    }
  }

  private void hashes(ArrayNode to, List<String> files) throws IOException {
    List<String> locations = files.stream().map(folder::path).toList();
    List<String> hashes = sha256(locations);
    for (int i = 0; i < files.size(); i++) {
      ObjectNode row = to.addObject();
      row.put("path", files.get(i));
      row.put("bytes", folder.storage().length(locations.get(i)));
      row.put("sha256", hashes.get(i));
    }
  }

  private List<String> sha256(List<String> locations) {
    if (locations.isEmpty()) {
      return List.of();
    }
    Storage storage = folder.storage();
    int tasks = Math.min(locations.size(), 4 * spark.sparkContext().defaultParallelism());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(locations, tasks)
        .map(
            location -> {
              try (InputStream in = storage.read(location)) {
                return FileHash.sha256(in);
              }
            })
        .collect();
  }
}
