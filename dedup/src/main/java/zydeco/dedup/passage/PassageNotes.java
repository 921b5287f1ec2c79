package zydeco.dedup.passage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sum;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.minhash.Mix;
import zydeco.dedup.survivors.Keeping;

/**
 * What is cut out of which document: passages are sent to ranges of their hashes, and what goes of
 * each range back to its documents, both as packed bytes.
 *
 * @param keeping which occurrences stay
 * @param order how many numbers order documents of a rank
 * @param most occurrences of one passage that a task may hold; those of more frequent ones are
 *     sorted by Spark
 */
public record PassageNotes(Keeping keeping, int order, long most) implements Serializable {
  /** 100 MB of them. */
  private static final long USUAL_MOST = 1 << 20;

  private static final long PASSAGES_A_RANGE = 1L << 21;
  private static final int CUT = 8 + 4 + 4 + 4 + 16;
  private static final int OFTEN = 8 + 8 + 4 + 4 + 16 + 8 + 8;
  private static final StructType NOTE =
      new StructType()
          .add("doc", DataTypes.LongType, false)
          .add("note", DataTypes.StringType, false);

  public PassageNotes(Keeping keeping, int order) {
    this(keeping, order, USUAL_MOST);
  }

  /**
   * A row a document of which something is cut: {@code doc} long, {@code note} string, as {@link
   * Cuts} has it; and rows of {@link CutSums#DOC} whose notes sum these up.
   *
   * @param documents {@code doc} long, {@code rank} int, {@code source} string, {@code id} binary,
   *     packed {@link Passages} binary, not null, and the numbers that order them, doubles
   */
  public Dataset<Row> of(Dataset<Row> documents) {
    String packed = documents.columns()[4];
    Row counted = documents.agg(sum(length(col(packed))), count("*")).head();
    long passages = counted.isNullAt(0) ? 0 : counted.getLong(0) / Passages.PACKED;
    FrequentPassages frequent =
        passages > most
            ? FrequentPassages.of(documents, counted.getLong(1), most, keeping, order)
            : FrequentPassages.none(keeping, order);
    int usual = documents.sparkSession().sessionState().conf().numShufflePartitions();
    int ranges = (int) Math.max(usual, passages / PASSAGES_A_RANGE + 1);
    HashPartitioner byRange = new HashPartitioner(ranges);
    JavaRDD<Repeats.Found> found =
        documents
            .toJavaRDD()
            .mapPartitionsToPair(
                rows -> new Packer<>(rows, ranges, (row, to) -> putPassages(row, frequent, to)))
            .partitionBy(byRange)
            .mapPartitions(blocks -> new RangeRepeats(keeping, bytes(blocks), order));
    if (!frequent.isEmpty()) {
      found = found.union(frequent.found(documents));
    }
    JavaRDD<Row> notes =
        found
            .mapPartitionsToPair(each -> new Packer<>(each, ranges, PassageNotes::putFound))
            .partitionBy(byRange)
            .mapPartitions(blocks -> new Notes(bytes(blocks)));
    return documents.sparkSession().createDataFrame(notes, NOTE);
  }

  private static Iterator<byte[]> bytes(Iterator<Tuple2<Integer, byte[]>> blocks) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public byte[] next() {
        return blocks.next()._2();
      }
    };
  }

  /** Range r of n holds what has r above the lowest 32 bits of its high half times n. */
  private static int rangeOf(long hash, int ranges) {
    return (int) ((hash >>> 32) * ranges >>> 32);
  }

  /** Sends the passages of a document but the frequent ones, those of one range together. */
  private void putPassages(Row row, FrequentPassages frequent, Packer<Row> to) {
    Passages.Packed each = new Passages.Packed(row.getAs(4));
    long[] places = new long[each.count()];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      each.at(i);
      if (!frequent.has(each.high())) {
        places[count++] = (long) rangeOf(each.high(), to.partitions()) << 32 | i;
      }
    }
    Arrays.sort(places, 0, count);
    for (int first = 0; first < count; ) {
      int range = (int) (places[first] >>> 32);
      int end = first + 1;
      while (end < count && places[end] >>> 32 == range) {
        end++;
      }
      ByteBuffer room = to.room(range, RangeRepeats.bytes(order, end - first));
      begin(row, room, end - first);
      for (; first < end; first++) {
        each.at((int) places[first]);
        room.putLong(each.high()).putLong(each.low()).putInt(each.from()).putInt(each.to());
      }
    }
  }

  private void begin(Row row, ByteBuffer to, int passages) {
    boolean stays = keeping.protect().contains(row.getString(2));
    to.putLong(row.getLong(0)).putInt(row.getInt(1)).put((byte) (stays ? 1 : 0));
    to.put(row.<byte[]>getAs(3));
    for (int i = 0; i < order; i++) {
      to.putDouble(row.getDouble(5 + i));
    }
    to.putInt(passages);
  }

  private static void putFound(Repeats.Found found, Packer<Repeats.Found> to) {
    if (found instanceof Repeats.Cut cut) {
      to.room(rangeOf(Mix.finish(cut.doc()), to.partitions()), CUT)
          .putLong(cut.doc())
          .putInt(cut.rank())
          .putInt(cut.from())
          .putInt(cut.to())
          .put(cut.first());
    } else if (found instanceof Repeats.Often often) {
      to.room(rangeOf(often.high(), to.partitions()), OFTEN)
          .putLong(-often.times())
          .putLong(often.doc())
          .putInt(often.from())
          .putInt(often.to())
          .put(often.id())
          .putLong(often.high())
          .putLong(often.low());
    }
  }

  private static byte[] id(ByteBuffer from) {
    byte[] id = new byte[16];
    from.get(id);
    return id;
  }

  /**
   * Gathers the cuts of each document, which is told apart by its address, well mixed, into its
   * note; at last sums them up.
   */
  private static final class Notes implements Iterator<Row> {
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private final KeyBlock places = new KeyBlock(1024);
    private final CutSums sums = new CutSums();
    private int next;

    Notes(Iterator<byte[]> found) {
      while (found.hasNext()) {
        ByteBuffer block = ByteBuffer.wrap(found.next());
        while (block.hasRemaining()) {
          int at = block.position();
          long doc = block.getLong();
          if (doc < 0) {
            sums.often(
                new Repeats.Often(
                    -doc,
                    block.getLong(),
                    block.getInt(),
                    block.getInt(),
                    id(block),
                    block.getLong(),
                    block.getLong()));
          } else {
            places.add(Mix.finish(doc), (long) blocks.size() << 32 | at);
            block.position(at + CUT);
          }
        }
        blocks.add(block);
      }
      places.sort();
    }

    @Override
    public boolean hasNext() {
      return next <= places.size();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (next == places.size()) {
        next++;
        return RowFactory.create(CutSums.DOC, sums.toJson());
      }
      long key = places.key(next);
      List<Repeats.Cut> cuts = new ArrayList<>();
      for (; next < places.size() && places.key(next) == key; next++) {
        ByteBuffer block = blocks.get((int) (places.doc(next) >>> 32));
        block.position((int) places.doc(next));
        cuts.add(
            new Repeats.Cut(
                block.getLong(), block.getInt(), block.getInt(), block.getInt(), id(block)));
      }
      cuts.sort(Comparator.comparingInt(Repeats.Cut::from));
      sums.cut(cuts.get(0).rank(), cuts.size());
      Cuts note = new Cuts();
      cuts.forEach(cut -> note.add(cut.from(), cut.to(), cut.first()));
      return RowFactory.create(cuts.get(0).doc(), note.note());
    }
  }
}
