package zydeco.classifiers.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SharedData;

/**
 * Documents a CPU second of one thread, over the same web pages: the scorer, bare ONNX Runtime one
 * text a run on ready token ids, and bare ONNX Runtime in batches of 32 padded to their longest, in
 * input order: {@code OnnxSpeed MODEL.onnx [PAGES]}, with the model's card beside it.
 */
final class OnnxSpeed {
  private static final int BATCH = 32;

  private OnnxSpeed() {}

  private interface Work {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    int pages = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    List<byte[]> texts = SharedData.texts("c4", pages);
    ModelCard card = ModelCard.read(ModelCard.pathFor(path));
    ModelFile tokenizer = ModelFile.of(path.resolveSibling(card.tokenizer()));
    OnnxScorer scorer = OnnxScorer.open(ModelFile.of(path), tokenizer, card);
    TextEncoder encoder = TextEncoder.shared(tokenizer, card.maxTokens(), card.maxChars());
    List<Encoding> encodings = texts.stream().map(encoder::encode).toList();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(path.toString(), options)) {
        double ours = rate(pages, () -> texts.forEach(scorer::score));
        double bare = rate(pages, () -> batches(environment, session, card, encodings, 1));
        double padded = rate(pages, () -> batches(environment, session, card, encodings, BATCH));
        double tokens = encodings.stream().mapToInt(e -> e.getIds().length).average().orElse(0);
        System.out.printf(
            "%s, %d pages of %.0f tokens: scorer %.1f, bare %.1f, padded batches of %d %.1f pages a"
                + " CPU second; scorer/bare %.2f, scorer/padded %.2f%n",
            path.getFileName(),
            pages,
            tokens,
            ours,
            bare,
            BATCH,
            padded,
            ours / bare,
            ours / padded);
      }
    }
  }

  /** The better of two rounds after one to warm up. */
  private static double rate(int pages, Work work) throws Exception {
    double best = 0;
    for (int round = 0; round < 3; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      best = round == 0 ? 0 : Math.max(best, pages / seconds);
    }
    return best;
  }

  private static void batches(
      OrtEnvironment environment,
      OrtSession session,
      ModelCard card,
      List<Encoding> encodings,
      int size)
      throws OrtException {
    for (int from = 0; from < encodings.size(); from += size) {
      List<Encoding> batch = encodings.subList(from, Math.min(encodings.size(), from + size));
      int longest = batch.stream().mapToInt(e -> e.getIds().length).max().orElse(0);
      Map<String, OnnxTensor> tensors = new HashMap<>();
      tensors.put(card.idsInput(), padded(environment, batch, longest, Encoding::getIds));
      if (card.maskInput() != null) {
        tensors.put(
            card.maskInput(), padded(environment, batch, longest, Encoding::getAttentionMask));
      }
      if (card.typesInput() != null) {
        tensors.put(card.typesInput(), padded(environment, batch, longest, Encoding::getTypeIds));
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

  private static OnnxTensor padded(
      OrtEnvironment environment,
      List<Encoding> batch,
      int longest,
      java.util.function.Function<Encoding, long[]> part)
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
