package zydeco.tokenize.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import zydeco.tokenize.SharedData;
import zydeco.tokenize.packing.Layout;
import zydeco.tokenize.packing.Packing;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * Best-fit packing against concatenation, and against the fewest sequences that any packing could
 * fill which cuts only what is longer than a sequence.
 */
public final class PackingEfficiency {
  /*
   * The fewest are bounded from below by L2 of Martello and Toth, "Lower bounds and reduction
   * procedures for the bin packing problem" (1990): for each a up to half a sequence C, pieces longer
   * than C - a stand alone, pieces longer than C / 2 need a sequence each, and those from a to C / 2
   * go into what room the latter leave, or into further sequences.
   */
  private PackingEfficiency() {}

  /**
   * Prints a row a source and sequence length.
   *
   * @param arguments the folder of sources, a tokenizer, then lengths of sequences
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(
        "| source | documents | sequence | padding, best-fit | sequences over the bound | cut:"
            + " best-fit | cut: concatenation |\n|---|---|---|---|---|---|---|");
    TokenizerFile file = TokenizerFile.read(Path.of(arguments[1]));
    List<Integer> all = new ArrayList<>();
    try (Tokenizer tokenizer = file.open();
        Stream<Path> folders = Files.list(Path.of(arguments[0]))) {
      for (Path folder : folders.sorted().toList()) {
        List<Integer> lengths = lengths(folder, tokenizer);
        all.addAll(lengths);
        rows(folder.getFileName().toString(), lengths, arguments);
      }
    }
    rows("all of them", all, arguments);
  }

  /** Of documents with their end-of-text, in shuffled order. */
  private static List<Integer> lengths(Path folder, Tokenizer tokenizer) throws IOException {
    List<Integer> lengths = new ArrayList<>();
    TokenBuffer ids = new TokenBuffer();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        for (String line : SharedData.lines(file)) {
          ids.clear();
          String text = SharedData.json(line).path("text").asText();
          lengths.add(tokenizer.encode(text.getBytes(StandardCharsets.UTF_8), ids) + 1);
        }
      }
    }
    Collections.shuffle(lengths, new Random(1));
    return lengths;
  }

  private static void rows(String name, List<Integer> documents, String[] arguments) {
    int[] lengths = documents.stream().mapToInt(Integer::intValue).toArray();
    for (int i = 2; i < arguments.length; i++) {
      int sequence = Integer.parseInt(arguments[i]);
      Layout layout = Packing.BEST_FIT.pack(lengths, sequence, 17, 1);
      double room = (double) layout.sequences() * sequence;
      long cut = Arrays.stream(lengths).filter(length -> length > sequence).count();
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %,d | %.3f %% | %,d of %,d | %,d | %,d |%n",
          name,
          lengths.length,
          sequence,
          100 * (1 - Arrays.stream(lengths).asLongStream().sum() / room),
          layout.sequences() - bound(lengths, sequence),
          layout.sequences(),
          cut,
          Layout.cutByConcatenation(lengths, sequence));
    }
  }

  /** No packing that cuts only what is longer than a sequence needs fewer. */
  private static long bound(int[] lengths, int sequence) {
    long full = 0;
    long[] pieces = new long[sequence + 1];
    for (int length : lengths) {
      full += length / sequence;
      pieces[length % sequence]++;
    }
    pieces[0] = 0;
    long most = 0;
    for (int a = 0; a <= sequence / 2; a++) {
      most = Math.max(most, bound(pieces, sequence, a));
    }
    return full + most;
  }

  private static long bound(long[] pieces, int sequence, int a) {
    long own = 0;
    long room = 0;
    long rest = 0;
    for (int length = Math.max(1, a); length <= sequence; length++) {
      if (2 * length > sequence) {
        own += pieces[length];
        room += length <= sequence - a ? pieces[length] * (sequence - length) : 0;
      } else {
        rest += pieces[length] * length;
      }
    }
    return own + Math.max(0, (rest - room + sequence - 1) / sequence);
  }
}
