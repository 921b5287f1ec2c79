package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {
  private static final int PAIRS = 5000;

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 150, 400, 1000, 10_000})
  void similarity_randomSets_isUnbiasedWithTheErrorOfTheory(int union) {
    int pairs = union > 1000 ? PAIRS / 3 : PAIRS;
    SplittableRandom random = new SplittableRandom(union);
    MinHashKernel kernel = MinHashKernel.of(HashFamily.ofValues(128, 17));
    double bias = 0;
    double squares = 0;
    double theory = 0;
    for (int pair = 0; pair < pairs; pair++) {
      int shared = 1 + random.nextInt(union - 1);
      int onlyA = random.nextInt(union - shared + 1);
      int[] all = random.ints(union).toArray();
      double jaccard = (double) shared / union;
      int[] a = Arrays.copyOf(all, shared + onlyA);
      int[] b = all.clone();
      System.arraycopy(all, shared + onlyA, b, shared, union - shared - onlyA);
      double error = sign(kernel, a, a.length).similarity(sign(kernel, b, union - onlyA)) - jaccard;
      bias += error / pairs;
      squares += error * error;
      theory += jaccard * (1 - jaccard) / 128;
    }
    assertThat(Math.sqrt(squares / theory)).isBetween(0.95, 1.05);
    assertThat(Math.abs(bias)).isLessThan(4 * Math.sqrt(theory) / pairs);
  }

  /** Words that differ in a digit: what is alike in them must not show in their hashes. */
  @ParameterizedTest
  @CsvSource({"1,%d,1000", "1,%08d,100", "5,%d,1000", "5,%08d,100", "1,a-long-prefix-%08d,1000"})
  void similarity_consecutiveNumbers_isUnbiasedWithTheErrorOfTheory(
      int size, String word, int count) {
    int[] a = numbers(size, word, 0, count);
    int[] b = numbers(size, word, count / 4, count);
    Set<Integer> shared = Arrays.stream(a).boxed().collect(Collectors.toSet());
    shared.retainAll(Arrays.stream(b).boxed().toList());
    double jaccard = (double) shared.size() / (a.length + b.length - shared.size());
    int seeds = 2000;
    double bias = 0;
    double squares = 0;
    for (int seed = 0; seed < seeds; seed++) {
      MinHashKernel kernel = MinHashKernel.of(HashFamily.ofValues(128, seed));
      Signature signed = sign(kernel, a, a.length);
      double error = signed.similarity(sign(kernel, b, b.length)) - jaccard;
      bias += error / seeds;
      squares += error * error / seeds;
    }
    double theory = Math.sqrt(jaccard * (1 - jaccard) / 128);
    assertThat(Math.sqrt(squares) / theory).isBetween(0.9, 1.1);
    assertThat(Math.abs(bias)).isLessThan(0.1 * theory);
  }

  private static int[] numbers(int size, String word, int from, int count) {
    String text =
        IntStream.range(from, from + count)
            .mapToObj(i -> String.format(Locale.ROOT, word, i))
            .collect(Collectors.joining(" "));
    IntStream.Builder shingles = IntStream.builder();
    new WordShingler(size)
        .shingle(
            text.getBytes(StandardCharsets.UTF_8),
            (buffer, n) -> Arrays.stream(buffer, 0, n).forEach(shingles));
    return shingles.build().toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0})
  void bands_fifteenThousandPlantedPairs_areFoundAsOftenAsTheCurveSays(double jaccard) {
    int union = 240;
    int shared = (int) Math.round(union * jaccard);
    SplittableRandom random = new SplittableRandom(shared);
    MinHashKernel kernel = MinHashKernel.of(HashFamily.ofValues(128, 17));
    Banding[] bandings = {new Banding(8, 16), new Banding(14, 8), new Banding(32, 4)};
    int[] found = new int[bandings.length];
    int pairs = 15_000;
    for (int pair = 0; pair < pairs; pair++) {
      int[] a = random.ints(shared + (union - shared) / 2).toArray();
      int[] b = random.ints(union - (union - shared) / 2).toArray();
      System.arraycopy(a, 0, b, 0, shared);
      Signature signA = sign(kernel, a, a.length);
      Signature signB = sign(kernel, b, b.length);
      for (int i = 0; i < bandings.length; i++) {
        long[] keys = bandings[i].keys(signA);
        long[] others = bandings[i].keys(signB);
        boolean any = false;
        for (int band = 0; band < keys.length; band++) {
          any |= keys[band] == others[band];
        }
        found[i] += any ? 1 : 0;
      }
    }
    for (int i = 0; i < bandings.length; i++) {
      assertThat((double) found[i] / pairs)
          .as("%s at %s", bandings[i], jaccard)
          .isCloseTo(bandings[i].probabilityAt(jaccard), within(0.02));
    }
  }

  private static Signature sign(MinHashKernel kernel, int[] shingles, int count) {
    kernel.reset();
    for (int from = 0; from < count; from += Shingler.BUFFER) {
      int n = Math.min(Shingler.BUFFER, count - from);
      kernel.accept(Arrays.copyOfRange(shingles, from, from + n), n);
    }
    return new Signature(kernel.values(128));
  }

  @Test
  void similarity_disjointAndEqualSets_isNoughtAndOne() {
    MinHashKernel kernel = MinHashKernel.of(HashFamily.ofValues(128, 17));
    int[] a = new SplittableRandom(1).ints(50).toArray();
    int[] b = new SplittableRandom(2).ints(50).toArray();
    assertThat(sign(kernel, a, 50).similarity(sign(kernel, b, 50))).isZero();
    assertThat(sign(kernel, a, 50).similarity(sign(kernel, a, 50))).isEqualTo(1);
  }
}
