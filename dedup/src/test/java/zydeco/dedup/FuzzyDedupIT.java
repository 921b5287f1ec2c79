package zydeco.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.minhash.ShortTexts;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.survivors.Guard;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Keeping;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.text.Hash128;

public class FuzzyDedupIT {
  private static final StructType SCHEMA =
      new StructType()
          .add("doc", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("id", DataTypes.BinaryType)
          .add("content", DataTypes.BinaryType)
          .add("bytes", DataTypes.LongType)
          .add("fuzzy-dedup-keys", DataTypes.BinaryType)
          .add("fuzzy-dedup-signature", DataTypes.BinaryType);

  public static FuzzyDedupStage stage(KeepPolicy keep, double atLeast) {
    Scheme scheme =
        new Scheme(
            Shingler.Unit.CHAR, 25, Normalization.NONE, SmallCorpus.BANDING, ShortTexts.KEEP, 17);
    return new FuzzyDedupStage(
        1,
        scheme,
        Keeping.of(keep),
        atLeast == 0 ? FuzzyDedupStage.Verify.NONE : FuzzyDedupStage.Verify.SIGNATURE,
        atLeast == 0 ? 0.8 : atLeast,
        0);
  }

  public static Row row(SmallCorpus.Doc doc, long address) {
    return RowFactory.create(
        address,
        doc.rank(),
        "source-" + doc.rank(),
        doc.id(),
        doc.content(),
        100L,
        doc.keys() == null ? null : Banding.toBytes(doc.keys()),
        doc.keys() == null ? null : doc.signature().toBytes());
  }

  public static Dataset<Row> frame(List<Row> rows, int partitions) {
    return LocalSpark.SESSION.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static Map<Long, SmallCorpus.Fate> fates(Dataset<Row> removed) {
    assertThat(removed.schema().fieldNames())
        .startsWith("doc", "survivor", "cluster", "similarity", "jaccard", "rule", "bound");
    Map<Long, SmallCorpus.Fate> fates = new HashMap<>();
    for (Row row : removed.collectAsList()) {
      SmallCorpus.Fate fate = SmallCorpus.Fate.of(row.getAs(1), row.getAs(2), row.getDouble(3));
      assertThat(fates.put(row.getLong(0), fate)).isNull();
      assertThat(row.isNullAt(4)).isTrue();
    }
    return fates;
  }

  @ParameterizedTest
  @CsvSource({"BEST,0", "TOP_SOURCE,0", "BEST,0.8", "TOP_SOURCE,0.5"})
  void remove_aThousandRandomCorpora_equalsBruteForceWhateverTheLayout(
      KeepPolicy keep, double atLeast) {
    List<SmallCorpus.Doc> docs = new ArrayList<>();
    Map<Long, SmallCorpus.Fate> expected = new HashMap<>();
    for (int number = 0; number < 1000; number++) {
      List<SmallCorpus.Doc> corpus = SmallCorpus.random(number);
      docs.addAll(corpus);
      expected.putAll(SmallCorpus.bruteForce(corpus, keep, atLeast));
    }
    List<Row> rows = new ArrayList<>();
    docs.forEach(doc -> rows.add(row(doc, doc.doc())));
    assertThat(fates(stage(keep, atLeast).remove(frame(rows, 3), null))).isEqualTo(expected);

    Collections.shuffle(docs, new Random(keep.ordinal()));
    Map<Long, Long> original = new HashMap<>();
    List<Row> moved = new ArrayList<>();
    for (SmallCorpus.Doc doc : docs) {
      long address = original.size() * 3L - 50;
      original.put(address, doc.doc());
      moved.add(row(doc, address));
    }
    Map<Long, SmallCorpus.Fate> back = new HashMap<>();
    fates(stage(keep, atLeast).remove(frame(moved, 7), null))
        .forEach((doc, fate) -> back.put(original.get(doc), fate));
    assertThat(back).isEqualTo(expected);
  }

  @Test
  void remove_nothingOrOneOrUnsigned_isEmptyWithItsSchema() {
    FuzzyDedupStage stage = stage(KeepPolicy.BEST, 0);
    assertThat(fates(stage.remove(frame(List.of(), 2), null))).isEmpty();
    SmallCorpus.Doc doc = withKeys(1);
    assertThat(fates(stage.remove(frame(List.of(row(doc, 1)), 2), null))).isEmpty();
    SmallCorpus.Doc shorter =
        new SmallCorpus.Doc(1, 0, doc.id(), doc.content(), doc.signature(), null);
    assertThat(fates(stage.remove(frame(List.of(row(shorter, 1), row(shorter, 2)), 2), null)))
        .isEmpty();
  }

  @Test
  void remove_allDuplicates_keepsOne() {
    SmallCorpus.Doc doc = withKeys(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      byte[] id = Hash128.ofParts("id", "" + i).toBytes();
      rows.add(
          row(
              new SmallCorpus.Doc(i, 0, id, doc.content(), doc.signature(), doc.keys()),
              i * 1_000_000_007L));
    }
    Map<Long, SmallCorpus.Fate> fates =
        fates(stage(KeepPolicy.BEST, 0).remove(frame(rows, 5), null));
    assertThat(fates).hasSize(4999);
    assertThat(fates.values()).allMatch(fate -> fate.similarity() == 1);
    assertThat(fates.values().stream().map(SmallCorpus.Fate::survivor).distinct()).hasSize(1);
    assertThat(fates(stage(KeepPolicy.TOP_SOURCE, 0).remove(frame(rows, 5), null))).isEmpty();
  }

  @Test
  void remove_moreThanTheGuardAllows_namesSourceAndCluster() {
    SmallCorpus.Doc doc = withKeys(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] id = Hash128.ofParts("id", "" + i).toBytes();
      rows.add(row(new SmallCorpus.Doc(i, 1, id, doc.content(), doc.signature(), doc.keys()), i));
    }
    Keeping guarded = new Keeping(KeepPolicy.BEST, 1, List.of(), List.of(), new Guard(0.95, 0));
    FuzzyDedupStage stage = stage(KeepPolicy.BEST, 0);
    FuzzyDedupStage careful =
        new FuzzyDedupStage(1, stage.scheme(), guarded, stage.verify(), stage.similarity(), 0);
    assertThatThrownBy(() -> careful.remove(frame(rows, 3), null))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("source 'source-1' would lose 99 of 100 documents (99.0 %)")
        .hasMessageContaining("99 of them are in the cluster of document ")
        .hasMessageContaining("with 'guard: 1' in fuzzy-dedup");
    assertThat(fates(careful.remove(frame(rows.subList(0, 2), 3), null))).hasSize(1);
  }

  @Test
  void remove_verifiedExactly_asksForTheTextsOfCandidatesAlone() {
    Scheme scheme =
        new Scheme(
            Shingler.Unit.WORD, 1, Normalization.NONE, new Banding(32, 2), ShortTexts.KEEP, 17);
    FuzzyDedupStage stage =
        new FuzzyDedupStage(
            1, scheme, Keeping.of(KeepPolicy.BEST), FuzzyDedupStage.Verify.EXACT, 0.6, 0);
    List<String> texts =
        List.of(
            "a b c d e f g h i j", "a b c d e f g h i k", "a b c d e l m n o p", "q r s t u v w x");
    MinHash minHash = scheme.open();
    List<Row> rows = new ArrayList<>();
    List<Row> bodies = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i).getBytes(StandardCharsets.UTF_8);
      Signature signature = minHash.signature(text);
      byte[] id = new byte[] {(byte) i};
      rows.add(
          row(new SmallCorpus.Doc(i, i, id, id, signature, scheme.banding().keys(signature)), i));
      bodies.add(RowFactory.create((long) i, text));
    }
    StructType schema =
        new StructType().add("doc", DataTypes.LongType).add("text", DataTypes.BinaryType);
    Dataset<Row> all = LocalSpark.SESSION.createDataFrame(bodies, schema);
    List<Long> asked = new ArrayList<>();
    List<Row> removed =
        stage
            .remove(
                frame(rows, 2),
                wanted -> {
                  wanted.select("doc").collectAsList().forEach(row -> asked.add(row.getLong(0)));
                  return wanted.join(all, "doc");
                })
            .collectAsList();
    assertThat(asked).containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(removed).hasSize(1);
    assertThat(removed.get(0).getLong(0)).isEqualTo(1);
    assertThat(removed.get(0).getDouble(4)).isEqualTo(9.0 / 11);
    assertThat(removed.get(0).getString(6)).contains("the Jaccard similarity");
  }

  private static SmallCorpus.Doc withKeys(int number) {
    return SmallCorpus.random(100 + number).stream()
        .filter(doc -> doc.keys() != null)
        .findFirst()
        .orElseThrow();
  }
}
