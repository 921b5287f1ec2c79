package zydeco.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import zydeco.dedup.earlier.EarlierBuilds;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Mix;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.ShingleStore;
import zydeco.dedup.minhash.Signature;
import zydeco.pipeline.stage.CorpusTexts;

/**
 * Pairs of documents whose exact similarity is measured: some that the bands may or may not have
 * found, and some that were removed.
 */
final class PairSample {
  /*
   * Recall. Two documents of similarity s agree in the least value of one more hash function with
   * probability s, whatever their bands do; so documents are grouped by that value, of the groups a
   * share is taken (by hash) that keeps about DOCUMENTS of them, and each group gives the pairs of
   * neighbours by id, at most MOST_OF_A_GROUP. Such pairs are many at low similarity and at 1, few
   * between: of each twentieth of estimated similarity the first by hash are taken, and each stands
   * for as many as there were. A pair's weight times whether it was found, over the weights, is then
   * an unbiased estimate of the recall at its similarity.
   *
   * Everything is chosen by hashes of ids and shingles, so the sample is a matter of the corpus
   * alone, and its texts come from at most that many documents however large the corpus is.
   */
  static final int BINS = 20;
  private static final int DOCUMENTS = 1 << 17;
  private static final int MOST_OF_A_GROUP = 64;
  private static final int LEAST_BIN = BINS * 3 / 10;

  private static final StructType GROUPED =
      new StructType()
          .add("a", DataTypes.LongType)
          .add("b", DataTypes.LongType)
          .add("hash", DataTypes.LongType)
          .add("similarity", DataTypes.DoubleType)
          .add("found", DataTypes.BooleanType);
  private static final StructType PLACED =
      new StructType().add("doc", DataTypes.LongType).add("pair", DataTypes.IntegerType);
  private static final StructType MEASURED =
      new StructType().add("pair", DataTypes.IntegerType).add("jaccard", DataTypes.DoubleType);

  private final Scheme scheme;
  private final SignatureStage columns;
  private final int wanted;
  private final EarlierBuilds earlier;
  private final CorpusTexts texts;

  PairSample(
      Scheme scheme, SignatureStage columns, int wanted, EarlierBuilds earlier, CorpusTexts texts) {
    this.scheme = scheme;
    this.columns = columns;
    this.wanted = wanted;
    this.earlier = earlier;
    this.texts = texts;
  }

  /**
   * A pair.
   *
   * @param jaccard exact
   * @param found whether the two share a band
   * @param weight how many pairs it stands for
   */
  record Pair(double jaccard, boolean found, double weight) {}

  private record Chosen(long a, long b, boolean found, double weight) {}

  /**
   * What is read again.
   *
   * @param alike pairs of alike documents, found or not
   * @param removals removed documents, each with its survivor, of this build or of an earlier one:
   *     all of equal chance, but for those that are {@link #unread}
   */
  record Sample(List<Pair> alike, List<Pair> removals) {}

  /**
   * Takes it: texts are read once for both.
   *
   * @param compared how many documents have a shingle
   */
  Sample take(Dataset<Row> documents, long compared, Dataset<Row> removed) {
    List<Chosen> chosen = new ArrayList<>(alike(documents, compared));
    int alike = chosen.size();
    List<Pair> removals = new ArrayList<>();
    for (Row row : removals(removed)) {
      if (row.isNullAt(2)) {
        chosen.add(new Chosen(row.getLong(0), row.getLong(1), true, 1));
      } else {
        removals.add(new Pair(row.getDouble(2), true, 1));
      }
    }
    List<Pair> read = measured(documents.sparkSession(), chosen);
    removals.addAll(read.subList(alike, read.size()));
    return new Sample(read.subList(0, alike), removals);
  }

  private List<Chosen> alike(Dataset<Row> documents, long compared) {
    long share = Math.max(1, compared / DOCUMENTS);
    List<Row> pairs =
        documents
            .where(col(columns.sample()).isNotNull())
            .select("doc", "id", columns.sample(), columns.signature(), columns.keys())
            .filter((FilterFunction<Row>) row -> Long.remainderUnsigned(hash(row), share) == 0)
            .repartition(col(columns.sample()))
            .sortWithinPartitions(columns.sample(), "id")
            .mapPartitions(new Neighbours(), Encoders.row(GROUPED))
            .collectAsList();
    Map<Integer, List<Row>> bins =
        pairs.stream()
            .collect(Collectors.groupingBy(PairSample::bin, TreeMap::new, Collectors.toList()));
    List<Chosen> chosen = new ArrayList<>();
    for (List<Row> bin : bins.values()) {
      bin.sort(Comparator.comparingLong(row -> row.getLong(2)));
      int taken = Math.min(wanted, bin.size());
      for (Row row : bin.subList(0, taken)) {
        double weight = (double) bin.size() / taken;
        chosen.add(new Chosen(row.getLong(0), row.getLong(1), row.getBoolean(4), weight));
      }
    }
    return chosen;
  }

  private static int bin(Row pair) {
    return (int) (pair.getDouble(3) * BINS);
  }

  private static long hash(Row row) {
    return Mix.finish(ByteBuffer.wrap(row.getAs(2)).getInt() * Mix.GOLDEN);
  }

  private List<Row> removals(Dataset<Row> removed) {
    return removed
        .where(col("doc").geq(0).and(known()))
        .select("doc", "survivor_doc", "jaccard", "id")
        .orderBy("id")
        .limit(BINS * wanted / 4)
        .collectAsList();
  }

  /** Removals whose survivor is of an earlier build that published no texts to compare with. */
  long unread(Dataset<Row> removed) {
    return earlier.areReadable() ? 0 : removed.where(col("doc").geq(0).and(not(known()))).count();
  }

  private Column known() {
    return col("jaccard").isNotNull().or(earlier.isReadable(col("survivor_doc")));
  }

  private List<Pair> measured(SparkSession spark, List<Chosen> pairs) {
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Row> placed = new ArrayList<>();
    Map<Long, Row> docs = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      for (long doc : new long[] {pairs.get(i).a(), pairs.get(i).b()}) {
        placed.add(RowFactory.create(doc, i));
        docs.put(doc, RowFactory.create(doc));
      }
    }
    StructType doc = new StructType().add("doc", DataTypes.LongType);
    Dataset<Row> read =
        earlier.withTexts(spark.createDataFrame(List.copyOf(docs.values()), doc), texts);
    Map<Integer, Double> jaccards = new HashMap<>();
    read.join(spark.createDataFrame(placed, PLACED), "doc")
        .repartition(col("pair"))
        .sortWithinPartitions("pair", "doc")
        .select("pair", "text")
        .mapPartitions(new Compare(scheme), Encoders.row(MEASURED))
        .collectAsList()
        .forEach(row -> jaccards.put(row.getInt(0), row.getDouble(1)));
    List<Pair> found = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Chosen pair = pairs.get(i);
      found.add(new Pair(jaccards.get(i), pair.found(), pair.weight()));
    }
    return found;
  }

  /** Pairs of neighbours among documents sorted by sample key and id. */
  private static final class Neighbours implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new FlatIterator<>(rows, new Group());
    }

    private static final class Group implements Function<Row, Row>, Serializable {
      private Row before;
      private int pairs;

      @Override
      public Row apply(Row row) {
        boolean same = before != null && Arrays.equals(key(before), key(row));
        pairs = same ? pairs + 1 : 0;
        Row pair = same && pairs <= MOST_OF_A_GROUP ? pair(before, row) : null;
        before = row;
        return pair;
      }

      private static byte[] key(Row row) {
        return row.getAs(2);
      }

      private static Row pair(Row a, Row b) {
        double similarity = Signature.of(a.getAs(3)).similarity(Signature.of(b.getAs(3)));
        if (similarity * BINS < LEAST_BIN) {
          return null;
        }
        ByteBuffer ids = ByteBuffer.allocate(32).put(a.<byte[]>getAs(1)).put(b.<byte[]>getAs(1));
        long hash = zydeco.pipeline.text.Hash128.of(ids.array()).high();
        return RowFactory.create(
            a.getLong(0), b.getLong(0), hash, similarity, shareBand(a.getAs(4), b.getAs(4)));
      }

      private static boolean shareBand(byte[] a, byte[] b) {
        long[] keysA = Banding.keysOf(a);
        long[] keysB = Banding.keysOf(b);
        for (int i = 0; i < keysA.length; i++) {
          if (keysA[i] == keysB[i]) {
            return true;
          }
        }
        return false;
      }
    }
  }

  /** The Jaccard similarity of each pair among texts sorted by pair, two a pair. */
  private record Compare(Scheme scheme) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new FlatIterator<>(rows, new Two(scheme.open()));
    }

    private static final class Two implements Function<Row, Row> {
      private final MinHash minHash;
      private int pair = -1;
      private int[] first;

      Two(MinHash minHash) {
        this.minHash = minHash;
      }

      @Override
      public Row apply(Row row) {
        int[] shingles = minHash.shingles(row.getAs(1));
        if (row.getInt(0) != pair) {
          pair = row.getInt(0);
          first = shingles;
          return null;
        }
        return RowFactory.create(pair, ShingleStore.jaccard(first, shingles));
      }
    }
  }
}
