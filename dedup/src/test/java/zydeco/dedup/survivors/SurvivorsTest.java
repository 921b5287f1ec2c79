package zydeco.dedup.survivors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.SmallCorpus;
import zydeco.dedup.cluster.Components;
import zydeco.dedup.cluster.Forest;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Signature;

class SurvivorsTest {

  /** The stage's own algorithms, without Spark. */
  private static Map<Long, SmallCorpus.Fate> decide(
      List<SmallCorpus.Doc> docs, KeepPolicy keep, double atLeast) {
    KeyBlock block = new KeyBlock(16);
    for (SmallCorpus.Doc doc : docs) {
      if (doc.keys() != null) {
        for (long key : doc.keys()) {
          block.add(key, doc.doc());
        }
      }
    }
    block.sort();
    Forest forest = new Forest();
    block.star(forest::join);
    Components components = forest.components();
    Map<Long, List<SmallCorpus.Doc>> clusters = new TreeMap<>();
    for (SmallCorpus.Doc doc : docs) {
      clusters.computeIfAbsent(components.of(doc.doc()), c -> new ArrayList<>()).add(doc);
    }
    clusters.remove(-1L);
    Map<Long, SmallCorpus.Fate> fates = new HashMap<>();
    Survivors survivors = new Survivors(Keeping.of(keep), new Survivors.Proof(atLeast, false));
    for (List<SmallCorpus.Doc> cluster : clusters.values()) {
      survivors.begin();
      cluster.sort(SmallCorpus.PREFERENCE);
      for (SmallCorpus.Doc doc : cluster) {
        Survivors.Removal removal = survivors.judge(doc.member());
        if (removal != null) {
          fates.put(
              doc.doc(),
              SmallCorpus.Fate.of(
                  removal.survivor().id(), survivors.named().id(), removal.similarity()));
        }
      }
    }
    return fates;
  }

  @ParameterizedTest
  @CsvSource({"BEST,0", "TOP_SOURCE,0", "BEST,0.8", "TOP_SOURCE,0.8", "BEST,0.5", "TOP_SOURCE,0.5"})
  void judge_aThousandRandomCorpora_equalsBruteForce(KeepPolicy keep, double atLeast) {
    int removed = 0;
    for (int number = 0; number < 1000; number++) {
      List<SmallCorpus.Doc> docs = SmallCorpus.random(number);
      Map<Long, SmallCorpus.Fate> fates = decide(docs, keep, atLeast);
      assertThat(fates).isEqualTo(SmallCorpus.bruteForce(docs, keep, atLeast));
      removed += fates.size();
    }
    assertThat(removed).isGreaterThan(500);
  }

  private static Member member(long doc, int rank, int... values) {
    Signature signature = new Signature(values);
    return new Member(doc, null, rank, false, signature, new Banding(2, 2).keys(signature), null);
  }

  @Test
  void judge_topSource_keepsAllItsMembersAndNamesTheNearest() {
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.TOP_SOURCE), new Survivors.Proof(0, false));
    survivors.begin();
    assertThat(survivors.judge(member(1, 1, 1, 2, 3, 4))).isNull();
    assertThat(survivors.judge(member(2, 1, 1, 2, 3, 5))).isNull();
    Survivors.Removal removal = survivors.judge(member(3, 2, 1, 2, 9, 5));
    assertThat(removal.survivor().doc()).isEqualTo(2);
    assertThat(removal.similarity()).isEqualTo(0.75);
    assertThat(survivors.named().doc()).isEqualTo(1);
  }

  @Test
  void judge_verifiedChain_removesNothingFarFromItsSurvivor() {
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.BEST), new Survivors.Proof(0.7, false));
    survivors.begin();
    assertThat(survivors.judge(member(1, 0, 1, 2, 3, 4))).isNull();
    assertThat(survivors.judge(member(2, 0, 1, 2, 3, 5)).survivor().doc()).isEqualTo(1);
    assertThat(survivors.judge(member(3, 0, 1, 2, 6, 5))).isNull();
    assertThat(survivors.judge(member(4, 0, 1, 7, 6, 5)).survivor().doc()).isEqualTo(3);
  }

  @Test
  void judge_manySurvivors_findsTheOneThatSharesAKey() {
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.BEST), new Survivors.Proof(0.9, false));
    survivors.begin();
    for (int i = 0; i < 5000; i++) {
      assertThat(survivors.judge(member(i, 0, i, i + 1, i + 2, 7))).isNull();
    }
    for (int i = 0; i < 5000; i += 499) {
      Survivors.Removal removal = survivors.judge(member(10_000 + i, 1, i, i + 1, i + 2, 7));
      assertThat(removal.survivor().doc()).isEqualTo(i);
      assertThat(removal.similarity()).isEqualTo(1);
    }
  }

  private static Member keyed(long doc, int rank) {
    return new Member(doc, null, rank, false, null, null, null);
  }

  @Test
  void judge_byKeyAlone_pointsAtTheFirst() {
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.TOP_SOURCE), new Survivors.Proof(0, false));
    survivors.begin();
    assertThat(survivors.judge(keyed(1, 0))).isNull();
    assertThat(survivors.judge(keyed(2, 0))).isNull();
    assertThat(survivors.judge(keyed(3, 4)).survivor().doc()).isEqualTo(1);
  }
}
