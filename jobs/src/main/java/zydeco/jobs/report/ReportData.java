package zydeco.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/**
 * The numbers of a finished build, for report.json. They depend on what the build holds and on
 * nothing else: no times, no machine, no place of the folder.
 */
public final class ReportData {
  private static final int SCHEMA = 1;

  private ReportData() {}

  /**
   * Sums up a build.
   *
   * @param build the build's folder: a path or URI
   * @param recipe what was built
   * @param lookup reads again the texts of at most about 450 documents
   * @param validation what the trainer measured on the shards ({@code result.json}), or null
   */
  public static ObjectNode of(
      SparkSession spark,
      String build,
      ReportRecipe recipe,
      TextLookup lookup,
      JsonNode validation) {
    BuildTables tables = new BuildTables(spark, build);
    Fates fates = Fates.of(tables.ledger());
    ReportRecipe whole = recipe.withStagesOf(fates);
    Duplicates copies = new Duplicates(tables, whole);
    long unread = fates.documents("quarantined");
    ObjectNode report = Json.object().put("schema", SCHEMA);
    report.put("recipe", recipe.name()).put("fingerprint", recipe.fingerprint());
    report.set("verdict", Reconciliation.of(tables, fates, whole, copies.bySource()));
    Funnel funnel = new Funnel(fates, whole);
    report.set("totals", funnel.totals());
    report.set("sources", names(recipe));
    report.set("funnel", funnel.funnel());
    report.set("removals", funnel.removals());
    report.set("quarantine", Quarantine.of(tables.quarantine(), unread));
    long read = fates.documents("kept") + fates.documents("dropped");
    Signals signals = new Signals(tables, whole, read);
    report.set("signals", signals.histograms());
    report.set("labels", signals.labels());
    ObjectNode duplicates = copies.report();
    ArrayNode pairs = duplicates.putArray("measured");
    ArrayNode passages = Json.array();
    tables.measured().values().forEach(one -> (one.has("most") ? passages : pairs).add(one));
    report.set("duplicates", duplicates);
    report.set("passages", passages);
    ArrayNode top = (ArrayNode) duplicates.get("top_clusters");
    report.set("samples", new Samples(tables, whole, lookup).read(top));
    tables.shards().forEach(report.putObject("shards")::set);
    report.set("validation", validation);
    return report;
  }

  private static ArrayNode names(ReportRecipe recipe) {
    ArrayNode names = Json.array();
    recipe.sources().forEach(names::add);
    return names;
  }

  /** The file's bytes: indented JSON in UTF-8, the same on every system. */
  public static byte[] toBytes(JsonNode report) {
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    try {
      String text = new JsonMapper().writer(printer).writeValueAsString(report);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }
}
