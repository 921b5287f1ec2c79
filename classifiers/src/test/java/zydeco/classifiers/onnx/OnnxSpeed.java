package zydeco.classifiers.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SharedData;

/**
 * Documents a CPU second of one thread, over the same web pages of C4 and the RedPajama samples:
 * the scorer, which also makes the tokens; bare ONNX Runtime with its own defaults on ready tokens,
 * one text a run and in batches of a token budget over texts sorted by length; and batches of 32
 * padded to their longest in input order: {@code OnnxSpeed MODEL.onnx [PAGES [ROUNDS]]}, with the
 * model's card beside it. Every way goes in turn, round after round; the ratios are medians over
 * the rounds.
 */
final class OnnxSpeed {
  private static final int PADDED = 32;
  private static final int[] BUDGETS = {512, 1024, 4096};

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final ModelCard card;

  private interface Work {
    void run() throws Exception;
  }

  private OnnxSpeed(OrtSession session, ModelCard card) {
    this.session = session;
    this.card = card;
  }

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    int pages = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    List<byte[]> texts = new ArrayList<>(SharedData.texts("redpajama-samples", pages / 4));
    texts.addAll(SharedData.texts("c4", pages - texts.size()));
    ModelCard card = ModelCard.read(ModelCard.pathFor(path));
    ModelFile tokenizer = ModelFile.of(path.resolveSibling(card.tokenizer()));
    OnnxScorer scorer = OnnxScorer.open(ModelFile.of(path), tokenizer, card);
    TextEncoder encoder = TextEncoder.shared(tokenizer, card);
    List<Encoding> encodings = texts.stream().map(encoder::encode).toList();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(path.toString(), options)) {
        OnnxSpeed bare = new OnnxSpeed(session, card);
        System.out.printf(
            "%s, %d pages of %.0f tokens, %d rounds%n",
            path.getFileName(),
            texts.size(),
            encodings.stream().mapToInt(OnnxSpeed::length).average().orElse(0),
            rounds);
        Map<String, Work> ways = bare.ways(encodings);
        ways.put("scorer", () -> texts.forEach(scorer::score));
        print(ways, texts.size(), rounds);
      }
    }
  }

  private Map<String, Work> ways(List<Encoding> encodings) {
    List<Encoding> sorted =
        encodings.stream().sorted(Comparator.comparingInt(OnnxSpeed::length)).toList();
    Map<String, Work> ways = new LinkedHashMap<>();
    ways.put("padded-32", () -> run(parts(encodings, PADDED, Integer.MAX_VALUE)));
    ways.put("bare, one a run", () -> run(parts(encodings, 1, Integer.MAX_VALUE)));
    for (int budget : BUDGETS) {
      ways.put(
          "bare, sorted, " + budget + " tokens",
          () -> run(parts(sorted, Integer.MAX_VALUE, budget)));
    }
    return ways;
  }

  /** One round to warm up, then each way in turn. */
  private static void print(Map<String, Work> ways, int pages, int rounds) throws Exception {
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Work> way : ways.entrySet()) {
        double rate = pages / seconds(way.getValue());
        if (round >= 0) {
          rates.computeIfAbsent(way.getKey(), name -> new double[rounds])[round] = rate;
        }
      }
    }
    double[] ours = rates.get("scorer");
    rates.forEach(
        (name, theirs) -> {
          double[] ratios = new double[rounds];
          Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
          System.out.printf(
              "%-24s %.2f pages a CPU second; scorer is %.2f times that%n",
              name, median(theirs), median(ratios));
        });
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double seconds(Work work) throws Exception {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    work.run();
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static int length(Encoding encoding) {
    return encoding.getIds().length;
  }

  /** Neighbours together, at most so many texts and so many tokens with the padding. */
  private static List<List<Encoding>> parts(List<Encoding> encodings, int texts, int tokens) {
    List<List<Encoding>> parts = new ArrayList<>();
    List<Encoding> part = new ArrayList<>();
    int longest = 0;
    for (Encoding encoding : encodings) {
      longest = Math.max(longest, length(encoding));
      if (!part.isEmpty()
          && (part.size() == texts || (long) longest * (part.size() + 1) > tokens)) {
        parts.add(part);
        part = new ArrayList<>();
        longest = length(encoding);
      }
      part.add(encoding);
    }
    parts.add(part);
    return parts;
  }

  private void run(List<List<Encoding>> batches) throws OrtException {
    for (List<Encoding> batch : batches) {
      int longest = batch.stream().mapToInt(OnnxSpeed::length).max().orElse(0);
      Map<String, OnnxTensor> tensors = new HashMap<>();
      tensors.put(card.idsInput(), padded(batch, longest, Encoding::getIds));
      if (card.maskInput() != null) {
        tensors.put(card.maskInput(), padded(batch, longest, Encoding::getAttentionMask));
      }
      if (card.typesInput() != null) {
        tensors.put(card.typesInput(), padded(batch, longest, Encoding::getTypeIds));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        if (result.size() == 0) {
          throw new OrtException("no output");
        }
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    }
  }

  private OnnxTensor padded(List<Encoding> batch, int longest, Function<Encoding, long[]> part)
      throws OrtException {
    long[] values = new long[batch.size() * longest];
    for (int row = 0; row < batch.size(); row++) {
      long[] ids = part.apply(batch.get(row));
      System.arraycopy(ids, 0, values, row * longest, ids.length);
    }
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {batch.size(), longest});
  }
}
