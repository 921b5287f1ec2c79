package zydeco.dedup.cluster;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Mix;

/** From the band keys of documents to their components. */
public final class BandEdges {
  /*
   * Each task sorts its pairs of (key, document) a block at a time, joins what shares a key there
   * and keeps one pair a key; the sorted block is cut into key ranges, which are shuffled as packed
   * bytes. Each range is sorted and joined again. A bucket of n documents costs n - 1 edges, and a
   * hot one at most one pair a block: nothing is quadratic and nothing is skipped. Edges are the
   * spanning forest of each range. Which document is the centre of a star does not matter: the
   * components are the same, and nothing but the components leaves this class.
   */
  private static final int BLOCK = 1 << 18;
  private static final long PAIRS_A_RANGE = 1L << 22;

  private BandEdges() {}

  /**
   * The documents that share keys with others, with the number of their component as {@code
   * cluster}; null where there are none.
   *
   * @param documents columns {@code doc} long, the named one, and others; the named one holds 8
   *     bytes a band key, null where the document takes no part
   * @param limit the most documents of components that the driver may hold; of more, no machine
   *     holds all
   */
  public static Dataset<Row> clustered(
      Dataset<Row> documents, String column, int bands, int limit) {
    Dataset<Row> present = documents.where(col(column).isNotNull()).select("doc", column);
    int ranges = ranges(present, bands);
    JavaRDD<long[]> edges =
        present
            .as(Encoders.tuple(Encoders.LONG(), Encoders.BINARY()))
            .toJavaRDD()
            .mapPartitionsToPair(new ToBlocks(ranges))
            .partitionBy(new ByRange(ranges))
            .mapPartitions(new ToEdges())
            .persist(StorageLevel.DISK_ONLY());
    try {
      edges.foreachPartition(blocks -> blocks.forEachRemaining(block -> {}));
      Forest forest = join(edges.toLocalIterator(), limit);
      if (forest != null) {
        return forest.size() == 0 ? null : label(documents, forest.components());
      }
      SparkSession spark = documents.sparkSession();
      Encoder<Tuple2<Long, Long>> edge = Encoders.tuple(Encoders.LONG(), Encoders.LONG());
      Dataset<Tuple2<Long, Long>> pairs =
          spark.createDataset(edges.flatMap(new ToPairs()).rdd(), edge);
      return documents.join(StarRounds.components(pairs), "doc");
    } finally {
      edges.unpersist(false);
    }
  }

  private static Dataset<Row> label(Dataset<Row> documents, Components components) {
    Broadcast<Components> shared =
        new JavaSparkContext(documents.sparkSession().sparkContext()).broadcast(components);
    Column cluster =
        functions
            .udf((UDF1<Long, Long>) doc -> shared.value().of(doc), DataTypes.LongType)
            .apply(col("doc"));
    return documents.withColumn("cluster", cluster).where("cluster >= 0");
  }

  private static int ranges(Dataset<Row> present, int bands) {
    long pairs = present.count() * bands;
    int usual = present.sparkSession().sessionState().conf().numShufflePartitions();
    return (int) Math.max(usual, pairs / PAIRS_A_RANGE + 1);
  }

  /** The components; null where they have more documents than the limit. */
  private static Forest join(Iterator<long[]> blocks, int limit) {
    Forest forest = new Forest();
    while (blocks.hasNext()) {
      long[] block = blocks.next();
      for (int i = 0; i < block.length; i += 2) {
        forest.join(block[i], block[i + 1]);
      }
      if (forest.size() > limit) {
        return null;
      }
    }
    return forest;
  }

  /** Range r of n holds the keys whose high half, times n, has r above its lowest 32 bits. */
  private static int rangeOf(long key, int ranges) {
    return (int) ((key >>> 32) * ranges >>> 32);
  }

  /** A record of edges goes to range r under the number -1 - r, one of pairs under r. */
  private static final class ByRange extends Partitioner {
    private final int ranges;

    ByRange(int ranges) {
      this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
      return ranges;
    }

    @Override
    public int getPartition(Object number) {
      int range = (Integer) number;
      return range < 0 ? -1 - range : range;
    }
  }

  private static final class ToBlocks
      implements PairFlatMapFunction<Iterator<Tuple2<Long, byte[]>>, Integer, byte[]> {
    private final int ranges;

    ToBlocks(int ranges) {
      this.ranges = ranges;
    }

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<Tuple2<Long, byte[]>> documents) {
      return new Blocks(documents, ranges);
    }
  }

  private static final class Blocks implements Iterator<Tuple2<Integer, byte[]>> {
    private final Iterator<Tuple2<Long, byte[]>> documents;
    private final int ranges;
    private final KeyBlock block = new KeyBlock(1024);
    private final Queue<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();

    Blocks(Iterator<Tuple2<Long, byte[]>> documents, int ranges) {
      this.documents = documents;
      this.ranges = ranges;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && documents.hasNext()) {
        fill();
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
      return ready.remove();
    }

    private void fill() {
      block.clear();
      while (documents.hasNext() && block.size() < BLOCK) {
        Tuple2<Long, byte[]> document = documents.next();
        for (long key : Banding.keysOf(document._2())) {
          block.add(key, document._1());
        }
      }
      block.sort();
      EdgeList edges = new EdgeList();
      block.star(edges);
      if (edges.size() > 0) {
        ready.add(new Tuple2<>(-1 - rangeOf(Mix.finish(edges.first()), ranges), edges.toBytes()));
      }
      int from = 0;
      while (from < block.size()) {
        int range = rangeOf(block.key(from), ranges);
        int to = from + 1;
        while (to < block.size() && rangeOf(block.key(to), ranges) == range) {
          to++;
        }
        ready.add(new Tuple2<>(range, block.toBytes(from, to)));
        from = to;
      }
    }
  }

  private static final class ToEdges
      implements FlatMapFunction<Iterator<Tuple2<Integer, byte[]>>, long[]> {
    @Override
    public Iterator<long[]> call(Iterator<Tuple2<Integer, byte[]>> records) {
      KeyBlock pairs = new KeyBlock(1024);
      EdgeList edges = new EdgeList();
      while (records.hasNext()) {
        Tuple2<Integer, byte[]> next = records.next();
        if (next._1() < 0) {
          edges.addAll(next._2());
        } else {
          pairs.addAll(next._2());
        }
      }
      pairs.sort();
      pairs.star(edges);
      List<long[]> blocks = new ArrayList<>();
      if (edges.size() > 0) {
        blocks.add(edges.toArray());
      }
      return blocks.iterator();
    }
  }

  private static final class ToPairs implements FlatMapFunction<long[], Tuple2<Long, Long>> {
    @Override
    public Iterator<Tuple2<Long, Long>> call(long[] block) {
      return IntStream.range(0, block.length / 2)
          .mapToObj(i -> new Tuple2<>(block[2 * i], block[2 * i + 1]))
          .iterator();
    }
  }

  /** The edges that join something new: the spanning forest of all that it was given. */
  private static final class EdgeList implements KeyBlock.Edge {
    private final Forest forest = new Forest();
    private final KeyBlock edges = new KeyBlock(16);

    @Override
    public void join(long a, long b) {
      if (forest.join(a, b)) {
        edges.add(a, b);
      }
    }

    int size() {
      return edges.size();
    }

    long first() {
      return edges.key(0);
    }

    byte[] toBytes() {
      return edges.toBytes(0, edges.size());
    }

    void addAll(byte[] bytes) {
      KeyBlock more = new KeyBlock(bytes.length / 16);
      more.addAll(bytes);
      for (int i = 0; i < more.size(); i++) {
        join(more.key(i), more.doc(i));
      }
    }

    long[] toArray() {
      long[] flat = new long[2 * size()];
      for (int i = 0; i < size(); i++) {
        flat[2 * i] = edges.key(i);
        flat[2 * i + 1] = edges.doc(i);
      }
      return flat;
    }
  }
}
