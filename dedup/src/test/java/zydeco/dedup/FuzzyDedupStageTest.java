package zydeco.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.minhash.ShortTexts;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class FuzzyDedupStageTest {
  private static final String DEFAULTS =
      """
      shingles: {unit: char}
      normalize: none
      bands: 8
      rows: 16
      keep: top-source
      verify: none
      similarity: 0.8
      short: keep
      seed: 17
      """;

  private static FuzzyDedupStage stage(String yaml) {
    Settings defaults = Settings.parse(Path.of("reference.yaml"), DEFAULTS);
    return FuzzyDedupStage.of(
        Settings.parse(Path.of("r.yaml"), yaml).withDefaults(defaults), 1, Set.of(), null);
  }

  private static Measures measure(FuzzyDedupStage stage, String text) {
    DocumentStage measure = stage.measure();
    Columns columns = new Columns(measure.writes());
    Measures measures = new Measures(columns);
    Document document =
        new Document("s", null, text.getBytes(StandardCharsets.UTF_8), null, null, "{}");
    assertThat(measure.open(columns).judge(document, measures))
        .isEqualTo(new Verdict.Keep(document));
    return measures;
  }

  @Test
  void of_defaults_isZyda2() {
    FuzzyDedupStage stage = stage("keep: top-source");
    assertThat(stage.scheme())
        .isEqualTo(
            new Scheme(
                Shingler.Unit.CHAR,
                25,
                Normalization.NONE,
                new Banding(8, 16),
                ShortTexts.KEEP,
                17));
    assertThat(stage.keeping().policy()).isEqualTo(KeepPolicy.TOP_SOURCE);
    assertThat(stage.verify()).isEqualTo(FuzzyDedupStage.Verify.NONE);
    assertThat(stage.name()).isEqualTo("fuzzy-dedup");
  }

  @Test
  void of_otherSettings_isWhatTheySay() {
    FuzzyDedupStage stage =
        stage(
            "shingles: {unit: word, size: 5}\nbands: 14\nrows: 8\nkeep: best\nverify: signature\n"
                + "similarity: 0.7\nshort: exact\nseed: 4");
    assertThat(stage.scheme().unit()).isEqualTo(Shingler.Unit.WORD);
    assertThat(stage.scheme().banding()).isEqualTo(new Banding(14, 8));
    assertThat(stage.similarity()).isEqualTo(0.7);
    assertThat(stage.plan())
        .contains("shingles of 5 words")
        .contains("14 bands of 8 rows: threshold 0.719")
        .contains("0.80:0.924")
        .contains("564 bytes of columns")
        .contains("similarity to the survivor >= 0.7");
  }

  @Test
  void of_target_isTheSimilarityThatRemovalsAreHeldTo() {
    FuzzyDedupStage stage = stage("target: 0.6\nverify: exact");
    assertThat(stage.plan())
        .contains("18 bands of 7 rows")
        .contains("those below 0.60 are found")
        .contains("the Jaccard similarity to the survivor >= 0.6");
    assertThat(stage("target: 0.6\nsimilarity: 0.7").similarity()).isEqualTo(0.7);
    assertThat(stage("preset: nemo\ntarget: 0.6").similarity()).isEqualTo(0.6);
  }

  @Test
  void of_wrongSettings_saysWhereAndHowToMend() {
    assertThatThrownBy(() -> stage("verify: exactly"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:1: verify: Cannot use 'exactly'")
        .hasMessageContaining("Did you mean 'exact'?");
    assertThatThrownBy(() -> stage("bands: 0")).hasMessageContaining("a whole number from 1");
    assertThatThrownBy(() -> stage("keep: all")).hasMessageContaining("best, top-source");
    assertThatThrownBy(() -> stage("band: 8")).hasMessageContaining("Did you mean 'bands'?");
    assertThatThrownBy(() -> stage("shingles: {unit: line}")).hasMessageContaining("char, word");
  }

  @Test
  void measure_aText_writesKeysAndSignature() {
    Measures measures = measure(stage("seed: 17"), "a text that is longer than one shingle of it");
    assertThat(measures.bytes(0)).hasSize(64);
    assertThat(measures.bytes(1)).hasSize(512);
    assertThat(Banding.keysOf(measures.bytes(0)))
        .isEqualTo(new Banding(8, 16).keys(Signature.of(measures.bytes(1))));
  }

  @Test
  void measure_shortText_isNotComparedOrExact() {
    assertThat(measure(stage("short: keep"), "short").bytes(0)).isNull();
    FuzzyDedupStage exact = stage("short: exact");
    Signature one = Signature.of(measure(exact, "short").bytes(1));
    Signature same = Signature.of(measure(exact, "short").bytes(1));
    Signature other = Signature.of(measure(exact, "shorT").bytes(1));
    assertThat(one.similarity(same)).isEqualTo(1);
    assertThat(one.similarity(other)).isZero();
    assertThat(measure(exact, "").bytes(0)).hasSize(64);
  }

  @Test
  void measure_textsWithoutAnyForm_areEqualWhereTheyAreEqualThemselves() {
    FuzzyDedupStage exact = stage("normalize: datatrove\nshort: exact");
    Signature marks = Signature.of(measure(exact, "!!!").bytes(1));
    assertThat(marks.similarity(Signature.of(measure(exact, "!!!").bytes(1)))).isEqualTo(1);
    assertThat(marks.similarity(Signature.of(measure(exact, " \n").bytes(1)))).isZero();
    MinHash minHash = exact.scheme().open();
    assertThat(minHash.shingles("!!!".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(minHash.shingles("?".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void of_preset_isThePublishedPoint() {
    FuzzyDedupStage zyda1 = stage("preset: zyda-1\nshort: exact");
    assertThat(zyda1.scheme())
        .isEqualTo(
            new Scheme(
                Shingler.Unit.WORD,
                13,
                Normalization.ZYDA1,
                new Banding(32, 4),
                ShortTexts.EXACT,
                17));
    assertThat(zyda1.keeping().policy()).isEqualTo(KeepPolicy.BEST);
    assertThat(stage("preset: nemo\nbands: 10").scheme().banding()).isEqualTo(new Banding(10, 13));
    assertThatThrownBy(() -> stage("preset: zyda")).hasMessageContaining("zyda-1");
    assertThatThrownBy(() -> stage("preset: nemo\nrow: 3")).hasMessageContaining("'rows'");
  }

  @Test
  void of_target_choosesTheBands() {
    assertThat(stage("target: 0.4").scheme().banding()).isEqualTo(new Banding(32, 4));
    assertThatThrownBy(() -> stage("target: 0.4\nbands: 3")).hasMessageContaining("'bands'");
  }

  @Test
  void of_exact_isRead() {
    FuzzyDedupStage stage = stage("verify: exact\nguard: 0.5\nprotect: [a, b]");
    assertThat(stage.verify()).isEqualTo(FuzzyDedupStage.Verify.EXACT);
    assertThat(stage.plan())
        .contains("the Jaccard similarity to the survivor >= 0.8")
        .contains("all of a, b, no source may lose more than 0.5;");
    assertThat(stage("keep: best").plan()).contains("more than 0.95 and 1000 documents");
  }

  @Test
  void measure_secondStage_hasColumnsOfItsOwn() {
    Settings defaults = Settings.parse(Path.of("reference.yaml"), DEFAULTS);
    Settings settings = Settings.parse(Path.of("r.yaml"), "keep: best\norder-by: date");
    FuzzyDedupStage second =
        FuzzyDedupStage.of(settings.withDefaults(defaults), 2, Set.of("quality"), null);
    assertThat(second.measure().writes())
        .extracting(zydeco.pipeline.stage.Column::name)
        .containsExactly(
            "fuzzy-dedup-2-order-0",
            "fuzzy-dedup-2-keys",
            "fuzzy-dedup-2-signature",
            "fuzzy-dedup-2-sample");
    assertThat(second.name()).isEqualTo("fuzzy-dedup");
  }

  @Test
  void signature_pinned_neverChanges() {
    Measures measures = measure(stage("seed: 17"), "The quick brown fox jumps over the lazy dog");
    int[] values = Signature.of(measures.bytes(1)).values();
    assertThat(new int[] {values[0], values[1], values[127]})
        .containsExactly(-2020013671, -1984476700, 1694284523);
    assertThat(Banding.keysOf(measures.bytes(0))[0]).isEqualTo(-555179414349857168L);
  }

  @Test
  void of_keysThatExcludeEachOther_areRefused() {
    assertThatThrownBy(() -> stage("target: 0.8\nbands: 4"))
        .hasMessageContaining("r.yaml:2: bands: Cannot use 'bands' beside 'target'");
    assertThatThrownBy(() -> stage("values: 64"))
        .hasMessageContaining("r.yaml:1: values: Cannot use 'values' without 'target'");
    assertThatThrownBy(() -> stage("ranking: [a]"))
        .hasMessageContaining("r.yaml:1: ranking: Cannot rank sources");
    assertThatThrownBy(() -> stage("scheme: lucene\nseed: 3"))
        .hasMessageContaining("r.yaml:2: seed: Cannot use a seed beside 'scheme: lucene'");
    assertThat(stage("scheme: lucene").scheme().seed()).isZero();
  }

  @Test
  void of_shinglesWithoutSize_areTwentyFiveCharactersOrRefused() {
    assertThat(stage("shingles: {unit: char}").plan()).contains("shingles of 25 characters");
    assertThatThrownBy(() -> stage("shingles: {unit: word}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContainingAll("how many words is not said", "Give 'size'");
  }
}
