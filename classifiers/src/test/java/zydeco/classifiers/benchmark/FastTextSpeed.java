package zydeco.classifiers.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zydeco.classifiers.SharedData;
import zydeco.classifiers.fasttext.FastTextModel;
import zydeco.classifiers.fasttext.FastTextPredictor;

/**
 * MB of text a second of one core that a fastText model judges: {@code FastTextSpeed [MODEL
 * [SOURCE...]]}; lid.176.ftz over c4, dolma-cc and redpajama-samples where nothing is named. CPU
 * time of the thread, median of seven rounds after three to warm up.
 */
public final class FastTextSpeed {
  private static final int WARM = 3;
  private static final int ROUNDS = 7;

  private FastTextSpeed() {}

  public static void main(String[] args) throws IOException {
    Path model = args.length > 0 ? Path.of(args[0]) : SharedData.path("langid/lid.176.ftz");
    List<String> sources =
        args.length > 1
            ? Arrays.asList(args).subList(1, args.length)
            : List.of("c4", "dolma-cc", "redpajama-samples");
    List<byte[]> texts = new ArrayList<>();
    for (String source : sources) {
      texts.addAll(SharedData.texts(source, 2_000));
    }
    FastTextPredictor predictor = FastTextModel.read(model).predictor();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double megabytes = texts.stream().mapToLong(text -> text.length).sum() / 1e6;
    double[] rates = new double[ROUNDS];
    float sink = 0;
    for (int round = -WARM; round < ROUNDS; round++) {
      long start = clock.getCurrentThreadCpuTime();
      for (byte[] text : texts) {
        sink += predictor.best(text).probability();
      }
      double seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
      if (round >= 0) {
        rates[round] = megabytes / seconds;
      }
    }
    Arrays.sort(rates);
    System.out.printf(
        "%s over %s: %,d documents, %.1f MB, %.1f MB/s of CPU (%.1f to %.1f; sum %.3f)%n",
        model.getFileName(),
        sources,
        texts.size(),
        megabytes,
        rates[ROUNDS / 2],
        rates[0],
        rates[ROUNDS - 1],
        sink);
  }
}
