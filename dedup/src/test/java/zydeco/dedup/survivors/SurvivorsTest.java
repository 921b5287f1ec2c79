package zydeco.dedup.survivors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.SmallCorpus;
import zydeco.dedup.cluster.Components;
import zydeco.dedup.cluster.Forest;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.earlier.Side;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Signature;

class SurvivorsTest {

  /** The stage's own algorithms, without Spark. */
  private static Map<Long, SmallCorpus.Fate> decide(
      List<SmallCorpus.Doc> docs, Keeping keeping, double atLeast) {
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
    Survivors survivors = new Survivors(keeping, new Survivors.Proof(atLeast, false));
    for (List<SmallCorpus.Doc> cluster : clusters.values()) {
      survivors.begin();
      cluster.sort(SmallCorpus.PREFERENCE);
      for (SmallCorpus.Doc doc : cluster) {
        Survivors.Removal removal = survivors.judge(member(doc, keeping));
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
      Map<Long, SmallCorpus.Fate> fates = decide(docs, Keeping.of(keep), atLeast);
      assertThat(fates).isEqualTo(SmallCorpus.bruteForce(docs, keep, atLeast));
      removed += fates.size();
    }
    assertThat(removed).isGreaterThan(500);
  }

  /** Sources are named by their ranks. */
  private static Member member(SmallCorpus.Doc doc, Keeping keeping) {
    boolean stays = keeping.protect().contains("" + doc.rank());
    return new Member(
        doc.doc(), doc.id(), doc.rank(), stays, Side.OWN, doc.signature(), doc.keys(), null);
  }

  /** Who goes where so many of a group stay, and one source loses nothing: by definition. */
  private static Set<Long> gone(
      List<SmallCorpus.Doc> docs, int atMost, int spared, double atLeast) {
    Set<Long> gone = new HashSet<>();
    for (List<SmallCorpus.Doc> cluster : SmallCorpus.clusters(docs)) {
      cluster.sort(SmallCorpus.PREFERENCE);
      List<SmallCorpus.Doc> staying = new ArrayList<>();
      List<Integer> groups = new ArrayList<>();
      for (SmallCorpus.Doc doc : cluster) {
        int nearest = -1;
        for (int i = 0; i < staying.size(); i++) {
          double similarity = SmallCorpus.similarity(doc, staying.get(i));
          boolean nearer =
              nearest < 0 || similarity > SmallCorpus.similarity(doc, staying.get(nearest));
          nearest = nearer && similarity >= atLeast ? i : nearest;
        }
        int group = nearest < 0 ? staying.size() : groups.get(nearest);
        int size = Collections.frequency(groups, group);
        if (nearest < 0 || size < atMost || doc.rank() == spared) {
          staying.add(doc);
          groups.add(group);
        } else {
          gone.add(doc.doc());
        }
      }
    }
    return gone;
  }

  @ParameterizedTest
  @CsvSource({"2,9,0", "3,1,0", "1,1,0", "2,9,0.6", "3,1,0.6", "1,2,0.8", "2,0,0.5"})
  void judge_atMostAndProtected_equalBruteForce(int atMost, int spared, double atLeast) {
    Keeping keeping =
        new Keeping(KeepPolicy.BEST, atMost, List.of(), List.of("" + spared), Guard.NONE);
    int removed = 0;
    for (int number = 0; number < 1000; number++) {
      List<SmallCorpus.Doc> docs = SmallCorpus.random(number);
      Set<Long> fates = decide(docs, keeping, atLeast).keySet();
      assertThat(fates).as("corpus " + number).isEqualTo(gone(docs, atMost, spared, atLeast));
      removed += fates.size();
    }
    assertThat(removed).isGreaterThan(200);
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
