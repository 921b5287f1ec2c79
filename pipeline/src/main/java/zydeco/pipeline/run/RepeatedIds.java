package zydeco.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import zydeco.pipeline.text.Hash128;

/** Whether an id stands more than once in tables of many files. */
final class RepeatedIds {
  /*
   * Every build asks this twice and hears no, so it is cheap: the ids of a file are sorted and cut
   * into ranges, which are shuffled as packed numbers and sorted again, with no query to plan. Of an
   * id that a file holds more often two are sent on, so a range holds no more than two for each of
   * its ids in each file, however often one stands.
   */
  private static final int FILES_A_RANGE = 16;

  private RepeatedIds() {}

  /** Reads the ids of a file. */
  interface Ids extends Serializable {
    /** Tells all that are to be compared. */
    void read(String location, List<Hash128> to) throws IOException;
  }

  /** Whether any id stands twice in the files together. */
  static boolean any(JavaSparkContext context, List<String> locations, Ids ids) {
    return oneOrNull(context, locations, ids) != null;
  }

  /** An id that stands twice in the files together, in hexadecimal; null where none does. */
  static String oneOrNull(JavaSparkContext context, List<String> locations, Ids ids) {
    if (locations.isEmpty()) {
      return null;
    }
    int ranges = Math.max(context.defaultParallelism(), locations.size() / FILES_A_RANGE);
    return context
        .parallelize(locations, tasks(context, locations))
        .flatMapToPair(new Cut(ids, ranges))
        .partitionBy(new HashPartitioner(ranges))
        .mapPartitions(new Repeated())
        .collect()
        .stream()
        .findFirst()
        .orElse(null);
  }

  /** Tasks that read so many files of tables: few, since each file is soon read. */
  static int tasks(JavaSparkContext context, List<String> files) {
    return Math.max(1, Math.min(files.size(), 4 * context.defaultParallelism()));
  }

  private record Cut(Ids ids, int ranges) implements PairFlatMapFunction<String, Integer, long[]> {
    @Override
    public Iterator<Tuple2<Integer, long[]>> call(String location) throws IOException {
      List<Hash128> all = new ArrayList<>();
      ids.read(location, all);
      all.sort(null);
      List<Tuple2<Integer, long[]>> blocks = new ArrayList<>();
      int from = 0;
      while (from < all.size()) {
        int range = range(all.get(from));
        long[] block = new long[16];
        int length = 0;
        for (; from < all.size() && range(all.get(from)) == range; from++) {
          if (from >= 2 && all.get(from).equals(all.get(from - 2))) {
            continue;
          }
          if (length == block.length) {
            block = Arrays.copyOf(block, 2 * length);
          }
          block[length++] = all.get(from).high();
          block[length++] = all.get(from).low();
        }
        blocks.add(new Tuple2<>(range, Arrays.copyOf(block, length)));
      }
      return blocks.iterator();
    }

    private int range(Hash128 id) {
      return (int) ((id.high() >>> 32) * ranges >>> 32);
    }
  }

  private static final class Repeated
      implements FlatMapFunction<Iterator<Tuple2<Integer, long[]>>, String> {
    @Override
    public Iterator<String> call(Iterator<Tuple2<Integer, long[]>> blocks) {
      List<Hash128> all = new ArrayList<>();
      blocks.forEachRemaining(
          block -> {
            for (int i = 0; i < block._2().length; i += 2) {
              all.add(new Hash128(block._2()[i], block._2()[i + 1]));
            }
          });
      all.sort(null);
      for (int i = 1; i < all.size(); i++) {
        if (all.get(i).equals(all.get(i - 1))) {
          return List.of(all.get(i).toString()).iterator();
        }
      }
      return List.<String>of().iterator();
    }
  }
}
