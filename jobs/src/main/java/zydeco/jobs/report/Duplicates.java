package zydeco.jobs.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static java.util.stream.Collectors.toList;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.stage.Reason;

/** Who was a copy of whom: between sources, in clusters, and how alike. */
final class Duplicates {
  private static final int TOP = 30;
  private static final int CURVE = 50;
  private static final int SIMILARITY_BINS = 20;

  /**
   * The bin of copies in one respect, such as the URL: how alike their texts are nobody measured.
   */
  private static final int UNKNOWN = -1;

  /** Where a survivor of another build is from; no source can be called so. */
  private static final String EARLIER = "earlier builds";

  private final ReportRecipe recipe;
  private final List<Cell> cells;
  private final List<Size> sizes;
  private final List<Row> largest;
  private final List<Row> earlier;

  /** Copies alike in stage, sources and, in steps of 0.05, similarity. */
  private record Cell(
      String stage, String source, String survivorSource, int bin, long documents, long bytes) {}

  /** Clusters of a stage whose size is at most that power of two, and more than half of it. */
  private record Size(String stage, long most, long clusters, long documents) {}

  Duplicates(BuildTables tables, ReportRecipe recipe) {
    Dataset<Row> ledger = tables.ledger();
    Dataset<Row> removed = ledger.select(col("id"), col("source"), col("bytes"), col("rule"));
    Dataset<Row> copies = tables.duplicates().join(removed, "id").withColumn("stage", numbered());
    Dataset<Row> kept =
        ledger.select(
            col("id").as("survivor"),
            col("source").as("survivor_source"),
            lit(0).as("survivor_build"));
    this.recipe = recipe;
    this.cells =
        cells(
            copies
                .withColumn("survivor_build", coalesce(col("survivor_build"), lit(0)))
                .join(kept, new String[] {"survivor", "survivor_build"}, "left")
                .withColumn("survivor_source", coalesce(col("survivor_source"), lit(EARLIER))));
    Dataset<Row> clusters = clusters(copies).persist();
    this.sizes = sizes(clusters);
    this.largest = largest(clusters);
    clusters.unpersist();
    this.earlier = earlier(tables.earlierOrNull());
  }

  /** The stage and, where it is not the first of its kind, its number: as its rule ends. */
  private static Column numbered() {
    return concat(col("stage"), regexp_extract(col("rule"), Reason.NUMBERED.pattern(), 0));
  }

  private static List<Row> earlier(Dataset<Row> changes) {
    return changes == null
        ? List.of()
        : changes
            .groupBy("stage", "build", "source", "fate")
            .agg(count("*"))
            .orderBy("stage", "build", "source", "fate")
            .collectAsList();
  }

  private static List<Cell> cells(Dataset<Row> copies) {
    Column bin =
        least(floor(col("similarity").multiply(SIMILARITY_BINS)), lit(SIMILARITY_BINS - 1L));
    return copies
        .withColumn("bin", coalesce(bin.cast("int"), lit(UNKNOWN)))
        .groupBy("stage", "source", "survivor_source", "bin")
        .agg(count("*"), sum("bytes"))
        .orderBy("stage", "source", "survivor_source", "bin")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Cell(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getLong(4),
                    row.getLong(5)))
        .toList();
  }

  /** A cluster's size: its removed members and the survivors that stand for them. */
  private static Dataset<Row> clusters(Dataset<Row> copies) {
    return copies
        .groupBy("stage", "cluster")
        .agg(
            count("*").as("removed"),
            countDistinct(col("survivor"), coalesce(col("survivor_build"), lit(0))).as("survivors"),
            size(collect_set("source")).cast("long").as("sources"),
            min(struct("survivor_build", "survivor")).as("first"),
            min("similarity").as("least"))
        .withColumn("size", col("removed").plus(col("survivors")));
  }

  private static List<Size> sizes(Dataset<Row> clusters) {
    return clusters
        .withColumn("most", expr("cast(pow(2, ceil(log2(cast(size as double)))) as bigint)"))
        .groupBy("stage", "most")
        .agg(count("*"), sum("size"))
        .orderBy("stage", "most")
        .collectAsList()
        .stream()
        .map(row -> new Size(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
        .toList();
  }

  private static List<Row> largest(Dataset<Row> clusters) {
    return clusters
        .orderBy(col("size").desc(), col("stage"), col("cluster"))
        .limit(TOP)
        .select(
            "stage",
            "cluster",
            "size",
            "removed",
            "sources",
            "first.survivor",
            "least",
            "first.survivor_build")
        .collectAsList();
  }

  /** Rows of the duplicates table, by the source that they were removed from. */
  Map<String, Long> bySource() {
    return cells.stream().collect(groupingBy(Cell::source, summingLong(Cell::documents)));
  }

  ObjectNode report() {
    ObjectNode found = Json.object();
    stages(found.putArray("stages"));
    overlap(found.putArray("overlap"));
    similarity(found.putArray("similarity"));
    sizes(found.putArray("cluster_sizes"));
    top(found.putArray("top_clusters"));
    earlier(found.putArray("earlier"));
    if (recipe.banding() == null) {
      found.putNull("curve");
    } else {
      curve(found.putObject("curve"), recipe.banding());
    }
    return found;
  }

  private void stages(ArrayNode to) {
    grouped(Cell::stage)
        .forEach(
            (stage, own) ->
                sums(to.addObject().put("stage", stage), own)
                    .put(
                        "clusters",
                        sizes.stream()
                            .filter(size -> size.stage().equals(stage))
                            .mapToLong(Size::clusters)
                            .sum()));
  }

  /** Removed documents of a source whose survivor is in another, or in the same. */
  private void overlap(ArrayNode to) {
    grouped(cell -> List.of(cell.source(), cell.survivorSource()).toString())
        .values()
        .forEach(
            own ->
                sums(
                    to.addObject()
                        .put("source", own.get(0).source())
                        .put("survivor_source", own.get(0).survivorSource()),
                    own));
  }

  /** Copies by estimated similarity: those of {@code from <= s < from + 0.05}. */
  private void similarity(ArrayNode to) {
    grouped(cell -> String.format(Locale.ROOT, "%s\t%02d", cell.stage(), cell.bin()))
        .values()
        .stream()
        .filter(own -> own.get(0).bin() != UNKNOWN)
        .forEach(
            own ->
                to.addObject()
                    .put("stage", own.get(0).stage())
                    .put("from", own.get(0).bin() / (double) SIMILARITY_BINS)
                    .put("documents", own.stream().mapToLong(Cell::documents).sum()));
  }

  private Map<String, List<Cell>> grouped(Function<Cell, String> key) {
    return cells.stream().collect(groupingBy(key, TreeMap::new, toList()));
  }

  private static ObjectNode sums(ObjectNode to, List<Cell> cells) {
    return to.put("documents", cells.stream().mapToLong(Cell::documents).sum())
        .put("bytes", cells.stream().mapToLong(Cell::bytes).sum());
  }

  private void sizes(ArrayNode to) {
    for (Size size : sizes) {
      to.addObject()
          .put("stage", size.stage())
          .put("size_from", size.most() / 2 + 1)
          .put("size_to", size.most())
          .put("clusters", size.clusters())
          .put("documents", size.documents());
    }
  }

  private void top(ArrayNode to) {
    for (Row row : largest) {
      to.addObject()
          .put("stage", row.getString(0))
          .put("cluster", row.getString(1))
          .put("size", row.getLong(2))
          .put("removed", row.getLong(3))
          .put("sources_removed_from", row.getLong(4))
          .put("survivor", row.getString(5))
          .put("least_similarity", row.<Double>getAs(6))
          .put("survivor_build", row.isNullAt(7) ? 0 : row.getInt(7));
    }
  }

  /** Documents of earlier builds, by their place under {@code against}, whose fate changed. */
  private void earlier(ArrayNode to) {
    for (Row row : earlier) {
      to.addObject()
          .put("stage", row.getString(0))
          .put("build", row.getInt(1))
          .put("source", row.getString(2))
          .put("fate", row.getString(3))
          .put("documents", row.getLong(4));
    }
  }

  private static void curve(ObjectNode to, ReportRecipe.Banding banding) {
    to.put("bands", banding.bands()).put("rows", banding.rows());
    to.put("threshold", rounded(banding.threshold()));
    ArrayNode points = to.putArray("points");
    for (int i = 0; i <= CURVE; i++) {
      double similarity = i / (double) CURVE;
      points.addArray().add(similarity).add(rounded(banding.probabilityAt(similarity)));
    }
  }

  /** Six digits, so that no JVM's last bit of a power shows. */
  private static double rounded(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  /** Adds the beginning of each top cluster's survivor. */
  static void describeTop(ArrayNode top, Map<String, String> texts) {
    top.forEach(
        node -> {
          boolean here = node.get("survivor_build").asInt() == 0;
          String text = here ? texts.get(node.get("survivor").asText()) : null;
          ((ObjectNode) node).put("text", text == null ? null : Samples.beginning(text, 160));
        });
  }
}
