package zydeco.pipeline.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Sums of accumulators with what running tasks have added so far: Spark adds a task's part when it
 * ends, but executors' heartbeats tell it before. For progress only.
 */
final class LiveSums extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final Map<Long, Map<Long, Long>> running = new ConcurrentHashMap<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();

  private LiveSums(SparkContext spark) {
    this.spark = spark;
  }

  /** Listens until closed. */
  static LiveSums of(SparkContext spark) {
    LiveSums sums = new LiveSums(spark);
    spark.addSparkListener(sums);
    return sums;
  }

  long of(LongAccumulator accumulator) {
    long sum = accumulator.sum();
    for (Map<Long, Long> parts : running.values()) {
      sum += parts.getOrDefault(accumulator.id(), 0L);
    }
    return sum;
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task -> {
              Map<Long, Long> parts = new HashMap<>();
              for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.update().isDefined() && info.update().get() instanceof Long part) {
                  parts.put(info.id(), part);
                }
              }
              if (!ended.contains((Long) task._1())) {
                running.put((Long) task._1(), parts);
              }
            });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    ended.add(end.taskInfo().taskId());
    running.remove(end.taskInfo().taskId());
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
