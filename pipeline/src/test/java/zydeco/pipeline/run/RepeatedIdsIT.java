package zydeco.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.text.Hash128;

/** An id that stands twice is found, in one file or in two; others are not. */
class RepeatedIdsIT {
  private static SparkSession spark;
  private static List<List<Hash128>> files;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static boolean any(List<List<Hash128>> ids) {
    files = ids;
    return RepeatedIds.any(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        IntStream.range(0, files.size()).mapToObj(Integer::toString).toList(),
        (location, to) -> to.addAll(files.get(Integer.parseInt(location))));
  }

  @Test
  void any_randomFiles_saysWhatASetSays() {
    Random random = new Random(1);
    int repeated = 0;
    for (int round = 0; round < 60; round++) {
      List<List<Hash128>> files = new ArrayList<>();
      HashSet<Hash128> distinct = new HashSet<>();
      int rows = 0;
      for (int file = random.nextInt(5); file > 0; file--) {
        List<Hash128> ids = new ArrayList<>();
        for (int row = random.nextInt(20); row > 0; row--) {
          // few low halves, signs of all kinds: equality needs both halves
          ids.add(new Hash128(random.nextInt(200) * 0x9E3779B97F4A7C15L, random.nextInt(4)));
        }
        files.add(new ArrayList<>(ids));
        distinct.addAll(ids);
        rows += ids.size();
      }
      assertThat(any(files)).as("%s", files).isEqualTo(distinct.size() < rows);
      repeated += distinct.size() < rows ? 1 : 0;
    }
    assertThat(repeated).isBetween(10, 50);
  }

  @Test
  void any_oneIdInManyFiles_isFound() {
    Hash128 id = Hash128.ofParts("the same");
    List<Hash128> often = java.util.Collections.nCopies(10_000, id);
    assertThat(any(List.of(often))).isTrue();
    assertThat(any(java.util.Collections.nCopies(40, List.of(id)))).isTrue();
    assertThat(any(List.of(List.of(id), List.of()))).isFalse();
  }
}
