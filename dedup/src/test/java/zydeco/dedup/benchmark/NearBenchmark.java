package zydeco.dedup.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.near.NearIndex;
import zydeco.dedup.near.NearIndexWriter;
import zydeco.pipeline.recipe.Settings;

/**
 * The index of {@code ./zydeco near} over generated documents of about 500 bytes, one in five of
 * which is an edit of the one before: {@code DOCUMENTS QUERIES FOLDER}. Queries are edits of every
 * so-manieth document, and as many texts that are near none.
 */
public final class NearBenchmark {
  private static final int WORDS = 85;
  private static final Charset UTF = StandardCharsets.UTF_8;

  private NearBenchmark() {}

  /** Prints what making the index cost and how long answers took. */
  public static void main(String[] args) throws IOException {
    int documents = Integer.parseInt(args[0]);
    int queries = Integer.parseInt(args[1]);
    Path folder = Path.of(args[2]);
    FuzzyDedupStage stage =
        FuzzyDedupStage.of(
            Settings.parse(Path.of("bench.yaml"), "preset: zyda-2\nkeep: best"), 1, Set.of(), null);
    double cpu = cpu();
    try (NearIndexWriter writer = new NearIndexWriter(folder, stage, "bench", true)) {
      for (int i = 0; i < documents; i++) {
        writer.add(String.format("%032x", i), "s", text(i));
      }
      writer.commit();
    }
    System.out.printf(
        Locale.ROOT,
        "%,d documents: index of %,.0f MB in %.1f CPU-seconds%n",
        documents,
        bytes(folder) / 1e6,
        cpu() - cpu);
    try (NearIndex index = NearIndex.open(folder)) {
      for (int round = 0; round < 3; round++) {
        ask(index, documents, queries);
      }
    }
  }

  private static void ask(NearIndex index, int documents, int queries) {
    double[] millis = new double[2 * queries];
    int found = 0;
    for (int i = 0; i < 2 * queries; i++) {
      int of = (int) ((long) i * documents / (2 * queries));
      byte[] text = i % 2 == 0 ? edited(of, i) : text(documents + i);
      long start = System.nanoTime();
      List<NearIndex.Near> near = index.near(text, 0, 10);
      millis[i] = (System.nanoTime() - start) / 1e6;
      String id = String.format("%032x", of);
      found += i % 2 == 0 && near.stream().anyMatch(one -> one.id().equals(id)) ? 1 : 0;
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "  %,d texts: mean %.3f ms, median %.3f, 99 %% below %.3f; of %,d edits %,d were found%n",
        millis.length,
        Arrays.stream(millis).average().orElse(0),
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        queries,
        found);
  }

  private static byte[] text(int number) {
    return number % 5 == 4 ? edited(number - 1, number) : words(number).getBytes(UTF);
  }

  /** A document with one of its words replaced. */
  private static byte[] edited(int number, int salt) {
    int base = number % 5 == 4 ? number - 1 : number;
    String[] words = words(base).split(" ");
    words[Math.floorMod(salt * 31, words.length)] = "edit" + salt;
    return String.join(" ", words).getBytes(UTF);
  }

  private static String words(int number) {
    SplittableRandom random = new SplittableRandom(number);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      text.append(Long.toString(random.nextLong() >>> 40, 36)).append(' ');
    }
    return text.toString();
  }

  private static double cpu() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
