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
 * the median of five rounds.
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
    long near = 0;
    long found = 0;
    for (String line : lines(Path.of(args[1])).subList(1, lines(Path.of(args[1])).size())) {
      String[] row = line.split("\t");
      if (texts.containsKey(row[1])
          && texts.containsKey(row[2])
          && Double.parseDouble(row[3]) >= 0.8) {
        near++;
        found += pairs.contains(pair(row[1], row[2])) ? 1 : 0;
      }
    }
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
        found,
        near);
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

  private static List<String> lines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : new ZstdInputStream(raw);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
