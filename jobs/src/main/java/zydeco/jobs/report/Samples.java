package zydeco.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Removed documents to read, spread over sources and rules: of each pair of the two, those whose
 * ids, which are hashes, are smallest.
 */
final class Samples {
  private static final int WANTED = 200;
  private static final int MOST_OF_A_PAIR = 20;
  private static final int TEXT = 2_000;

  private final BuildTables tables;
  private final ReportRecipe recipe;
  private final TextLookup lookup;

  Samples(BuildTables tables, ReportRecipe recipe, TextLookup lookup) {
    this.tables = tables;
    this.recipe = recipe;
    this.lookup = lookup;
  }

  /**
   * The samples; adds to the top clusters, on the way, the beginnings of their survivors' texts.
   */
  ArrayNode read(ArrayNode topClusters) {
    List<Row> chosen = choose();
    TreeSet<String> ids = new TreeSet<>();
    for (Row row : chosen) {
      ids.add(row.getAs("id"));
      if (hasSurvivorHere(row)) {
        ids.add(row.getAs("survivor"));
      }
    }
    topClusters.forEach(cluster -> ids.add(cluster.get("survivor").asText()));
    Map<String, TextLookup.Place> places = places(ids);
    Map<String, String> texts = lookup.texts(List.copyOf(places.values()));
    ArrayNode samples = Json.array();
    chosen.forEach(row -> sample(samples.addObject(), row, places, texts));
    Duplicates.describeTop(topClusters, texts);
    return samples;
  }

  /** Whether the survivor is of this build: another may have given the same id. */
  private static boolean hasSurvivorHere(Row row) {
    return row.getAs("survivor") != null && row.getAs("survivor_build") == null;
  }

  private List<Row> choose() {
    Dataset<Row> exact = tables.duplicates().select("id", "jaccard");
    return tables
        .ledger()
        .where("fate = 'dropped'")
        .withColumn(
            "turn", row_number().over(Window.partitionBy("source", "stage", "rule").orderBy("id")))
        .where(col("turn").leq(MOST_OF_A_PAIR))
        .orderBy("turn", "source", "stage", "rule", "id")
        .limit(WANTED)
        .join(exact, asScala("id"), "left")
        .orderBy("source", "stage", "rule", "id")
        .collectAsList();
  }

  static scala.collection.immutable.Seq<String> asScala(String column) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(column)).toSeq();
  }

  private Map<String, TextLookup.Place> places(Collection<String> ids) {
    Map<String, TextLookup.Place> places = new TreeMap<>();
    if (ids.isEmpty()) {
      return places;
    }
    for (Row row :
        tables
            .ledger()
            .where(col("id").isInCollection(new ArrayList<>(ids)))
            .select("id", "source", "file", "row", "bytes")
            .collectAsList()) {
      long number = row.isNullAt(3) ? -1 : row.getLong(3);
      places.put(
          row.getString(0),
          new TextLookup.Place(
              row.getString(0), row.getString(1), row.getString(2), number, row.getLong(4)));
    }
    return places;
  }

  private void sample(
      ObjectNode to, Row row, Map<String, TextLookup.Place> places, Map<String, String> texts) {
    String stage = row.getAs("stage");
    String rule = row.getAs("rule");
    to.put("id", row.<String>getAs("id"));
    document(to, row.getAs("id"), places, texts);
    to.put("origin_id", row.<String>getAs("origin_id"));
    to.put("step", recipe.label(recipe.stepOf(stage, rule)));
    to.put("stage", stage).put("rule", rule);
    Double value = row.getAs("value");
    Json.put(to, "value", value == null ? Double.NaN : value);
    to.put("bound", row.<String>getAs("bound"));
    to.put("bytes", row.<Long>getAs("bytes"));
    String survivor = row.getAs("survivor");
    if (survivor != null) {
      to.put("similarity", row.<Double>getAs("similarity"));
      to.put("jaccard", row.<Double>getAs("jaccard"));
      ObjectNode other = to.putObject("survivor").put("id", survivor);
      boolean here = hasSurvivorHere(row);
      document(other, survivor, here ? places : Map.of(), here ? texts : Map.of());
    }
  }

  private static void document(
      ObjectNode to, String id, Map<String, TextLookup.Place> places, Map<String, String> texts) {
    TextLookup.Place place = places.get(id);
    if (place != null) {
      to.put("source", place.source()).put("file", place.file()).put("row", place.row());
    }
    String text = texts.get(id);
    to.put("text", text == null ? null : beginning(text, TEXT));
    to.put("cut", text != null && text.length() > TEXT);
  }

  /** At most so many UTF-16 units of a text, without half a character at the end. */
  static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }
}
