package zydeco.jobs.share;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Bound;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.CorpusStage;
import zydeco.pipeline.stage.CorpusTexts;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Keeps the share of documents that score highest, of the whole corpus or of each source, counted
 * over the documents still alive: {@code check: {bounds: {quality: {keep: 10%}}}}, or of several
 * scores {@code ensemble: {scores: [quality, edu], by: best, keep: 10%}}. Documents with equal
 * scores stay or go together, so a few more can stay. The bound that it came to stands in the
 * ledger. A document without a score was not asked, and stays.
 *
 * @param name the recipe's key
 * @param number its place, from 1, among a recipe's checks or ensembles, which its rule says
 * @param scores columns of numbers
 * @param by how several scores become one decision
 * @param buckets into how many parts of equal size the documents are put by each score
 * @param share of documents that stay, above 0, at most 1
 * @param bySource whether the share is of each source, or of the whole corpus
 */
public record KeepShareStage(
    String name,
    int number,
    List<String> scores,
    By by,
    int buckets,
    BigDecimal share,
    boolean bySource)
    implements CorpusStage {

  /** How several scores become one decision. */
  public enum By {
    /** The one score itself. */
    ALONE,
    /** The highest bucket that any of the scores puts a document in, as Nemotron-CC has it. */
    BEST,
    /** The mean of the buckets. */
    MEAN,
    /** A document stays where any score is among its own highest share. */
    ANY
  }

  public KeepShareStage {
    scores = List.copyOf(scores);
  }

  @Override
  public String plan() {
    return "keeps the highest "
        + share.movePointRight(2).stripTrailingZeros().toPlainString()
        + " % of "
        + (bySource ? "each source" : "the whole corpus")
        + " by "
        + rule()
        + (by == By.BEST || by == By.MEAN ? " of " + buckets + " buckets" : "")
        + "; the bound is computed over the corpus";
  }

  /** The rule that its removals are on record by. */
  public String rule() {
    String way = by.name().toLowerCase(java.util.Locale.ROOT);
    return Reason.numbered(
        by == By.ALONE ? scores.get(0) : way + "(" + String.join(", ", scores) + ")", number);
  }

  @Override
  public DocumentStage measure() {
    return new Nothing(name, scores);
  }

  @Override
  public Dataset<Row> remove(Dataset<Row> documents, CorpusTexts texts) {
    if (by == By.ANY) {
      return removeAny(documents);
    }
    Dataset<Row> valued =
        documents.withColumn("value", by == By.ALONE ? col(scores.get(0)) : combined(documents));
    Map<String, double[]> bounds = Quantiles.of(valued, "value", bySource, List.of(share));
    return valued
        .where(col("value").lt(chosen(bounds, 0)))
        .select(col("doc"), col("value"), lit(rule()).as("rule"), words(bounds, "").as("bound"));
  }

  /** The buckets of all scores as one number; a score that is undefined has no say. */
  private Column combined(Dataset<Row> documents) {
    List<BigDecimal> shares = new ArrayList<>();
    for (int i = 1; i < buckets; i++) {
      shares.add(BigDecimal.valueOf(i).divide(BigDecimal.valueOf(buckets), 18, RoundingMode.FLOOR));
    }
    List<Column> each = new ArrayList<>();
    for (String score : scores) {
      Map<String, double[]> edges = Quantiles.of(documents, score, bySource, shares);
      Column bucket = lit(0);
      for (int i = 0; i < shares.size(); i++) {
        bucket = bucket.plus(when(col(score).geq(chosen(edges, i)), 1).otherwise(0));
      }
      each.add(when(col(score).isNotNull(), bucket));
    }
    if (by == By.BEST) {
      return greatest(each.toArray(Column[]::new)).cast("double");
    }
    Column sum = lit(0);
    Column number = lit(0);
    for (Column bucket : each) {
      sum = sum.plus(coalesce(bucket, lit(0)));
      number = number.plus(when(bucket.isNotNull(), 1).otherwise(0));
    }
    return when(number.gt(0), sum.cast("double").divide(number.cast("double")));
  }

  private Dataset<Row> removeAny(Dataset<Row> documents) {
    Column below = lit(true);
    Column asked = lit(false);
    List<Column> said = new ArrayList<>();
    for (String score : scores) {
      Map<String, double[]> bounds = Quantiles.of(documents, score, bySource, List.of(share));
      below = below.and(coalesce(col(score).lt(chosen(bounds, 0)), lit(true)));
      asked = asked.or(col(score).isNotNull());
      said.add(words(bounds, score + " "));
    }
    return documents
        .where(below.and(asked))
        .select(
            col("doc"),
            col(scores.get(0)).as("value"),
            lit(rule()).as("rule"),
            concat_ws(" or ", said.toArray(Column[]::new)).as("bound"));
  }

  /** The bound of a document's group; of a group without scores one that nothing is below. */
  private Column chosen(Map<String, double[]> bounds, int place) {
    Column chosen = lit(Double.NEGATIVE_INFINITY);
    for (Map.Entry<String, double[]> group : bounds.entrySet()) {
      chosen = when(isOf(group.getKey()), lit(group.getValue()[place])).otherwise(chosen);
    }
    return chosen;
  }

  private Column words(Map<String, double[]> bounds, String before) {
    Column words = lit(before + "none");
    for (Map.Entry<String, double[]> group : bounds.entrySet()) {
      String bound = before + Bound.atLeast(group.getValue()[0]);
      words = when(isOf(group.getKey()), lit(bound)).otherwise(words);
    }
    return words;
  }

  private Column isOf(String group) {
    return bySource ? col("source").equalTo(group) : lit(true);
  }

  /** Takes nothing from a document: the scores are known already. */
  private record Nothing(String name, List<String> reads) implements DocumentStage {
    @Override
    public Judge open(Columns columns) {
      return (document, measures) -> new Verdict.Keep(document);
    }
  }

  /** Whether a {@code check} asks for a share. */
  public static boolean isAskedBy(Settings check) {
    if (!check.isMap("bounds")) {
      return false;
    }
    Settings bounds = check.map("bounds");
    return bounds.keys().stream()
        .anyMatch(column -> bounds.isMap(column) && bounds.map(column).keys().contains("keep"));
  }
}
