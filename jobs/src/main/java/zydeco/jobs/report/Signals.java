package zydeco.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import zydeco.dedup.PassageDedupStage;
import zydeco.dedup.decontamination.DecontaminateStage;
import zydeco.filters.stage.QualitySignalsStage;
import zydeco.pipeline.stage.Bound;

/** How each signal is distributed among kept and dropped documents, with the bounds on it. */
final class Signals {
  private static final int SAMPLE = 50_000;
  private static final int LABELS = 15;

  /** Columns that are no measures, or whose words are no labels. */
  private static final List<String> OTHERS = List.of("id", "source", QualitySignalsStage.COLUMN);

  private final Dataset<Row> judged;
  private final long documents;
  private final ReportRecipe recipe;
  private final List<String> numbers;
  private final List<String> labels;

  /**
   * The signals of a build.
   *
   * @param documents rows of the signals table
   */
  Signals(BuildTables tables, ReportRecipe recipe, long documents) {
    this.documents = documents;
    Dataset<Row> signals = tables.signals();
    Dataset<Row> fates =
        tables.ledger().select(functions.col("id"), functions.expr("fate = 'kept'").as("kept"));
    this.judged = signals.drop("source").join(fates, "id");
    this.recipe = recipe;
    this.numbers = names(signals, true);
    this.labels = names(signals, false);
  }

  private static List<String> names(Dataset<Row> signals, boolean number) {
    List<String> names = new ArrayList<>();
    for (StructField field : signals.schema().fields()) {
      boolean isNumber = field.dataType().equals(DataTypes.DoubleType);
      if (isNumber == number && !isOther(field.name())) {
        names.add(field.name());
      }
    }
    return names;
  }

  private static boolean isOther(String name) {
    return OTHERS.contains(name)
        || DecontaminateStage.isSetsColumn(name)
        || PassageDedupStage.isCuts(name);
  }

  /** An entry a signal of numbers, in the order of the table. */
  ArrayNode histograms() {
    ArrayNode entries = Json.array();
    if (numbers.isEmpty()) {
      return entries;
    }
    List<Row> sample = sample();
    List<Bins> bins = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      List<Bound> bounds =
          rulesOn(numbers.get(i)).stream().map(ReportRecipe.SignalRule::bound).toList();
      bins.add(Bins.over(values(sample, i, null), bounds));
    }
    long[] counts = counts(sample, new SignalScan(bins));
    int at = 0;
    for (int i = 0; i < numbers.size(); i++) {
      ObjectNode entry = entries.addObject().put("name", numbers.get(i));
      describe(entry, bins.get(i), Arrays.copyOfRange(counts, at, at + bins.get(i).slots() * 2));
      Json.put(entry, "median_kept", median(values(sample, i, true)));
      Json.put(entry, "median_dropped", median(values(sample, i, false)));
      bounds(entry, numbers.get(i));
      at += bins.get(i).slots() * 2;
    }
    return entries;
  }

  /** Counts all documents: from the sample where it holds them all. */
  private long[] counts(List<Row> sample, SignalScan scan) {
    return documents <= SAMPLE
        ? scan.call(sample.iterator()).next()
        : judged.select(columns()).javaRDD().mapPartitions(scan).reduce(SignalScan::plus);
  }

  private Column[] columns() {
    Column[] columns = new Column[numbers.size() + 1];
    columns[0] = functions.col("kept");
    for (int i = 0; i < numbers.size(); i++) {
      columns[i + 1] = functions.col("`" + numbers.get(i) + "`");
    }
    return columns;
  }

  /** About {@link #SAMPLE} documents, or all: those whose id, a hash, is small. */
  private List<Row> sample() {
    Dataset<Row> sampled = judged;
    if (documents > SAMPLE) {
      long most = (long) ((double) SAMPLE / documents * 0xffff_ffffL);
      sampled = judged.where(functions.col("id").lt(String.format("%08x", most)));
    }
    return sampled.select(columns()).collectAsList();
  }

  private static double[] values(List<Row> sample, int signal, Boolean kept) {
    return sample.stream()
        .filter(row -> !row.isNullAt(signal + 1) && (kept == null || row.getBoolean(0) == kept))
        .mapToDouble(row -> row.getDouble(signal + 1))
        .filter(value -> !Double.isNaN(value))
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return sorted.length == 0 ? Double.NaN : Bins.percentile(sorted, 0.5);
  }

  private static void describe(ObjectNode entry, Bins bins, long[] counts) {
    Json.put(entry, "from", bins.count() == 0 ? Double.NaN : bins.from());
    Json.put(entry, "to", bins.count() == 0 ? Double.NaN : bins.to());
    int slots = bins.slots();
    side(entry.putObject("kept"), bins, Arrays.copyOf(counts, slots));
    side(entry.putObject("dropped"), bins, Arrays.copyOfRange(counts, slots, slots * 2));
  }

  private static void side(ObjectNode side, Bins bins, long[] slots) {
    side.put("below", slots[0]);
    side.set("bins", Json.array(Arrays.copyOfRange(slots, 1, 1 + bins.count())));
    side.put("above", slots[bins.count() + 1]);
    side.put("undefined", slots[bins.count() + 2]);
  }

  private void bounds(ObjectNode entry, String signal) {
    ArrayNode bounds = entry.putArray("bounds");
    for (ReportRecipe.SignalRule rule : rulesOn(signal)) {
      ObjectNode bound = bounds.addObject().put("rule", rule.rule());
      Json.put(bound, "min", rule.bound().min());
      Json.put(bound, "max", rule.bound().max());
    }
  }

  private List<ReportRecipe.SignalRule> rulesOn(String signal) {
    return recipe.steps().stream()
        .flatMap(step -> step.rules().stream())
        .filter(rule -> rule.signal().equals(signal))
        .toList();
  }

  /** An entry a label, such as the language: its most frequent words among kept and dropped. */
  ArrayNode labels() {
    ArrayNode entries = Json.array();
    for (String name : labels) {
      ArrayNode words = entries.addObject().put("name", name).putArray("words");
      judged
          .groupBy(functions.col("`" + name + "`").as("word"))
          .agg(
              functions.expr("count_if(kept)").as("kept"),
              functions.expr("count_if(not kept)").as("dropped"))
          .orderBy(functions.expr("kept + dropped").desc(), functions.col("word"))
          .limit(LABELS)
          .collectAsList()
          .forEach(
              row ->
                  words
                      .addObject()
                      .put("word", row.getString(0))
                      .put("kept", row.getLong(1))
                      .put("dropped", row.getLong(2)));
    }
    return entries;
  }
}
