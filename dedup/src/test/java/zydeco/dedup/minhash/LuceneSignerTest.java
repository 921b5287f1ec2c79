package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zydeco.dedup.text.Normalization;

class LuceneSignerTest {

  private static byte[] words(SplittableRandom random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(Long.toString(random.nextLong() >>> 40, 36)).append(' ');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Scheme lucene(Shingler.Unit unit, int size) {
    return new Scheme(
        unit,
        size,
        Normalization.NONE,
        new Banding(8, 16),
        ShortTexts.KEEP,
        17,
        Scheme.Hashing.LUCENE);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAR", "WORD"})
  void signature_editedTexts_estimatesTheJaccardOfTheirShingles(Shingler.Unit unit) {
    Scheme scheme = lucene(unit, unit == Shingler.Unit.CHAR ? 9 : 2);
    MinHash minHash = scheme.open();
    SplittableRandom random = new SplittableRandom(1);
    double squares = 0;
    double theory = 0;
    for (int pair = 0; pair < 150; pair++) {
      byte[] a = words(random, 220);
      byte[] b = a.clone();
      int cut = random.nextInt(a.length);
      System.arraycopy(words(random, 220), 0, b, cut, a.length - cut);
      double jaccard = ShingleStore.jaccard(minHash.shingles(a), minHash.shingles(b));
      double error = minHash.signature(a).similarity(minHash.signature(b)) - jaccard;
      squares += error * error;
      theory += jaccard * (1 - jaccard) / 128;
    }
    assertThat(Math.sqrt(squares / theory)).isBetween(0.6, 1.2);
  }

  @Test
  void signature_equalAndUnlikeTexts_agreeWhollyAndNowhere() {
    MinHash minHash = lucene(Shingler.Unit.WORD, 5).open();
    SplittableRandom random = new SplittableRandom(2);
    byte[] a = words(random, 300);
    byte[] b = words(random, 300);
    Signature first = minHash.signature(a);
    assertThat(first.similarity(minHash.signature(b))).isZero();
    assertThat(first.similarity(minHash.signature(a))).isEqualTo(1);
    assertThat(first.similarity(lucene(Shingler.Unit.WORD, 5).open().signature(a))).isEqualTo(1);
  }

  @Test
  void signature_shorterThanAShingle_isNone() {
    MinHash minHash = lucene(Shingler.Unit.WORD, 5).open();
    assertThat(minHash.signature("one two three four".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(minHash.signature(new byte[0])).isNull();
    assertThat(minHash.signature("one two three four 5".getBytes(StandardCharsets.UTF_8)).values())
        .hasSize(128)
        .containsOnly(
            minHash.signature("one two three four 5".getBytes(StandardCharsets.UTF_8)).values()[0]);
    assertThat(
            lucene(Shingler.Unit.CHAR, 25)
                .open()
                .signature("short".getBytes(StandardCharsets.UTF_8)))
        .isNull();
    assertThat(
            lucene(Shingler.Unit.WORD, 1).open().signature("one".getBytes(StandardCharsets.UTF_8)))
        .isNotNull();
  }

  @Test
  void signature_manyShingles_agreesWithOwnHashesWithinTheErrorOfBoth() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] a = words(random, 900);
    byte[] b = a.clone();
    System.arraycopy(words(random, 900), 0, b, 0, a.length / 4);
    Scheme lucene = lucene(Shingler.Unit.WORD, 3);
    Scheme own =
        new Scheme(
            lucene.unit(),
            lucene.size(),
            lucene.normalization(),
            lucene.banding(),
            lucene.shortTexts(),
            lucene.seed());
    double byLucene = lucene.open().signature(a).similarity(lucene.open().signature(b));
    double byUs = own.open().signature(a).similarity(own.open().signature(b));
    assertThat(byLucene).isCloseTo(byUs, within(0.2));
  }
}
