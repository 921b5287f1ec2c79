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
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.TokenType;
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
    List<ShardReport> reports = build();
    assertThat(reports.get(0).files().size()).isGreaterThanOrEqualTo(4);
    for (ShardReport report : reports) {
      String format = report.format();
      Path golden =
          format.equals("megatron") ? GOLDEN : GOLDEN.resolveSibling("formats").resolve(format);
      Path built = folder.resolve("out").resolve(format);
      if ("write".equals(System.getenv("ZYDECO_GOLDEN"))) {
        copy(built, golden, !format.equals("megatron"));
      }
      for (Path file : files(built)) {
        String name = built.relativize(file).toString();
        if (format.equals("megatron") || !name.equals("tokenizer.json")) {
          assertThat(golden.resolve(name)).hasSameBinaryContentAs(file);
        }
      }
    }
    Path resources = GOLDEN.getParent();
    assertThat(files(resources).stream().mapToLong(f -> f.toFile().length()).sum())
        .isLessThan(600 << 10);
  }

  private List<ShardReport> build() throws IOException {
    TokenizerFile file = TokenizerFile.read(GOLDEN.resolve("tokenizer.json"));
    String tokens = folder.resolve("part.tokens").toString();
    try (Tokenizer tokenizer = file.open();
        TokenFileWriter writer =
            TokenFileWriter.create(tokens, new Configuration(), file, TokenType.UINT16)) {
      TokenBuffer ids = new TokenBuffer();
      int number = 0;
      for (String text : texts()) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ids.clear();
        tokenizer.encode(utf8, ids);
        Hash128 id = Hash128.ofParts("golden", "" + number);
        int source = number++ % 3 == 0 ? 1 : 0;
        Hash128 content = Hash128.of(utf8);
        writer.append(
            new TokenEntry(id, content, source, source, Double.NaN, utf8.length, ids.size()), ids);
      }
      writer.commit();
    }
    String recipe =
        "{tokenizer: tokenizer.json, format: [megatron, datatrove, mds, dolma, webdataset,"
            + " parquet], held-out: 0.1, shard-tokens: 4k}";
    List<String> sources = List.of("manual", "notes");
    return Shards.write(
        SparkForTests.session(),
        List.of(tokens),
        sources,
        TestRecipe.of(recipe, sources),
        folder.resolve("out").toString());
  }

  private static List<Path> files(Path of) throws IOException {
    try (Stream<Path> files = Files.walk(of)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to, boolean withoutTokenizer) throws IOException {
    if (Files.exists(to)) {
      for (Path old : files(to)) {
        Files.delete(old);
      }
    }
    for (Path file : files(from)) {
      if (!withoutTokenizer || !file.endsWith("tokenizer.json")) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
