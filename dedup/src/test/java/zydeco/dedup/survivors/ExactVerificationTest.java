package zydeco.dedup.survivors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.SharedData;
import zydeco.dedup.cluster.Components;
import zydeco.dedup.cluster.Forest;
import zydeco.dedup.cluster.KeyBlock;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.dedup.minhash.Shingler;
import zydeco.dedup.minhash.ShortTexts;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.text.Normalization;

/** Removals that the exact similarity to their own survivor must stand. */
class ExactVerificationTest {
  private static final Scheme WORDS =
      new Scheme(
          Shingler.Unit.WORD, 1, Normalization.NONE, new Banding(32, 2), ShortTexts.KEEP, 17);

  /** What the 32 bits of a shingle may make of a similarity. */
  private static final double HASHED = 0.002;

  private record Doc(int number, int rank, String text, Member member) {
    static Doc of(int number, int rank, String text, Scheme scheme, MinHash minHash) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      Signature signature = minHash.signature(bytes);
      Member member =
          new Member(
              number,
              null,
              rank,
              false,
              signature,
              scheme.banding().keys(signature),
              minHash.shingles(bytes));
      return new Doc(number, rank, text, member);
    }
  }

  /** Documents that join, in the order of preference: by rank, then number. */
  private static List<List<Doc>> clusters(List<Doc> docs) {
    KeyBlock block = new KeyBlock(16);
    docs.forEach(
        doc -> Arrays.stream(doc.member().keys()).forEach(k -> block.add(k, doc.number())));
    block.sort();
    Forest forest = new Forest();
    block.star(forest::join);
    Components components = forest.components();
    Map<Long, List<Doc>> clusters = new TreeMap<>();
    for (Doc doc : docs) {
      long cluster = components.of(doc.number());
      if (cluster >= 0) {
        clusters.computeIfAbsent(cluster, c -> new ArrayList<>()).add(doc);
      }
    }
    Comparator<Doc> preference = Comparator.comparingInt(Doc::rank).thenComparingInt(Doc::number);
    clusters.values().forEach(cluster -> cluster.sort(preference));
    return List.copyOf(clusters.values());
  }

  private static Map<Integer, Survivors.Removal> decide(
      List<Doc> docs, KeepPolicy keep, double atLeast) {
    Map<Integer, Survivors.Removal> removed = new HashMap<>();
    Survivors survivors = new Survivors(Keeping.of(keep), new Survivors.Proof(atLeast, true));
    for (List<Doc> cluster : clusters(docs)) {
      survivors.begin();
      for (Doc doc : cluster) {
        Survivors.Removal removal = survivors.judge(doc.member());
        if (removal != null) {
          removed.put(doc.number(), removal);
        }
      }
    }
    survivors.close();
    return removed;
  }

  private static double jaccard(String a, String b) {
    Set<String> one = new HashSet<>(List.of(a.split(" ")));
    Set<String> other = new HashSet<>(List.of(b.split(" ")));
    long shared = one.stream().filter(other::contains).count();
    return (double) shared / (one.size() + other.size() - shared);
  }

  private static List<Doc> random(int number, MinHash minHash) {
    SplittableRandom random = new SplittableRandom(number);
    List<Doc> docs = new ArrayList<>();
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      int prototype = random.nextInt(2);
      StringBuilder text = new StringBuilder("w");
      for (int word = 0; word < 12; word++) {
        int change = random.nextInt(4) == 0 ? random.nextInt(40) : 0;
        text.append(" ").append(prototype * 1000 + word * 50 + change);
      }
      docs.add(Doc.of(docs.size(), random.nextInt(3), text.toString(), WORDS, minHash));
    }
    return docs;
  }

  /** By definition: the nearest allowed survivor that is near enough and does not look far. */
  private static Map<Integer, Double> bruteForce(List<Doc> docs, KeepPolicy keep, double atLeast) {
    Map<Integer, Double> removed = new HashMap<>();
    double error = Math.sqrt(0.25 / WORDS.banding().values());
    for (List<Doc> cluster : clusters(docs)) {
      List<Doc> survivors = new ArrayList<>();
      for (Doc doc : cluster) {
        double nearest =
            survivors.stream()
                .filter(s -> keep == KeepPolicy.BEST || s.rank() < doc.rank())
                .filter(s -> doc.member().similarity(s.member()) >= atLeast - 4 * error)
                .mapToDouble(s -> jaccard(s.text(), doc.text()))
                .max()
                .orElse(0);
        if (nearest >= atLeast) {
          removed.put(doc.number(), nearest);
        } else {
          survivors.add(doc);
        }
      }
    }
    return removed;
  }

  @ParameterizedTest
  @CsvSource({"BEST,0.5", "BEST,0.8", "TOP_SOURCE,0.5", "TOP_SOURCE,0.8"})
  void judge_aThousandRandomCorpora_equalsBruteForce(KeepPolicy keep, double atLeast) {
    MinHash minHash = WORDS.open();
    int removed = 0;
    for (int number = 0; number < 1000; number++) {
      List<Doc> docs = random(number, minHash);
      Map<Integer, Double> found = new HashMap<>();
      decide(docs, keep, atLeast).forEach((doc, removal) -> found.put(doc, removal.jaccard()));
      assertThat(found).as("corpus " + number).isEqualTo(bruteForce(docs, keep, atLeast));
      removed += found.size();
    }
    assertThat(removed).isGreaterThan(40);
  }

  @Test
  void judge_survivorsThatOnlyLookEqual_eachStandsForItsOwnCopies() {
    Scheme coarse =
        new Scheme(
            Shingler.Unit.WORD, 1, Normalization.NONE, new Banding(4, 1), ShortTexts.KEEP, 17);
    MinHash minHash = coarse.open();
    Doc first = Doc.of(0, 0, "a b c d e f g h", coarse, minHash);
    Doc alike = null;
    for (int word = 0; alike == null; word++) {
      Doc other = Doc.of(1, 0, "a b c d e f g " + word, coarse, minHash);
      alike = other.member().similarity(first.member()) == 1 ? other : null;
    }
    Doc copy = Doc.of(2, 0, alike.text(), coarse, minHash);
    Map<Integer, Survivors.Removal> removed =
        decide(List.of(first, alike, copy), KeepPolicy.BEST, 0.9);
    assertThat(removed.keySet()).containsExactly(2);
    assertThat(removed.get(2).survivor().doc()).isEqualTo(1);
    assertThat(removed.get(2).jaccard()).isEqualTo(1);
  }

  @Test
  void judge_aChainOfAHundredThousand_removesNothingFarFromItsSurvivor() {
    MinHash minHash = WORDS.open();
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.BEST), new Survivors.Proof(0.8, true));
    survivors.begin();
    Map<Long, Integer> places = new HashMap<>();
    int removed = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 40; word++) {
        text.append(i + word).append(' ');
      }
      Member member = Doc.of(i, 0, text.toString(), WORDS, minHash).member();
      Survivors.Removal removal = survivors.judge(member);
      if (removal == null) {
        places.put((long) i, i);
      } else {
        removed++;
        assertThat(removal.jaccard()).isGreaterThanOrEqualTo(0.8);
        assertThat(i - places.get(removal.survivor().doc())).isLessThanOrEqualTo(4);
      }
    }
    survivors.close();
    assertThat(removed).isBetween(75_000, 80_000);
  }

  @Test
  void judge_manyThatShareALongHeader_removesOnlyCopies() {
    MinHash minHash = WORDS.open();
    Survivors survivors =
        new Survivors(Keeping.of(KeepPolicy.BEST), new Survivors.Proof(0.8, true));
    survivors.begin();
    StringBuilder header = new StringBuilder();
    for (int word = 0; word < 60; word++) {
      header.append("h").append(word).append(' ');
    }
    int copies = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder(header);
      for (int word = 0; word < 40; word++) {
        text.append(i % 9_000).append('-').append(word).append(' ');
      }
      Survivors.Removal removal =
          survivors.judge(Doc.of(i, 0, text.toString(), WORDS, minHash).member());
      if (removal != null) {
        assertThat(removal.survivor().doc()).isEqualTo(i % 9_000);
        copies++;
      }
    }
    survivors.close();
    assertThat(copies).isEqualTo(1_000);
  }

  @Test
  void decide_realEditedDocuments_removesNoneThatIsNotNear() {
    Map<String, byte[]> texts = new TreeMap<>();
    for (String date : List.of("2016-01-01", "2021-01-01", "2026-08-01")) {
      SharedData.texts("sources/peps/peps-" + date + ".jsonl.zst", texts);
    }
    SharedData.texts("sources/powershell-docs/powershell-7.7.jsonl.zst", texts);
    Scheme scheme =
        new Scheme(
            Shingler.Unit.WORD, 5, Normalization.NONE, new Banding(14, 8), ShortTexts.KEEP, 17);
    MinHash minHash = scheme.open();
    List<Doc> docs = new ArrayList<>();
    for (byte[] text : texts.values()) {
      if (minHash.signature(text) != null) {
        String string = new String(text, StandardCharsets.UTF_8);
        docs.add(Doc.of(docs.size(), 0, string, scheme, minHash));
      }
    }
    Map<Integer, Survivors.Removal> removed = decide(docs, KeepPolicy.BEST, 0.8);
    removed.forEach(
        (doc, removal) -> {
          Set<List<String>> one = fives(docs.get(doc).text());
          Set<List<String>> other = fives(docs.get((int) removal.survivor().doc()).text());
          long shared = one.stream().filter(other::contains).count();
          double jaccard = (double) shared / (one.size() + other.size() - shared);
          assertThat(removal.jaccard()).isGreaterThanOrEqualTo(0.8);
          assertThat(jaccard).isCloseTo(removal.jaccard(), within(HASHED));
        });
    assertThat(removed).hasSizeGreaterThan(400);
  }

  private static Set<List<String>> fives(String text) {
    List<String> words =
        Arrays.stream(text.split("[\\x00-\\x20]+")).filter(word -> !word.isEmpty()).toList();
    Set<List<String>> fives = new HashSet<>();
    for (int i = 0; i + 5 <= words.size(); i++) {
      fives.add(words.subList(i, i + 5));
    }
    return fives;
  }
}
