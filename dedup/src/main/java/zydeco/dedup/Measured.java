package zydeco.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.dedup.PairSample.Pair;
import zydeco.dedup.minhash.Banding;

/** What a fuzzy deduplication promised and what a sample of its pairs shows, as JSON. */
final class Measured {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int LEAST_BIN = PairSample.BINS / 2;

  private final FuzzyDedupStage stage;
  private final Banding banding;
  private final ObjectNode root = JSON.createObjectNode();

  Measured(FuzzyDedupStage stage) {
    this.stage = stage;
    this.banding = stage.scheme().banding();
    root.put("stage", stage.label());
    root.put("scheme", stage.scheme().describe());
    root.put("bands", banding.bands()).put("rows", banding.rows());
    root.put("threshold", rounded(banding.threshold()));
    root.put("verify", stage.verify().name().toLowerCase(java.util.Locale.ROOT));
    root.put("similarity", stage.similarity());
    root.put("keep", stage.keeping().policy().key());
  }

  /**
   * Documents compared, too short to be, without a value that ranks them (such as a date that
   * cannot be read), and removed; returns those that have a shingle.
   */
  long counts(Dataset<Row> documents, Dataset<Row> removed, SignatureStage columns) {
    List<Column> counted =
        new ArrayList<>(List.of(count(col(columns.keys())), count(col(columns.sample()))));
    for (zydeco.pipeline.stage.Column ranking : stage.keeping().columns(stage.label())) {
      counted.add(count(when(col(ranking.name()).gt(Double.NEGATIVE_INFINITY), 1)));
    }
    Row row = documents.agg(count(lit(1)), counted.toArray(Column[]::new)).head();
    root.put("documents", row.getLong(0)).put("compared", row.getLong(1));
    root.put("removed", removed.where("doc >= 0").count());
    root.putObject("short")
        .put("policy", stage.scheme().shortTexts().name().toLowerCase(java.util.Locale.ROOT))
        .put("documents", row.getLong(0) - row.getLong(2));
    ObjectNode unranked = root.putObject("unranked");
    for (int i = 0; i < stage.keeping().orderBy().size(); i++) {
      unranked.put(stage.keeping().orderBy().get(i), row.getLong(0) - row.getLong(3 + i));
    }
    return row.getLong(2);
  }

  /** Recall by exact similarity, and above the stage's own. */
  void recall(List<Pair> pairs) {
    ObjectNode recall = root.putObject("recall");
    recall.put("pairs", pairs.size());
    above(recall, pairs);
    ArrayNode bins = recall.putArray("by_similarity");
    for (int bin = LEAST_BIN; bin <= PairSample.BINS; bin++) {
      double from = bin / (double) PairSample.BINS;
      int number = bin;
      rate(
          bins.addObject().put("from", from),
          pairs,
          pair -> (int) (pair.jaccard() * PairSample.BINS + 1e-9) == number);
    }
  }

  private void above(ObjectNode to, List<Pair> pairs) {
    rate(
        to.putObject("above").put("from", stage.similarity()),
        pairs,
        pair -> pair.jaccard() >= stage.similarity());
  }

  /** Weighted share of pairs found, its 95 % interval (Wilson's), and what the curve expects. */
  private void rate(ObjectNode to, List<Pair> pairs, Predicate<Pair> of) {
    List<Pair> own = pairs.stream().filter(of).toList();
    to.put("pairs", own.size());
    if (own.isEmpty()) {
      to.putNull("measured").putNull("theory");
      return;
    }
    double all = 0;
    double squares = 0;
    double found = 0;
    double expected = 0;
    for (Pair pair : own) {
      all += pair.weight();
      squares += pair.weight() * pair.weight();
      found += pair.found() ? pair.weight() : 0;
      expected += pair.weight() * banding.probabilityAt(pair.jaccard());
    }
    to.put("measured", rounded(found / all)).put("theory", rounded(expected / all));
    interval(to, found / all, all * all / squares);
  }

  private static void interval(ObjectNode to, double share, double n) {
    double z = 1.96;
    double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    to.put("low", rounded(Math.max(0, middle - half)));
    to.put("high", rounded(Math.min(1, middle + half)));
  }

  /**
   * Exact similarity of removed documents to their own survivors.
   *
   * @param unread removals that could not be in the sample
   */
  void precision(List<Pair> removals, long unread) {
    ObjectNode precision = root.putObject("precision");
    if (unread > 0) {
      precision.put("unread", unread);
    }
    precision.put("pairs", removals.size()).put("similarity", stage.similarity());
    long right = removals.stream().filter(pair -> pair.jaccard() >= stage.similarity()).count();
    if (removals.isEmpty()) {
      precision.putNull("measured");
    } else {
      precision.put("measured", rounded((double) right / removals.size()));
      interval(precision, (double) right / removals.size(), removals.size());
    }
    ArrayNode bins = precision.putArray("by_similarity");
    for (int bin = 0; bin <= PairSample.BINS; bin++) {
      int number = bin;
      long count =
          removals.stream()
              .filter(pair -> (int) (pair.jaccard() * PairSample.BINS + 1e-9) == number)
              .count();
      if (count > 0) {
        bins.addObject().put("from", bin / (double) PairSample.BINS).put("removed", count);
      }
    }
  }

  /** Six digits, so that no JVM's last bit of a power shows. */
  private static double rounded(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  byte[] toBytes() {
    try {
      return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can be written", e);
    }
  }
}
