package zydeco.dedup.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import zydeco.dedup.minhash.Banding;
import zydeco.dedup.minhash.MinHash;
import zydeco.dedup.minhash.Scheme;
import zydeco.pipeline.recipe.Settings;

/**
 * Both schemes of hashes side by side, on the documents of {@code FILE.jsonl.zst...}: the speed of
 * signing them, and how many pairs share a band, by length and similarity. A pair is a document's
 * first words and the same with some of them replaced; its Jaccard is exact.
 */
public final class SchemesBenchmark {
  private static final String SETTINGS = "normalize: none\nbands: 14\nrows: 8\nshort: keep\n";
  private static final int COPIES = 8;

  private SchemesBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String file : args) {
      for (String line : PeerBenchmark.lines(Path.of(file))) {
        texts.add(new ObjectMapper().readTree(line).get("text").asText());
      }
    }
    for (String shingles : List.of("{unit: word, size: 5}", "{unit: char, size: 25}")) {
      speed("min-max", scheme(shingles, "seed: 17"), texts);
      speed("lucene", scheme(shingles, "scheme: lucene"), texts);
    }
    for (int words : new int[] {40, 80, 160, 320, 640}) {
      pairs(words, texts);
    }
  }

  private static Scheme scheme(String shingles, String more) {
    return Scheme.of(
        Settings.parse(Path.of("bench.yaml"), SETTINGS + "shingles: " + shingles + "\n" + more),
        null);
  }

  private static void speed(String name, Scheme scheme, List<String> texts) {
    List<byte[]> bytes = texts.stream().map(SchemesBenchmark::utf8).toList();
    double megabytes = bytes.stream().mapToLong(text -> text.length).sum() / 1e6;
    MinHash minHash = scheme.open();
    double[] seconds = new double[5];
    long warm = System.nanoTime() + 4_000_000_000L;
    for (int round = 0; round < seconds.length; ) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      bytes.forEach(minHash::signature);
      seconds[round] =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      round += System.nanoTime() < warm ? 0 : 1;
    }
    Arrays.sort(seconds);
    System.out.printf(
        "%s, %s %d: %.1f MB a CPU-second (%d documents, %.1f MB)%n",
        name, scheme.unit(), scheme.size(), megabytes / seconds[2], texts.size(), megabytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A line a twentieth of similarity. */
  private static void pairs(int words, List<String> texts) {
    Scheme[] schemes = {
      scheme("{unit: word, size: 5}", "seed: 17"), scheme("{unit: word, size: 5}", "scheme: lucene")
    };
    MinHash[] open = {schemes[0].open(), schemes[1].open()};
    Banding banding = schemes[0].banding();
    double[][] bins = new double[21][6];
    SplittableRandom random = new SplittableRandom(words);
    double bytes = 0;
    for (String text : texts) {
      String[] all = text.split("[\\x00-\\x20]+");
      for (int copy = 0; copy < COPIES && all.length >= words; copy++) {
        String[] own = Arrays.copyOf(all, words);
        String[] other = own.clone();
        double share = random.nextDouble(0.15);
        for (int i = 0; i < words; i++) {
          other[i] = random.nextDouble() < share ? "new" + random.nextInt() : own[i];
        }
        byte[] a = utf8(String.join(" ", own));
        byte[] b = utf8(String.join(" ", other));
        double jaccard = jaccard(open[0].shingles(a), open[0].shingles(b));
        double[] bin = bins[(int) (jaccard * 20 + 1e-9)];
        bin[0]++;
        bin[1] += banding.probabilityAt(jaccard);
        byte[] both = utf8(String.join(" ", own) + " " + String.join(" ", other));
        for (int i = 0; i < 2; i++) {
          bin[2 + i] += shareBand(banding, open[i], a, b) ? 1 : 0;
          bin[4 + i] += byDistinct(banding, open[i].signature(both).values(), jaccard);
        }
        bytes += a.length;
      }
    }
    double count = Arrays.stream(bins).mapToDouble(bin -> bin[0]).sum();
    System.out.printf("%d words, %.0f bytes: %.0f pairs%n", words, bytes / count, count);
    for (int bin = 6; bin < 20; bin++) {
      double[] of = bins[bin];
      System.out.printf(
          "  from %.2f: %4.0f pairs; curve %.3f; found by min-max %.3f, by lucene %.3f;"
              + " curve of the distinct values of a band, min-max %.3f, lucene %.3f%n",
          bin / 20.0,
          of[0],
          of[1] / of[0],
          of[2] / of[0],
          of[3] / of[0],
          of[4] / of[0],
          of[5] / of[0]);
    }
  }

  private static double jaccard(int[] a, int[] b) {
    long shared = Arrays.stream(a).filter(value -> Arrays.binarySearch(b, value) >= 0).count();
    return (double) shared / (a.length + b.length - shared);
  }

  private static boolean shareBand(Banding banding, MinHash minHash, byte[] a, byte[] b) {
    long[] keysA = banding.keys(minHash.signature(a));
    long[] keysB = banding.keys(minHash.signature(b));
    for (int i = 0; i < keysA.length; i++) {
      if (keysA[i] == keysB[i]) {
        return true;
      }
    }
    return false;
  }

  /**
   * P(found) where a value that a band repeats counts once.
   *
   * @param values of the union of both texts
   */
  private static double byDistinct(Banding banding, int[] values, double jaccard) {
    double missed = 1;
    for (int at = 0; at < values.length; at += banding.rows()) {
      long distinct = Arrays.stream(values, at, at + banding.rows()).distinct().count();
      missed *= 1 - Math.pow(jaccard, distinct);
    }
    return 1 - missed;
  }
}
