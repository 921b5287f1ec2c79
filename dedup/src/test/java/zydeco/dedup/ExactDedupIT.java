package zydeco.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zydeco.dedup.survivors.ClusterScan;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;
import zydeco.pipeline.text.Hash128;

class ExactDedupIT {
  private static final StructType SCHEMA =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("id", DataTypes.BinaryType)
          .add("content", DataTypes.BinaryType)
          .add("bytes", DataTypes.LongType)
          .add("exact-dedup-url", DataTypes.BinaryType);

  private static Dataset<Row> frame(List<Row> rows, int partitions) {
    return LocalSpark.SESSION.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static byte[] hash(String text) {
    return Hash128.ofParts(text).toBytes();
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  private static Row row(long doc, int rank, String content, String url) {
    return RowFactory.create(
        doc, rank, "s" + rank, hash("id" + doc), hash(content), 9L, url == null ? null : hash(url));
  }

  private static Map<Long, List<String>> fates(Dataset<Row> removed) {
    Map<Long, List<String>> fates = new HashMap<>();
    for (Row row : removed.collectAsList()) {
      fates.put(row.getLong(0), List.of(hex(row.getAs(1)), hex(row.getAs(2))));
    }
    return fates;
  }

  private static Map<Long, List<String>> bruteForce(List<Row> rows, KeepPolicy keep) {
    Map<Long, List<String>> fates = new HashMap<>();
    for (Row row : rows) {
      Row best = null;
      for (Row other : rows) {
        if (Arrays.equals(row.<byte[]>getAs(4), other.getAs(4))
            && (best == null || before(other, best))) {
          best = other;
        }
      }
      boolean goes =
          keep == KeepPolicy.BEST
              ? best.getLong(0) != row.getLong(0)
              : best.getInt(1) < row.getInt(1);
      if (goes) {
        fates.put(row.getLong(0), List.of(hex(best.getAs(3)), hex(best.getAs(3))));
      }
    }
    return fates;
  }

  private static boolean before(Row a, Row b) {
    return a.getInt(1) != b.getInt(1)
        ? a.getInt(1) < b.getInt(1)
        : Arrays.compareUnsigned(a.<byte[]>getAs(3), b.getAs(3)) < 0;
  }

  @ParameterizedTest
  @EnumSource(KeepPolicy.class)
  void remove_onText_equalsBruteForceWhateverTheLayout(KeepPolicy keep) {
    SplittableRandom random = new SplittableRandom(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      rows.add(row(random.nextLong(), random.nextInt(4), "text" + random.nextInt(250), null));
    }
    ExactDedupStage stage = new ExactDedupStage(1, ExactDedupStage.On.TEXT, Keeping.of(keep));
    Map<Long, List<String>> expected = bruteForce(rows, keep);
    assertThat(fates(stage.remove(frame(rows, 1), null))).isEqualTo(expected).isNotEmpty();
    Collections.shuffle(rows, new Random(4));
    assertThat(fates(stage.remove(frame(rows, 5), null))).isEqualTo(expected);
  }

  @Test
  void remove_onUrl_ignoresDocumentsWithoutOne() {
    List<Row> rows =
        List.of(
            row(1, 1, "a", "u"), row(2, 0, "b", "u"), row(3, 0, "c", null), row(4, 0, "d", null));
    Dataset<Row> removed =
        new ExactDedupStage(1, ExactDedupStage.On.URL, Keeping.of(KeepPolicy.BEST))
            .remove(frame(rows, 2), null);
    List<Row> found = removed.collectAsList();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).getLong(0)).isEqualTo(1);
    assertThat(found.get(0).<byte[]>getAs(1)).isEqualTo(hash("id2"));
    assertThat(found.get(0).isNullAt(3)).isTrue();
    assertThat(found.get(0).getString(5)).isEqualTo("url");
    assertThat(found.get(0).getString(6)).isEqualTo("unique");
  }

  @Test
  void remove_nothing_isEmptyWithItsSchema() {
    Dataset<Row> removed =
        new ExactDedupStage(1, ExactDedupStage.On.TEXT, Keeping.of(KeepPolicy.BEST))
            .remove(frame(List.of(), 2), null);
    assertThat(removed.collectAsList()).isEmpty();
    assertThat(removed.schema()).isEqualTo(ClusterScan.REMOVED);
  }
}
