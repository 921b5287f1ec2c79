package zydeco.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.ShingleStore;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.minhash.ShortTexts;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.recipe.Settings;

class NearIndexTest {
  private static final int DOCUMENTS = 400;

  @TempDir Path folder;

  private static FuzzyDedupStage stage(int bands) {
    return FuzzyDedupStage.of(
        Settings.parse(
            Path.of("r.yaml"),
            "shingles: {unit: word, size: 2}\nnormalize: none\nbands: "
                + bands
                + "\nrows: 4\nkeep: best\nverify: none\nsimilarity: 0.8\nshort: keep\nseed: 17"),
        1,
        java.util.Set.of(),
        null);
  }

  private static String words(SplittableRandom random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(Long.toString(random.nextLong() >>> 44, 36)).append(' ');
    }
    return text.toString();
  }

  /** Documents in families: edits of one beginning, so that many are near to many. */
  private static List<String> corpus() {
    SplittableRandom random = new SplittableRandom(8);
    List<String> texts = new ArrayList<>();
    String family = "";
    for (int i = 0; i < DOCUMENTS; i++) {
      family = i % 10 == 0 ? words(random, 80) : family;
      texts.add(i % 10 == 9 ? "lonely" : words(random, random.nextInt(25)) + family);
    }
    return texts;
  }

  private void write(FuzzyDedupStage stage, List<String> corpus, boolean texts) throws IOException {
    try (NearIndexWriter writer = new NearIndexWriter(folder, stage, "b1", texts)) {
      for (int i = 0; i < corpus.size(); i++) {
        writer.add(id(i), "s" + i % 3, utf8(corpus.get(i)));
      }
      writer.commit();
    }
  }

  private static String id(int i) {
    return String.format("%032x", i * 7919 % 100_003);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The definition: compare the text with every document, band by band. */
  private static List<NearIndex.Near> twin(
      Scheme scheme, List<String> corpus, String text, double atLeast, int most) {
    MinHash minHash = scheme.open();
    Signature asked = minHash.signature(utf8(text));
    List<NearIndex.Near> near = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      Signature signature = minHash.signature(utf8(corpus.get(i)));
      boolean shares = false;
      for (int band = 0; signature != null && band < scheme.banding().bands(); band++) {
        shares |= scheme.banding().keys(asked)[band] == scheme.banding().keys(signature)[band];
      }
      if (shares && asked.similarity(signature) >= atLeast) {
        double jaccard =
            ShingleStore.jaccard(
                minHash.shingles(utf8(text)), minHash.shingles(utf8(corpus.get(i))));
        near.add(new NearIndex.Near(id(i), "s" + i % 3, asked.similarity(signature), jaccard));
      }
    }
    near.sort(
        Comparator.comparingDouble(NearIndex.Near::similarity)
            .reversed()
            .thenComparing(NearIndex.Near::id));
    return near.subList(0, Math.min(most, near.size()));
  }

  @Test
  void near_editedTexts_answersAsComparingWithAllWould() throws IOException {
    FuzzyDedupStage stage = stage(16);
    List<String> corpus = corpus();
    write(stage, corpus, true);
    SplittableRandom random = new SplittableRandom(9);
    int found = 0;
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.size()).isEqualTo(DOCUMENTS);
      for (int query = 0; query < 60; query++) {
        String text = words(random, 6) + corpus.get(query * 7 % 400 / 10 * 10);
        int most = 1 + query % 12;
        List<NearIndex.Near> twin = twin(stage.scheme(), corpus, text, 0.3, most);
        assertThat(index.near(utf8(text), 0.3, most)).isEqualTo(twin);
        found += twin.size();
      }
    }
    assertThat(found).isGreaterThan(100);
  }

  @Test
  void near_nothingSharedOrTooShort_isEmptyOrNull() throws IOException {
    write(stage(16), corpus(), true);
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.near(utf8(words(new SplittableRandom(1), 50)), 0, 5)).isEmpty();
      assertThat(index.near(utf8("lonely"), 0, 5)).isNull();
    }
  }

  @Test
  void near_indexWithoutTexts_hasNoJaccard() throws IOException {
    List<String> corpus = corpus();
    write(stage(16), corpus, false);
    try (NearIndex index = NearIndex.open(folder)) {
      List<NearIndex.Near> near = index.near(utf8(corpus.get(3)), 0, 1);
      assertThat(near).hasSize(1);
      assertThat(near.get(0).similarity()).isEqualTo(1);
      assertThat(near.get(0).jaccard()).isNull();
    }
  }

  @Test
  void open_saysWhatItWasMadeOf() throws IOException {
    write(stage(16), corpus(), true);
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.isOf(stage(16))).isTrue();
      assertThat(index.isOf(stage(15))).isFalse();
      assertThat(index.build()).isEqualTo("b1");
      assertThat(index.describe()).contains("16 bands of 4 rows").contains("2 words");
    }
  }

  @Test
  void close_withoutCommit_leavesWhatWasThere() throws IOException {
    assertThat(NearIndex.exists(folder)).isFalse();
    write(stage(16), corpus(), true);
    try (NearIndexWriter writer = new NearIndexWriter(folder, stage(9), "b2", true)) {
      writer.add(id(1), "s", utf8("never committed"));
    }
    assertThat(NearIndex.exists(folder)).isTrue();
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.build()).isEqualTo("b1");
      assertThat(index.size()).isEqualTo(DOCUMENTS);
    }
  }

  @ParameterizedTest
  @CsvSource({"MIN_MAX, 5", "LUCENE, 0"})
  void toYaml_everyPart_isReadBackAsTheSameScheme(Scheme.Hashing hashing, long seed) {
    Scheme scheme =
        new Scheme(
            Shingler.Unit.WORD,
            13,
            Normalization.ZYDA1,
            new Banding(32, 4),
            ShortTexts.EXACT,
            seed,
            hashing);
    assertThat(Scheme.of(Settings.parse(Path.of("index"), scheme.toYaml()))).isEqualTo(scheme);
  }

  @Test
  void isOfThisRelease_signaturesMadeOtherwise_isFalse() throws Exception {
    write(stage(8), List.of("a b c d", "e f g h"), false);
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.isOfThisRelease()).isTrue();
    }
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      Map<String, String> before = new HashMap<>(Map.of(NearIndex.BUILD, "b1"));
      before.put(NearIndex.SCHEME, stage(8).scheme().toYaml());
      writer.setLiveCommitData(before.entrySet());
      writer.commit();
    }
    try (NearIndex index = NearIndex.open(folder)) {
      assertThat(index.isOf(stage(8))).as("its settings are the same").isTrue();
      assertThat(index.isOfThisRelease()).isFalse();
    }
  }
}
