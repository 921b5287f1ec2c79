package zydeco.dedup.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Connected components of a graph that no single machine need hold. */
final class StarRounds {
  /*
   * Large-star and small-star in turn (Kiveris et al., Connected Components in MapReduce and
   * Beyond, SoCC 2014), each as a sort by node and one walk over the sorted neighbours, so that a
   * node of a million neighbours needs no memory and Spark's sort spills what does not fit. A round
   * ends with the same edges as the one before where every document points at the least of its
   * component; that takes about log2 of the longest chain in rounds. The result of each round is
   * kept on disk, so that no round is computed twice.
   */
  private static final int MOST_ROUNDS = 60;
  private static final Encoder<Tuple2<Long, Long>> EDGE =
      Encoders.tuple(Encoders.LONG(), Encoders.LONG());

  private StarRounds() {}

  /**
   * One row a document of a component: {@code doc} and {@code cluster}, the least of its component.
   *
   * @param edges two columns of long; an edge may come twice and either way round, but not join a
   *     document to itself
   */
  static Dataset<Row> components(Dataset<Tuple2<Long, Long>> edges) {
    Dataset<Row> star = edges.toDF("src", "dst");
    Row before = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Dataset<Row> both = star.union(star.select(col("dst"), col("src")));
      Dataset<Row> next = scan(scan(both, true), false).distinct();
      star = next.localCheckpoint(true, StorageLevel.DISK_ONLY());
      Row after =
          star.agg(count(lit(1)), sum(xxhash64(col("src"), col("dst")).cast("decimal(38,0)")))
              .head();
      if (after.equals(before)) {
        return star.union(star.select(col("dst"), col("dst")).distinct()).toDF("doc", "cluster");
      }
      before = after;
    }
    throw new IllegalStateException(
        "Cannot cluster the duplicates: components still change after "
            + MOST_ROUNDS
            + " rounds. This is a fault of the program; please report it.");
  }

  private static Dataset<Row> scan(Dataset<Row> edges, boolean large) {
    return edges
        .repartition(col("src"))
        .sortWithinPartitions("src", "dst")
        .as(EDGE)
        .mapPartitions(
            (MapPartitionsFunction<Tuple2<Long, Long>, Tuple2<Long, Long>>)
                sorted -> new Star(sorted, large),
            EDGE)
        .toDF("src", "dst");
  }

  /**
   * Walks neighbours sorted by node. Large: sends each neighbour above the node to the least of
   * node and neighbours. Small, where all neighbours are below: sends the node and each other
   * neighbour to the least one.
   */
  private static final class Star implements Iterator<Tuple2<Long, Long>> {
    private final Iterator<Tuple2<Long, Long>> sorted;
    private final boolean large;
    private boolean any;
    private long node;
    private long least;
    private long last;
    private Tuple2<Long, Long> next;

    Star(Iterator<Tuple2<Long, Long>> sorted, boolean large) {
      this.sorted = sorted;
      this.large = large;
    }

    @Override
    public boolean hasNext() {
      while (next == null && sorted.hasNext()) {
        Tuple2<Long, Long> edge = sorted.next();
        next = take(edge._1(), edge._2());
      }
      return next != null;
    }

    private Tuple2<Long, Long> take(long src, long dst) {
      boolean first = !any || src != node;
      if (!first && dst == last) {
        return null;
      }
      any = true;
      node = src;
      last = dst;
      if (first) {
        least = Math.min(src, dst);
      }
      if (large) {
        return dst > src ? new Tuple2<>(dst, least) : null;
      }
      return first ? new Tuple2<>(src, least) : new Tuple2<>(dst, least);
    }

    @Override
    public Tuple2<Long, Long> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tuple2<Long, Long> edge = next;
      next = null;
      return edge;
    }
  }
}
