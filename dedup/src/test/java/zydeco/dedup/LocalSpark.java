package zydeco.dedup;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of this module's tests. */
public final class LocalSpark {
  public static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "4")
          .getOrCreate();

  private LocalSpark() {}
}
