package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.dedup.SharedData;
import zydeco.dedup.text.Normalization;

/** Real documents: is what is near found, as often as the curve says? */
class NearDuplicateTruthTest {

  private static Scheme scheme(Shingler.Unit unit, int size, Banding banding) {
    return new Scheme(unit, size, Normalization.NONE, banding, ShortTexts.KEEP, 17);
  }

  private static Set<Integer> shingles(Scheme scheme, byte[] text) {
    Set<Integer> set = new HashSet<>();
    scheme
        .unit()
        .open(scheme.size())
        .shingle(
            text,
            (buffer, count) -> {
              for (int i = 0; i < count; i++) {
                set.add(buffer[i]);
              }
            });
    return set;
  }

  private static double jaccard(Set<Integer> a, Set<Integer> b) {
    long shared = a.stream().filter(b::contains).count();
    return (double) shared / (a.size() + b.size() - shared);
  }

  private static Map<String, byte[]> edited() {
    Map<String, byte[]> texts = new HashMap<>();
    for (String date : List.of("2012-01-01", "2016-01-01", "2019-01-01", "2021-01-01")) {
      SharedData.texts("sources/peps/peps-" + date + ".jsonl.zst", texts);
    }
    for (String date : List.of("2023-01-01", "2025-01-01", "2026-08-01")) {
      SharedData.texts("sources/peps/peps-" + date + ".jsonl.zst", texts);
    }
    for (String version : List.of("5.1", "7.4", "7.5", "7.6", "7.7")) {
      SharedData.texts("sources/powershell-docs/powershell-" + version + ".jsonl.zst", texts);
    }
    return texts;
  }

  @Test
  void signature_realPairs_estimateTheJaccardOfTheirShingles() {
    List<String> pairs = SharedData.lines("neardup/pairs.tsv.gz");
    Map<String, byte[]> texts = edited();
    Scheme scheme = scheme(Shingler.Unit.WORD, 5, new Banding(14, 9));
    MinHash minHash = scheme.open();
    Map<Integer, double[]> found = new TreeMap<>();
    double squares = 0;
    double theory = 0;
    int missing = 0;
    for (String line : pairs.subList(1, pairs.size())) {
      String[] fields = line.split("\t");
      byte[] a = texts.get(fields[1]);
      byte[] b = texts.get(fields[2]);
      if (a == null || b == null) {
        missing++;
        continue;
      }
      Signature signA = minHash.signature(a);
      Signature signB = minHash.signature(b);
      double jaccard = jaccard(shingles(scheme, a), shingles(scheme, b));
      double error = signA.similarity(signB) - jaccard;
      squares += error * error;
      theory += jaccard * (1 - jaccard) / scheme.banding().values();
      double[] cell = found.computeIfAbsent((int) (jaccard * 10), k -> new double[3]);
      cell[0]++;
      cell[1] += shareBand(scheme.banding(), signA, signB) ? 1 : 0;
      cell[2] += scheme.banding().probabilityAt(jaccard);
    }
    assertThat(missing).isZero();
    assertThat(Math.sqrt(squares / theory)).isBetween(0.9, 1.1);
    for (double[] cell : found.values()) {
      assertThat(cell[1] / cell[0]).isCloseTo(cell[2] / cell[0], within(2 / Math.sqrt(cell[0])));
    }
  }

  private static boolean shareBand(Banding banding, Signature a, Signature b) {
    long[] keysA = banding.keys(a);
    long[] keysB = banding.keys(b);
    for (int i = 0; i < keysA.length; i++) {
      if (keysA[i] == keysB[i]) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000})
  void bands_plantedArticles_findAllPairsAndNoOther(int articles) {
    Scheme scheme = scheme(Shingler.Unit.WORD, 3, new Banding(32, 4));
    MinHash minHash = scheme.open();
    List<String> names = new ArrayList<>();
    List<Signature> signatures = new ArrayList<>();
    for (String line : SharedData.lines("neardup/articles_" + articles + ".train")) {
      int space = line.indexOf(' ');
      names.add(line.substring(0, space));
      signatures.add(minHash.signature(line.substring(space).getBytes(StandardCharsets.UTF_8)));
    }
    Set<String> truth = new HashSet<>(SharedData.lines("neardup/articles_" + articles + ".truth"));
    Set<String> found = new HashSet<>();
    for (int a = 0; a < names.size(); a++) {
      for (int b = a + 1; b < names.size(); b++) {
        if (shareBand(scheme.banding(), signatures.get(a), signatures.get(b))
            && signatures.get(a).similarity(signatures.get(b)) >= 0.5) {
          String pair = names.get(a) + " " + names.get(b);
          found.add(truth.contains(pair) ? pair : names.get(b) + " " + names.get(a));
        }
      }
    }
    assertThat(found).isEqualTo(truth);
  }
}
