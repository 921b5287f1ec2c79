package zydeco.dedup.earlier;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unhex;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.stage.CorpusTexts;

/**
 * What became of an earlier build's documents after it was finished: other builds that are named
 * beside it ranked them anew, and stages before this one do in this very build. Of several builds
 * that changed a document's fate the one named last has the say.
 */
record Since(SparkSession spark, EarlierBuilds earlier) {

  /**
   * The fates that a stage changed, {@code id} binary and {@code stays} boolean, a row a document;
   * null where there are none.
   *
   * @param place of the build, from 0
   * @param own what the stage answered in this build, or null
   */
  Dataset<Row> fates(int place, Dataset<Row> own) {
    List<PublishedIndex> indexes = earlier.indexes();
    Dataset<Row> all = null;
    for (int other = 0; other < indexes.size(); other++) {
      String table =
          indexes.get(other).build()
              + ("/" + EarlierChanges.FOLDER + "/" + indexes.get(other).compared().label());
      if (other != place && exists(table)) {
        Dataset<Row> changed =
            changes(table)
                .where(col("of").equalTo(indexes.get(place).fingerprint()))
                .select(
                    unhex(col("id")).as("id"),
                    lit(other).as("turn"),
                    col("fate").equalTo("kept").as("stays"));
        all = all == null ? changed : all.union(changed);
      }
    }
    if (own != null && earlier.both()) {
      Dataset<Row> changed =
          own.where(EarlierBuilds.isOf(place, col("doc")))
              .select(
                  col("id"),
                  lit(indexes.size()).as("turn"),
                  col("doc").equalTo(col("survivor_doc")).as("stays"));
      all = all == null ? changed : all.union(changed);
    }
    return all == null
        ? null
        : all.groupBy("id")
            .agg(max(struct("turn", "stays")).as("last"))
            .select(col("id"), col("last.stays").as("stays"));
  }

  private Dataset<Row> changes(String table) {
    Dataset<Row> changes = spark.read().parquet(BuildFolder.sparkReads(table));
    if (!List.of(changes.columns()).contains("of")) {
      throw new BuildException(
          "Cannot read "
              + table
              + ": an earlier Zydeco wrote it, which did not say whose documents"
              + " they are. Make that build again.");
    }
    return changes;
  }

  private static boolean exists(String table) {
    try {
      return Storage.plain().exists(table);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + table, e);
    }
  }

  /**
   * The {@code id}s of a build's documents that never come to this stage, since one before it drops
   * them now; null where there are none, so that an index is not joined in vain.
   *
   * @param place of the build, from 0, among those of this stage
   */
  Dataset<Row> gone(int place, CorpusTexts texts) {
    String build = earlier.indexes().get(place).build();
    Dataset<Row> all = null;
    for (CorpusTexts.Answer answer : texts.before()) {
      if (answer.stage() instanceof AcrossBuilds stage) {
        int there = stage.earlierBuilds().indexOf(build);
        Dataset<Row> fates =
            there < 0
                ? null
                : new Since(spark, stage.across().earlier()).fates(there, answer.removed());
        if (fates != null) {
          Dataset<Row> dropped = fates.where("not stays").select("id");
          all = all == null ? dropped : all.union(dropped);
        }
      }
    }
    return all == null || all.isEmpty() ? null : all;
  }
}
