package zydeco.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.Signature;
import zydeco.dedup.survivors.KeepPolicy;
import zydeco.dedup.survivors.Member;
import zydeco.pipeline.text.Hash128;

/** A random corpus of a few documents, and what becomes of it by definition. */
public final class SmallCorpus {
  static final Banding BANDING = new Banding(6, 2);

  public record Doc(
      long doc, int rank, byte[] id, byte[] content, Signature signature, long[] keys) {
    public String name() {
      return HexFormat.of().formatHex(id);
    }

    public Member member() {
      return new Member(doc, id, rank, false, signature, keys, null);
    }
  }

  /** The fate of a removed document: ids of its survivor and of the first of its cluster. */
  public record Fate(String survivor, String cluster, double similarity) {
    public static Fate of(byte[] survivor, byte[] cluster, double similarity) {
      return new Fate(
          HexFormat.of().formatHex(survivor), HexFormat.of().formatHex(cluster), similarity);
    }
  }

  public static final Comparator<Doc> PREFERENCE =
      Comparator.comparingInt(Doc::rank)
          .thenComparing(Doc::content, Arrays::compareUnsigned)
          .thenComparing(Doc::id, Arrays::compareUnsigned);

  private SmallCorpus() {}

  /**
   * Documents mutated from a few prototypes; no value is shared with a corpus of another number.
   */
  public static List<Doc> random(int number) {
    SplittableRandom random = new SplittableRandom(number);
    int prototypes = 1 + random.nextInt(4);
    List<Doc> docs = new ArrayList<>();
    for (int i = random.nextInt(16); i > 0; i--) {
      int[] values = new int[BANDING.values()];
      int prototype = random.nextInt(prototypes);
      int changes = random.nextInt(7);
      for (int j = 0; j < values.length; j++) {
        values[j] = number * 1000 + prototype * 100 + j;
      }
      for (; changes > 0; changes--) {
        values[random.nextInt(values.length)] = number * 1000 + random.nextInt(300);
      }
      Signature signature = new Signature(values);
      String text = Arrays.toString(values) + random.nextInt(2);
      docs.add(
          new Doc(
              random.nextLong(),
              random.nextInt(3),
              Hash128.ofParts("id", number + "/" + i).toBytes(),
              Hash128.ofParts(text).toBytes(),
              signature,
              random.nextInt(9) == 0 ? null : BANDING.keys(signature)));
    }
    return docs;
  }

  public static Map<Long, Fate> bruteForce(List<Doc> docs, KeepPolicy keep, double atLeast) {
    Map<Long, Fate> fates = new HashMap<>();
    for (List<Doc> cluster : clusters(docs)) {
      cluster.sort(PREFERENCE);
      List<Doc> survivors = new ArrayList<>();
      for (Doc doc : cluster) {
        Doc nearest = null;
        for (Doc survivor : survivors) {
          boolean allowed = keep == KeepPolicy.BEST || survivor.rank() < doc.rank();
          boolean first = atLeast == 0 && keep == KeepPolicy.BEST;
          if (allowed
              && (nearest == null
                  || (!first && similarity(doc, survivor) > similarity(doc, nearest)))) {
            nearest = survivor;
          }
        }
        if (nearest == null || similarity(doc, nearest) < atLeast) {
          survivors.add(doc);
        } else {
          fates.put(
              doc.doc(), new Fate(nearest.name(), cluster.get(0).name(), similarity(doc, nearest)));
        }
      }
    }
    return fates;
  }

  public static double similarity(Doc a, Doc b) {
    int equal = 0;
    for (int j = 0; j < BANDING.values(); j++) {
      if (a.signature().values()[j] == b.signature().values()[j]) {
        equal++;
      }
    }
    return (double) equal / BANDING.values();
  }

  public static List<List<Doc>> clusters(List<Doc> docs) {
    List<List<Doc>> clusters = new ArrayList<>();
    for (Doc doc : docs) {
      List<Doc> joined = new ArrayList<>(List.of(doc));
      for (List<Doc> cluster : List.copyOf(clusters)) {
        if (cluster.stream().anyMatch(other -> shareBand(doc, other))) {
          joined.addAll(cluster);
          clusters.remove(cluster);
        }
      }
      clusters.add(joined);
    }
    return clusters;
  }

  private static boolean shareBand(Doc a, Doc b) {
    if (a.keys() == null || b.keys() == null) {
      return false;
    }
    for (int band = 0; band < BANDING.bands(); band++) {
      int from = band * BANDING.rows();
      int to = from + BANDING.rows();
      if (Arrays.equals(a.signature().values(), from, to, b.signature().values(), from, to)) {
        return true;
      }
    }
    return false;
  }
}
