package zydeco.tokenize.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import zydeco.tokenize.SharedData;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * MB of UTF-8 text per CPU second of one core: our path and the library's on the same documents.
 */
public final class TokenizerSpeed {
  private TokenizerSpeed() {}

  /**
   * Prints a line a tokenizer: over texts that it has not seen, after others to warm up; and with
   * {@code giant} as the first argument instead, the seconds that documents without a blank take.
   *
   * @param arguments a .jsonl.zst file to warm up on, one to measure, and tokenizers
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("giant")) {
      giant(TokenizerFile.read(Path.of(arguments[1])));
      return;
    }
    List<byte[]> warm = texts(arguments[0]);
    List<byte[]> texts = texts(arguments[1]);
    for (int i = 2; i < arguments.length; i++) {
      TokenizerFile file = TokenizerFile.read(Path.of(arguments[i]));
      try (Tokenizer library = file.openLibrary()) {
        double cold = 0;
        double best = 0;
        for (int round = 0; round < 3; round++) {
          try (Tokenizer ours = file.open()) {
            double first = speed(ours, warm);
            cold = round == 0 ? first : cold;
            best = Math.max(best, speed(ours, texts));
          }
        }
        double slow = speed(library, texts.subList(0, Math.max(1, texts.size() / 20)));
        System.out.printf(
            Locale.ROOT,
            "%s (%s): from a cold start %.1f, best %.1f MB/s; Hugging Face library by DJL %.2f MB/s:"
                + " %.0f times%n",
            Path.of(arguments[i]).getFileName(),
            file.path(),
            cold,
            best,
            slow,
            best / slow);
      }
    }
  }

  private static List<byte[]> texts(String file) throws Exception {
    List<byte[]> texts = new ArrayList<>();
    for (String line : SharedData.lines(Path.of(file))) {
      texts.add(SharedData.json(line).path("text").asText().getBytes(StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static void giant(TokenizerFile file) {
    Random random = new Random(1);
    for (int megabytes : new int[] {25, 50, 100}) {
      byte[] text = new byte[megabytes * 1_000_000];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) ('a' + Math.abs(random.nextGaussian()) * 6);
      }
      try (Tokenizer ours = file.open()) {
        double rate = speed(ours, List.of(text));
        System.out.printf(
            Locale.ROOT,
            "%s: %d MB of letters without a blank: %.1f CPU seconds, %.2f MB/s%n",
            file.label(),
            megabytes,
            megabytes / rate,
            rate);
      }
    }
  }

  private static double speed(Tokenizer tokenizer, List<byte[]> texts) {
    TokenBuffer ids = new TokenBuffer();
    long bytes = 0;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (byte[] text : texts) {
      ids.clear();
      tokenizer.encode(text, ids);
      bytes += text.length;
    }
    long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return bytes * 1e3 / spent;
  }
}
