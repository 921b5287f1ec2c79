package zydeco.dedup.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.dedup.LocalSpark;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Mix;

class BandEdgesIT {
  private static final StructType SCHEMA =
      new StructType().add("doc", DataTypes.LongType).add("keys", DataTypes.BinaryType);

  private static Map<Long, Long> clusters(List<Row> rows, int partitions, int limit) {
    Dataset<Row> frame = LocalSpark.SESSION.createDataFrame(rows, SCHEMA).repartition(partitions);
    Dataset<Row> clustered = BandEdges.clustered(frame, "keys", 3, limit);
    Map<Long, Long> clusters = new HashMap<>();
    if (clustered != null) {
      for (Row row : clustered.select("doc", "cluster").collectAsList()) {
        assertThat(clusters.put(row.getLong(0), row.getLong(1))).isNull();
      }
    }
    return clusters;
  }

  private static Row row(long doc, long... keys) {
    return RowFactory.create(doc, Banding.toBytes(keys));
  }

  /** The same partition of the same documents, whatever the numbers of the parts. */
  private static void assertSame(Map<Long, Long> a, Map<Long, Long> b) {
    assertThat(a.keySet()).isEqualTo(b.keySet());
    Map<Long, Long> there = new HashMap<>();
    Map<Long, Long> back = new HashMap<>();
    a.forEach(
        (doc, cluster) -> {
          assertThat(there.computeIfAbsent(cluster, c -> b.get(doc))).isEqualTo(b.get(doc));
          assertThat(back.computeIfAbsent(b.get(doc), c -> cluster)).isEqualTo(cluster);
        });
  }

  @Test
  void clustered_beyondTheDriversLimit_isTheSame() {
    SplittableRandom random = new SplittableRandom(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      long doc = random.nextLong();
      rows.add(
          row(
              doc,
              Mix.finish(random.nextInt(2500)),
              Mix.finish(10_000 + random.nextInt(9000)),
              Mix.finish(random.nextLong())));
    }
    Map<Long, Long> held = clusters(rows, 3, Integer.MAX_VALUE);
    assertThat(held.size()).isBetween(2000, 2999);
    assertThat(held.values().stream().distinct().count()).isGreaterThan(5);
    assertSame(clusters(rows, 5, 100), held);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Integer.MAX_VALUE})
  void clustered_aChain_isOneCluster(int limit) {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 2000; i++) {
      rows.add(row(i * 7919 % 2003 - 1000, Mix.finish(i), Mix.finish(i + 1), Mix.finish(-i - 9)));
    }
    Map<Long, Long> clusters = clusters(rows, 4, limit);
    assertThat(clusters).hasSize(2000);
    assertThat(clusters.values().stream().distinct()).hasSize(1);
  }

  @Test
  void clustered_noSharedKey_isNull() {
    assertThat(clusters(List.of(row(1, 5, 6, 7), row(2, 8, 9, 10)), 2, 10)).isEmpty();
  }
}
