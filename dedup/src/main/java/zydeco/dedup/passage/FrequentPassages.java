package zydeco.dedup.passage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.survivors.Keeping;

/**
 * Passages that occur too often to be held in memory: Spark sorts their occurrences, on disk where
 * need be, and they are told one by one.
 *
 * @param highs the first halves of their hashes, sorted
 * @param order how many numbers order documents of a rank
 */
record FrequentPassages(long[] highs, Keeping keeping, int order) implements Serializable {
  private static final long SAMPLED_DOCUMENTS = 20_000;
  private static final long MOST_SHARES = 1 << 14;

  /**
   * Those that occur, as a sample of the documents has it, more often than told. One that is missed
   * takes memory, nothing else.
   *
   * @param documents as {@link PassageNotes#of} takes them
   * @param count how many documents there are
   * @param most occurrences
   */
  static FrequentPassages of(
      Dataset<Row> documents, long count, long most, Keeping keeping, int order) {
    long shares = Math.max(1, Math.min(MOST_SHARES, count / SAMPLED_DOCUMENTS));
    Dataset<Row> sample =
        documents
            .where(pmod(hash(col("doc")), lit(shares)).equalTo(0))
            .select(documents.columns()[4]);
    long[] highs =
        sample
            .as(Encoders.BINARY())
            .flatMap((byte[] packed) -> highs(packed).boxed().iterator(), Encoders.LONG())
            .groupBy("value")
            .count()
            .where(col("count").gt(most / shares))
            .select("value")
            .as(Encoders.LONG())
            .collectAsList()
            .stream()
            .mapToLong(high -> high)
            .sorted()
            .toArray();
    return new FrequentPassages(highs, keeping, order);
  }

  /** None. */
  static FrequentPassages none(Keeping keeping, int order) {
    return new FrequentPassages(new long[0], keeping, order);
  }

  private static LongStream highs(byte[] packed) {
    Passages.Packed each = new Passages.Packed(packed);
    return IntStream.range(0, each.count())
        .mapToLong(
            i -> {
              each.at(i);
              return each.high();
            });
  }

  boolean isEmpty() {
    return highs.length == 0;
  }

  boolean has(long high) {
    return highs.length > 0 && Arrays.binarySearch(highs, high) >= 0;
  }

  /** What goes of them. */
  JavaRDD<Repeats.Found> found(Dataset<Row> documents) {
    StructType schema = new StructType();
    List<Column> sorted = new ArrayList<>(List.of(col("high"), col("low"), col("rank")));
    schema = schema.add("high", DataTypes.LongType).add("low", DataTypes.LongType);
    schema = schema.add("rank", DataTypes.IntegerType).add("id", DataTypes.BinaryType);
    schema = schema.add("from", DataTypes.IntegerType).add("to", DataTypes.IntegerType);
    schema = schema.add("doc", DataTypes.LongType).add("stays", DataTypes.BooleanType);
    for (int i = 0; i < order; i++) {
      schema = schema.add("order-" + i, DataTypes.DoubleType);
      sorted.add(col("order-" + i).desc());
    }
    sorted.addAll(List.of(col("id"), col("from")));
    return documents
        .sparkSession()
        .createDataFrame(documents.toJavaRDD().flatMap(this::occurrences), schema)
        .repartition(col("high"), col("low"))
        .sortWithinPartitions(sorted.toArray(Column[]::new))
        .toJavaRDD()
        .mapPartitions(rows -> new Sorted(keeping, rows, order));
  }

  private Iterator<Row> occurrences(Row document) {
    Passages.Packed each = new Passages.Packed(document.getAs(4));
    boolean stays = keeping.protect().contains(document.getString(2));
    return IntStream.range(0, each.count())
        .filter(
            i -> {
              each.at(i);
              return has(each.high());
            })
        .mapToObj(
            i -> {
              each.at(i);
              Object[] row = new Object[8 + order];
              row[0] = each.high();
              row[1] = each.low();
              row[2] = document.getInt(1);
              row[3] = document.get(3);
              row[4] = each.from();
              row[5] = each.to();
              row[6] = document.getLong(0);
              row[7] = stays;
              for (int number = 0; number < order; number++) {
                row[8 + number] = document.getDouble(5 + number);
              }
              return RowFactory.create(row);
            })
        .iterator();
  }

  /** Among rows in the order of preference. */
  private static final class Sorted extends Repeats {
    private final Iterator<Row> rows;
    private final int order;
    private boolean ended;

    Sorted(Keeping keeping, Iterator<Row> rows, int order) {
      super(keeping);
      this.rows = rows;
      this.order = order;
    }

    @Override
    boolean goOn() {
      if (ended) {
        return false;
      }
      ended = !rows.hasNext();
      if (ended) {
        end();
      } else {
        hear(occurrence(rows.next()));
      }
      return true;
    }

    private Occurrence occurrence(Row row) {
      double[] numbers = new double[order];
      for (int i = 0; i < order; i++) {
        numbers[i] = row.getDouble(8 + i);
      }
      return new Occurrence(
          new Occurrence.Holder(
              row.getLong(6), row.getInt(2), row.getBoolean(7), row.getAs(3), numbers),
          row.getLong(0),
          row.getLong(1),
          row.getInt(4),
          row.getInt(5));
    }
  }
}
