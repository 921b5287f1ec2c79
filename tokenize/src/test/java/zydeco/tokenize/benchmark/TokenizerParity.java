package zydeco.tokenize.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import zydeco.tokenize.SharedData;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * The ids of our paths against those of the Hugging Face library: real documents of every source,
 * the Declaration of Human Rights in every language, and random Unicode.
 */
public final class TokenizerParity {
  private static final String[] TOKENIZERS = {
    "gpt2",
    "gpt-neox-20b.json",
    "olmo-neox.json",
    "dolma2.json",
    "mistral-v1.model",
    "mistral-v3.model"
  };

  private final Tokenizer fast;
  private final Tokenizer library;
  private final TokenBuffer found = new TokenBuffer();
  private final TokenBuffer expected = new TokenBuffer();
  private int documents;
  private long bytes;
  private long tokens;
  private int different;

  private TokenizerParity(Tokenizer fast, Tokenizer library) {
    this.fast = fast;
    this.library = library;
  }

  /**
   * Prints a line a tokenizer; exits 1 where an id differs.
   *
   * @param arguments the folder of shared data; of how many documents one is asked; how many random
   *     texts; then tokenizers by name, all of them if none; {@code rwkv_vocab_*.txt=CODE} compares
   *     with RWKV's own rwkv_tokenizer.py
   */
  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    int every = Integer.parseInt(arguments[1]);
    int random = Integer.parseInt(arguments[2]);
    List<String> names = List.of(arguments).subList(3, arguments.length);
    boolean same = true;
    for (String name : names.isEmpty() ? Arrays.asList(TOKENIZERS) : names) {
      String[] origin = name.split("=");
      Path path = data.resolve("tokenizers").resolve(origin[0]);
      TokenizerFile file = TokenizerFile.read(path);
      try (Tokenizer fast = file.open();
          Tokenizer library =
              origin.length > 1 ? new WorldOrigin(origin[1], path) : file.openLibrary()) {
        TokenizerParity parity = new TokenizerParity(fast, library);
        parity.sources(data.resolve("sources"), every);
        parity.declarations(data.resolve("langid"), every);
        int real = parity.documents;
        parity.random(random);
        same &= parity.different == 0;
        System.out.printf(
            Locale.ROOT,
            "%s (%s): %,d documents and %,d random texts, %.1f MB, %,d tokens: %s%n",
            name,
            file.path(),
            real,
            random,
            parity.bytes / 1e6,
            parity.tokens,
            parity.different == 0 ? "same" : parity.different + " DIFFERENT");
      }
    }
    System.exit(same ? 0 : 1);
  }

  private void sources(Path folder, int every) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.zst")).sorted().toList()) {
        List<String> lines = SharedData.lines(file);
        for (int i = 0; i < lines.size(); i += every) {
          compare(SharedData.json(lines.get(i)).path("text").asText());
        }
      }
    }
  }

  private void declarations(Path folder, int every) throws IOException {
    for (String name : new String[] {"udhr.zip", "udhr2.zip"}) {
      try (ZipFile zip = new ZipFile(folder.resolve(name).toFile())) {
        List<? extends ZipEntry> entries = Collections.list(zip.entries());
        for (int i = 0; i < entries.size(); i += every) {
          byte[] text = zip.getInputStream(entries.get(i)).readAllBytes();
          compare(new String(text, StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void random(int count) {
    Random random = new Random(2024);
    for (int i = 0; i < count; i++) {
      int[] blocks =
          random.ints(3, 0, 0x3400).map(b -> b * (random.nextInt(4) == 0 ? 64 : 4)).toArray();
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(60); length > 0; length--) {
        int block = random.nextInt(4);
        int point = block == 3 ? random.nextInt(128) : blocks[block] + random.nextInt(64);
        boolean valid = Character.isValidCodePoint(point) && (point < 0xd800 || point >= 0xe000);
        text.appendCodePoint(valid ? point : ' ');
      }
      compare(text.toString());
    }
  }

  private void compare(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    found.clear();
    expected.clear();
    fast.encode(utf8, found);
    library.encode(utf8, expected);
    documents++;
    bytes += utf8.length;
    tokens += expected.size();
    if (!Arrays.equals(found.toArray(), expected.toArray())) {
      different++;
      if (different <= 3) {
        System.out.println("different: " + excerpt(text));
      }
    }
  }

  private static String excerpt(String text) {
    return text.substring(0, Math.min(80, text.length()));
  }
}
