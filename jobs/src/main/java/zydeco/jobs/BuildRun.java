package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.Build;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.Progress;

/**
 * A build from the command line: runs, says on stdout what was kept and why, and writes the report.
 */
final class BuildRun {
  private final SparkSession spark;
  private final Recipe recipe;
  private final BuildFolder folder;
  private final RunRecord.Text text;

  /**
   * A build, not yet begun.
   *
   * @param text of the recipe as it was read: its file may be another, or gone, when the build ends
   */
  BuildRun(SparkSession spark, Recipe recipe, RunRecord.Text text, String out) {
    this.spark = spark;
    this.recipe = recipe;
    this.text = text;
    this.folder = BuildFolder.at(Storage.of(spark.sparkContext().hadoopConfiguration()), out);
  }

  BuildFolder folder() {
    return folder;
  }

  JsonNode run(boolean overwrite) throws IOException {
    Progress progress = new Progress(System.err);
    JsonNode manifest = new Build(spark, recipe, folder, progress).run(overwrite);
    RunRecord.write(folder, text);
    return manifest;
  }

  /** Makes the index that the command near asks, unless it stands. */
  void index() throws IOException {
    NearBuild near = new NearBuild(folder);
    if (!near.isCurrent(NearBuild.stage(recipe))) {
      near.write(NearBuild.stage(recipe), true);
    }
  }

  void report() throws IOException {
    ReportFiles.write(spark, folder, recipe);
  }
}
