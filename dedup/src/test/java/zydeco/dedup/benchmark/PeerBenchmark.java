package zydeco.dedup.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;

/**
 * This project's side of {@code src/test/scripts/peers.py}, on the same files: {@code SETTINGS
 * PAIRS.tsv.gz FILE.jsonl.zst...}, where settings are keys of fuzzy-dedup such as {@code 'preset:
 * fineweb'}. Signatures and band keys as the stage makes them, one thread, after a warm-up; prints
 * the median of five rounds, and by similarity how many of the known pairs share a band.
 */
public final class PeerBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PeerBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    FuzzyDedupStage stage =
        FuzzyDedupStage.of(Settings.parse(Path.of("bench.yaml"), args[0]), 1, Set.of(), null);
    Map<String, byte[]> texts = new HashMap<>();
    for (String file : Arrays.copyOfRange(args, 2, args.length)) {
      for (String line : lines(Path.of(file))) {
        JsonNode row = JSON.readTree(line);
        texts.put(
            row.get("id").asText(), row.get("text").asText().getBytes(StandardCharsets.UTF_8));
      }
    }
    double megabytes = texts.values().stream().mapToLong(text -> text.length).sum() / 1e6;
    double[] seconds = new double[5];
    Map<String, long[]> keys = new HashMap<>();
    long warm = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() < warm) {
      sign(stage, texts, keys);
    }
    for (int round = 0; round < seconds.length; round++) {
      seconds[round] = sign(stage, texts, keys);
    }
    Arrays.sort(seconds);
    Set<String> pairs = pairs(keys);
    Truth truth = Truth.of(Path.of(args[1]), texts.keySet(), pairs);
    System.out.printf(
        "zydeco, %s: %d documents, %.1f MB, %.3f CPU-seconds: %.0f documents and %.1f MB a"
            + " CPU-second; %d pairs, %d of %d of Jaccard 0.8 and more%n",
        args[0].replace('\n', ' '),
        texts.size(),
        megabytes,
        seconds[2],
        texts.size() / seconds[2],
        megabytes / seconds[2],
        pairs.size(),
        truth.found(16),
        truth.all(16));
    truth.print(stage);
  }

  /**
   * Known pairs by their similarity, in twentieths.
   *
   * @param known similarities of them, by twentieth
   * @param hits of those that share a band
   */
  private record Truth(List<List<Double>> known, List<List<Double>> hits) {
    static Truth of(Path file, Set<String> names, Set<String> pairs) throws IOException {
      Truth truth = new Truth(new ArrayList<>(), new ArrayList<>());
      for (int bin = 0; bin <= 20; bin++) {
        truth.known.add(new ArrayList<>());
        truth.hits.add(new ArrayList<>());
      }
      List<String> rows = lines(file);
      for (String line : rows.subList(1, rows.size())) {
        String[] row = line.split("\t");
        if (names.contains(row[1]) && names.contains(row[2])) {
          double jaccard = Double.parseDouble(row[3]);
          int bin = (int) (jaccard * 20 + 1e-9);
          truth.known.get(bin).add(jaccard);
          if (pairs.contains(pair(row[1], row[2]))) {
            truth.hits.get(bin).add(jaccard);
          }
        }
      }
      return truth;
    }

    private static long above(List<List<Double>> bins, int from) {
      return bins.subList(from, bins.size()).stream().mapToLong(List::size).sum();
    }

    long all(int from) {
      return above(known, from);
    }

    long found(int from) {
      return above(hits, from);
    }

    /** A line a twentieth: pairs, the share found, and what the curve says. */
    void print(FuzzyDedupStage stage) {
      for (int bin = 6; bin <= 20; bin++) {
        List<Double> own = known.get(bin);
        double theory =
            own.stream()
                .mapToDouble(s -> 1 - Math.pow(1 - Math.pow(s, stage.rows()), stage.bands()))
                .average()
                .orElse(Double.NaN);
        System.out.printf(
            "  from %.2f: %d pairs, %.3f found, %.3f by the curve%n",
            bin / 20.0, own.size(), (double) hits.get(bin).size() / own.size(), theory);
      }
    }
  }

  private static double sign(
      FuzzyDedupStage stage, Map<String, byte[]> texts, Map<String, long[]> keys) {
    Columns columns = new Columns(stage.measure().writes());
    Measures measures = new Measures(columns);
    int slot = columns.slot("fuzzy-dedup-keys");
    Judge judge = stage.measure().open(columns);
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    texts.forEach(
        (id, text) -> {
          measures.clear();
          judge.judge(new Document("s", null, text, null, null, "{}"), measures);
          byte[] bytes = measures.bytes(slot);
          if (bytes != null) {
            long[] own = new long[bytes.length / 8];
            ByteBuffer.wrap(bytes).asLongBuffer().get(own);
            keys.put(id, own);
          }
        });
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static Set<String> pairs(Map<String, long[]> keys) {
    Map<Long, List<String>> buckets = new HashMap<>();
    keys.forEach(
        (id, own) -> {
          for (long key : own) {
            buckets.computeIfAbsent(key, k -> new ArrayList<>()).add(id);
          }
        });
    Set<String> pairs = new HashSet<>();
    for (List<String> bucket : buckets.values()) {
      for (int a = 0; a < bucket.size(); a++) {
        for (int b = a + 1; b < bucket.size(); b++) {
          pairs.add(pair(bucket.get(a), bucket.get(b)));
        }
      }
    }
    return pairs;
  }

  private static String pair(String a, String b) {
    return a.compareTo(b) < 0 ? a + "\t" + b : b + "\t" + a;
  }

  static List<String> lines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : new ZstdInputStream(raw);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
