package zydeco.classifiers.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.SharedData;

/**
 * The resident memory of this JVM while two threads score many documents with one model, sampled
 * after each twentieth of them: {@code OnnxMemory MODEL.onnx [DOCUMENTS]}, with the model's card
 * beside it; C4, the RedPajama samples and Wikipedia over and over, each time in another order.
 */
final class OnnxMemory {
  private static final int THREADS = 2;
  private static final int SAMPLES = 20;

  private OnnxMemory() {}

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    int documents = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    ModelCard card = ModelCard.read(ModelCard.pathFor(path));
    ModelFile tokenizer = ModelFile.of(path.resolveSibling(card.tokenizer()));
    OnnxScorer scorer = OnnxScorer.open(ModelFile.of(path), tokenizer, card);
    List<byte[]> texts = new ArrayList<>(SharedData.texts("c4", 1_000));
    texts.addAll(SharedData.texts("redpajama-samples", 200));
    texts.addAll(SharedData.texts("wikipedia-2015", 1_000));
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    int part = documents / SAMPLES;
    for (int sample = 1; sample <= SAMPLES; sample++) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int from = (sample - 1) * part + thread;
        running.add(pool.submit(() -> score(scorer, texts, from, part)));
      }
      for (Future<?> one : running) {
        one.get();
      }
      System.out.printf(
          "%,d documents: %,d kB%n", sample * part, ResidentMemory.kilobytesAfterCollection());
    }
    pool.shutdown();
  }

  /**
   * Every so many-th document of a part; the step through the texts has no factor of their number.
   */
  private static void score(OnnxScorer scorer, List<byte[]> texts, int from, int part) {
    for (int i = from; i < from / part * part + part; i += THREADS) {
      scorer.score(texts.get((int) (i * 7_919L % texts.size())));
    }
  }
}
