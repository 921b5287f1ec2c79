package zydeco.tokenize.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zydeco.tokenize.SharedData;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * MB of UTF-8 text per CPU-second of one core: our path and the library's on the same documents.
 */
public final class TokenizerSpeed {
  private TokenizerSpeed() {}

  /**
   * Prints a line a tokenizer.
   *
   * @param arguments a .jsonl.zst file and tokenizer.json files
   */
  public static void main(String[] arguments) throws Exception {
    List<byte[]> texts = new ArrayList<>();
    for (String line : SharedData.lines(Path.of(arguments[0]))) {
      texts.add(SharedData.json(line).path("text").asText().getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 1; i < arguments.length; i++) {
      TokenizerFile file = TokenizerFile.read(Path.of(arguments[i]));
      try (Tokenizer ours = file.open();
          Tokenizer library = file.openLibrary()) {
        double cold = speed(ours, texts);
        double warm = 0;
        for (int round = 0; round < 6; round++) {
          warm = Math.max(warm, speed(ours, texts));
        }
        double slow = speed(library, texts.subList(0, Math.max(1, texts.size() / 20)));
        System.out.printf(
            Locale.ROOT,
            "%s (%s): first pass %.1f, best %.1f MB/s; Hugging Face library %.2f MB/s: %.0f times%n",
            Path.of(arguments[i]).getFileName(),
            file.path(),
            cold,
            warm,
            slow,
            warm / slow);
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
