package zydeco.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

/** A running task's part is seen before the task ends, and counted once when it has ended. */
class LiveSumsIT {
  private static final CountDownLatch SEEN = new CountDownLatch(1);

  private record AddAndWait(LongAccumulator documents) implements VoidFunction<Integer> {
    @Override
    public void call(Integer part) throws InterruptedException {
      documents.add(part);
      SEEN.await(2, TimeUnit.MINUTES);
    }
  }

  @Test
  void of_taskUnderWay_countsWhatItAdded() throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.heartbeatInterval", "200ms")
            .getOrCreate()) {
      LongAccumulator documents = spark.sparkContext().longAccumulator();
      try (LiveSums live = LiveSums.of(spark.sparkContext())) {
        CompletableFuture<Void> job =
            CompletableFuture.runAsync(
                () ->
                    JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .parallelize(List.of(3, 4), 2)
                        .foreach(new AddAndWait(documents)));
        long most = 0;
        for (int i = 0; i < 600 && most < 7; i++) {
          Thread.sleep(100);
          most = live.of(documents);
        }
        assertThat(job).isNotDone();
        assertThat(most).isEqualTo(7);
        SEEN.countDown();
        job.get(1, TimeUnit.MINUTES);
        Thread.sleep(1000);
        assertThat(live.of(documents)).isEqualTo(7);
      }
    }
  }
}
