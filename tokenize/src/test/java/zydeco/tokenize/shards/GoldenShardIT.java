package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

/**
 * A small set of shards that other tests, the trainer's too, read. With {@code ZYDECO_GOLDEN=write}
 * in the environment it is written anew, after a deliberate change.
 */
class GoldenShardIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();
  private static final String[] WORDS =
      ("the a method class returns value string list null index of in to is and not for each array"
              + " given empty throws exception object type key map number true false when range")
          .split(" ");
  @TempDir Path folder;

  /** Texts of 3 to 400 words, the same each time. */
  static List<String> texts() {
    Random random = new Random(42);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      StringBuilder text = new StringBuilder("Text number ").append(i).append(":");
      int words = i % 30 == 7 ? 400 : 3 + random.nextInt(120);
      for (int w = 0; w < words; w++) {
        text.append(' ').append(WORDS[(int) Math.abs(random.nextGaussian() * 9) % WORDS.length]);
        text.append(w % 11 == 10 ? ".\n" : "");
      }
      texts.add(text.append(i % 10 == 3 ? " – naïve café ☕." : ".").toString());
    }
    return texts;
  }

  @Test
  void write_goldenTexts_giveTheCommittedShards() throws IOException {
    ShardReport report = build();
    assertThat(report.files().size()).isGreaterThanOrEqualTo(4);
    if ("write".equals(System.getenv("ZYDECO_GOLDEN"))) {
      copy(folder.resolve("out"), GOLDEN);
    }
    for (Path file : files(folder.resolve("out"))) {
      assertThat(GOLDEN.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    assertThat(files(GOLDEN).stream().mapToLong(f -> f.toFile().length()).sum())
        .isLessThan(100 << 10);
  }

  private ShardReport build() throws IOException {
    TokenizerFile file = TokenizerFile.read(GOLDEN.resolve("tokenizer.json"));
    String tokens = folder.resolve("part.tokens").toString();
    try (Tokenizer tokenizer = file.open();
        TokenFileWriter writer = TokenFileWriter.create(tokens, new Configuration(), file)) {
      TokenBuffer ids = new TokenBuffer();
      int number = 0;
      for (String text : texts()) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ids.clear();
        tokenizer.encode(utf8, ids);
        Hash128 id = Hash128.ofParts("golden", "" + number);
        writer.append(id, Hash128.of(utf8), number++ % 3 == 0 ? 1 : 0, utf8.length, ids);
      }
      writer.commit();
    }
    String recipe =
        "{tokenizer: tokenizer.json, format: megatron, sequence: 64, packing: best-fit,"
            + " epochs-cap: 2, held-out: 0.1, shard-tokens: 4k}";
    List<String> sources = List.of("manual", "notes");
    ShardSettings settings =
        ShardSettings.of(Settings.parse(GOLDEN.resolve("r.yaml"), recipe), sources, "golden", 17);
    return Shards.write(
        SparkForTests.session(),
        List.of(tokens),
        sources,
        settings,
        folder.resolve("out").toString());
  }

  private static List<Path> files(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path old : files(to)) {
      Files.delete(old);
    }
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}
