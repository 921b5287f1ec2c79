package zydeco.tokenize.shards;

import org.apache.spark.sql.SparkSession;

/** The one session of a test run. */
final class SparkForTests {
  private SparkForTests() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tokenize-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }
}
