package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.pipeline.text.Hash128;
import zydeco.tokenize.formats.TokenType;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerFile;

class ShardsIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();
  private static final TokenizerFile TOKENIZER =
      TokenizerFile.read(GOLDEN.resolve("tokenizer.json"));
  private static final List<String> SOURCES = List.of("manual", "notes");
  private static final List<Text> TEXTS = new ArrayList<>();
  @TempDir static Path folder;

  private record Text(Hash128 id, Hash128 content, int source, byte[] utf8, int[] ids) {}

  @BeforeAll
  static void makeTexts() throws IOException {
    String[] lines = Files.readString(Path.of("training/train_demo_tokenizer.py")).split("\n");
    Random random = new Random(11);
    try (Tokenizer tokenizer = TOKENIZER.open()) {
      for (int i = 0; i < 120; i++) {
        StringBuilder text = new StringBuilder("text " + i + "\n");
        int count = i % 40 == 0 ? 60 : 1 + random.nextInt(6);
        for (int l = 0; l < count; l++) {
          text.append(lines[random.nextInt(lines.length)]).append('\n');
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        TokenBuffer ids = new TokenBuffer();
        tokenizer.encode(utf8, ids);
        TEXTS.add(
            new Text(
                Hash128.ofParts("id", "" + i),
                Hash128.of(utf8),
                i % 3 == 0 ? 1 : 0,
                utf8,
                ids.toArray()));
      }
    }
  }

  private static List<String> tokenFiles(int count, long order) throws IOException {
    List<Text> texts = new ArrayList<>(TEXTS);
    java.util.Collections.shuffle(texts, new Random(order));
    List<String> files = new ArrayList<>();
    Path parts = Files.createTempDirectory(folder, "tokens");
    for (int f = 0; f < count; f++) {
      String file = parts.resolve("part-" + f + ".tokens").toString();
      try (TokenFileWriter writer =
          TokenFileWriter.create(file, new Configuration(), TOKENIZER, TokenType.UINT16)) {
        for (int i = f; i < texts.size(); i += count) {
          Text text = texts.get(i);
          TokenBuffer ids = new TokenBuffer();
          ids.add(text.ids(), 0, text.ids().length);
          writer.append(entry(text), ids);
        }
        writer.commit();
      }
      files.add(file);
    }
    return files;
  }

  /** A document whose score is a hash. */
  private static TokenEntry entry(Text text) {
    int tokens = text.ids().length;
    double score = (text.content().low() & 1023) / 1023.0;
    return new TokenEntry(
        text.id(), text.content(), text.source(), text.source(), score, text.utf8().length, tokens);
  }

  private static ShardSettings settings(String more) {
    return TestRecipe.of("{tokenizer: tokenizer.json" + more + "}", SOURCES);
  }

  private static ShardReport write(List<String> files, ShardSettings settings, Path out) {
    return all(files, settings, out).get(0);
  }

  private static List<ShardReport> all(List<String> files, ShardSettings settings, Path out) {
    return Shards.write(SparkForTests.session(), files, SOURCES, settings, out.toString());
  }

  private static ShardFolder megatron(Path out) {
    return new ShardFolder(out.resolve("megatron"));
  }

  private static Map<String, String> hashes(Path out) throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(out.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    }
    return hashes;
  }

  private static Map<List<Integer>, Integer> multiset(List<List<Integer>> documents) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    documents.forEach(d -> counts.merge(d, 1, Integer::sum));
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"concatenate", "per-document"})
  void write_wholeCorpus_holdsEveryDocumentOnce(String packing) throws Exception {
    Path out = folder.resolve("whole-" + packing);
    ShardReport report = write(tokenFiles(3, 1), settings(", packing: " + packing), out);
    List<List<Integer>> found = new ArrayList<>();
    for (ShardReport.File file : report.files()) {
      found.addAll(megatron(out).documents(file.name(), 0, 1));
    }
    List<List<Integer>> given =
        TEXTS.stream().map(t -> Arrays.stream(t.ids()).boxed().toList()).toList();
    assertThat(multiset(found)).isEqualTo(multiset(given));
    assertThat(report.files().size()).isGreaterThan(2);
    assertThat(report.train().documents()).isEqualTo(TEXTS.size());
    assertThat(report.heldOut()).isNull();
  }

  @Test
  void write_bestFit_cutsOnlyWhatIsLongerThanASequence() throws Exception {
    Path out = folder.resolve("best");
    ShardReport report =
        write(tokenFiles(2, 5), settings(", sequence: 256, shard-tokens: 1M"), out);
    long longer = TEXTS.stream().filter(t -> t.ids().length + 1 > 256).count();
    assertThat(longer).isPositive();
    assertThat(report.train().cut()).isEqualTo(longer);
    List<ShardFolder.Piece> pieces = megatron(out).pieces("train-00000");
    long ends = 0;
    for (ShardFolder.Piece piece : pieces) {
      assertThat(piece.token() / 256).isEqualTo((piece.token() + piece.ids().length - 1) / 256);
      ends += Arrays.stream(piece.ids()).filter(id -> id == 0).count();
    }
    assertThat(ends).isEqualTo(TEXTS.size());
    assertThat(report.train().padding()).isLessThan(report.train().tokens() / 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", packing: concatenate, held-out: 0.1",
        ", mixture: {manual: 3, notes: 1}, tokens: 9k, held-out: 0.05"
      })
  void write_sameDocumentsInOtherFilesAndOrder_sameBytes(String more) throws Exception {
    Path one = folder.resolve("one" + more.hashCode());
    Path seven = folder.resolve("seven" + more.hashCode());
    ShardReport report = write(tokenFiles(1, 2), settings(more), one);
    assertThat(write(tokenFiles(7, 3), settings(more), seven)).isEqualTo(report);
    assertThat(hashes(seven)).isEqualTo(hashes(one));
    assertThat(hashes(one).keySet())
        .contains(
            "megatron/shards.json",
            "megatron/tokenizer.json",
            "megatron/train-00000.bin",
            "placement/train-00000.parquet");
    for (ShardReport.File file : report.files()) {
      assertThat(hashes(one).get("megatron/" + file.name() + ".bin")).isEqualTo(file.binSha256());
      assertThat(hashes(one).get("megatron/" + file.name() + ".idx")).isEqualTo(file.idxSha256());
    }
  }

  @Test
  void write_heldOut_isOfEachSourceAndNeverInTraining() throws Exception {
    Path out = folder.resolve("held");
    ShardReport report =
        write(tokenFiles(3, 1), settings(", held-out: 0.2, packing: concatenate"), out);
    assertThat(report.heldOut().documents() + report.train().documents()).isEqualTo(TEXTS.size());
    assertThat(report.heldOut().sources().keySet()).containsExactly("manual", "notes");
    List<List<Integer>> train = new ArrayList<>();
    List<List<Integer>> held = new ArrayList<>();
    for (ShardReport.File file : report.files()) {
      (file.set().equals("train") ? train : held)
          .addAll(megatron(out).documents(file.name(), 0, 1));
      assertThat(file.name())
          .startsWith(file.set().equals("train") ? "train-" : "held-out-" + file.source() + "-");
    }
    assertThat(held).hasSize((int) report.heldOut().documents()).doesNotContainAnyElementsOf(train);
  }

  @Test
  void write_mixtureOverOneEpoch_repeatsWholeAndPartOfTheSource() throws Exception {
    long notes = tokensOf(1);
    Path out = folder.resolve("epochs");
    long budget = notes * 3;
    ShardReport report =
        write(
            tokenFiles(4, 9),
            settings(", packing: concatenate, mixture: {manual: 1, notes: 1}, tokens: " + budget),
            out);
    List<List<Integer>> found = new ArrayList<>();
    for (ShardReport.File file : report.files()) {
      found.addAll(megatron(out).documents(file.name(), 0, 1));
    }
    Map<List<Integer>, Integer> counts = multiset(found);
    int twice = 0;
    for (Text text : TEXTS) {
      int count = counts.getOrDefault(Arrays.stream(text.ids()).boxed().toList(), 0);
      assertThat(count).isBetween(text.source(), 1 + text.source());
      twice += count == 2 ? 1 : 0;
    }
    assertThat(twice).isPositive().isLessThan(40);
    ShardReport.Source given = report.train().sources().get("notes");
    assertThat(given.epochs()).isBetween(1.3, 1.7);
    assertThat(given.weight()).isEqualTo(1.0);
    assertThat((double) given.tokens())
        .isCloseTo(budget / 2.0, org.assertj.core.data.Percentage.withPercentage(5));
  }

  private static long tokensOf(int source) {
    return TEXTS.stream()
        .filter(t -> t.source() == source)
        .mapToLong(t -> t.ids().length + 1L)
        .sum();
  }

  @Test
  void write_budgetAboveTheCap_stopsWithTheArithmetic() throws IOException {
    List<String> files = tokenFiles(1, 1);
    ShardSettings settings = settings(", mixture: {manual: 1, notes: 3}, tokens: 1M");
    assertThatThrownBy(() -> write(files, settings, folder.resolve("cap")))
        .isInstanceOf(MixtureException.class)
        .hasMessageContaining("manual is to give 1 / 4 of them = 250,000 tokens")
        .hasMessageContaining("above the cap of 2");
    assertThat(folder.resolve("cap")).doesNotExist();
  }

  @Test
  void write_budgetBelowEveryDocument_saysSo() throws IOException {
    List<String> files = tokenFiles(1, 1);
    assertThatThrownBy(() -> write(files, settings(", tokens: 1"), folder.resolve("short")))
        .isInstanceOf(MixtureException.class)
        .hasMessage("Cannot fill 1 tokens: no document is as short. Give more 'tokens'.");
    assertThat(folder.resolve("short")).doesNotExist();
  }

  @Test
  void write_diskFullAndAgain_keepsWholeShardsAndNothingElse() throws Exception {
    Path out = folder.resolve("resumed");
    List<String> files = tokenFiles(2, 1);
    ShardReport undisturbed = write(files, settings(""), folder.resolve("undisturbed"));
    String last = "train-0000" + (undisturbed.files().size() - 1);
    org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
            SparkForTests.session().sparkContext())
        .hadoopConfiguration()
        .set("fs." + FullDisk.SCHEME + ".impl", FullDisk.class.getName());
    String target = FullDisk.SCHEME + "://" + out;
    FullDisk.refused = last + ".bin";
    assertThatThrownBy(
            () -> Shards.write(SparkForTests.session(), files, SOURCES, settings(""), target))
        .hasStackTraceContaining("No space left on device");
    FullDisk.refused = "";
    assertThat(out.resolve("megatron").resolve(last + ".bin")).doesNotExist();
    assertThat(out.resolve("megatron").resolve(last + ".idx")).doesNotExist();
    assertThat(out.resolve("megatron").resolve("shards.json")).doesNotExist();
    Object before =
        Files.readAttributes(
            out.resolve("megatron").resolve("train-00000.bin"), "lastModifiedTime,fileKey");
    Shards.write(SparkForTests.session(), files, SOURCES, settings(""), target);
    Object after =
        Files.readAttributes(
            out.resolve("megatron").resolve("train-00000.bin"), "lastModifiedTime,fileKey");
    assertThat(after).isEqualTo(before);
    assertThat(hashes(out)).isEqualTo(hashes(folder.resolve("undisturbed")));
  }

  @Test
  void write_otherSettings_replacesEveryShard() throws Exception {
    Path out = folder.resolve("changed");
    write(tokenFiles(2, 1), settings(""), out);
    ShardReport other = write(tokenFiles(2, 1), settings(", packing: concatenate"), out);
    assertThat(hashes(out)).hasSize(2 + 3 * other.files().size());
    assertThat(write(tokenFiles(2, 8), settings(", packing: concatenate"), out)).isEqualTo(other);
  }

  @Test
  void write_damagedTokenFile_namesIt() throws Exception {
    for (long at : new long[] {2, 60, 1000, -30}) {
      List<String> files = tokenFiles(1, 1);
      Path file = Path.of(files.get(0));
      byte[] bytes = Files.readAllBytes(file);
      if (at < 0) {
        bytes = Arrays.copyOf(bytes, bytes.length + (int) at);
      } else {
        bytes[(int) at] ^= 4;
      }
      Files.write(file, bytes);
      assertThatThrownBy(() -> write(files, settings(""), folder.resolve("damaged")))
          .hasStackTraceContaining("part-0.tokens")
          .hasStackTraceContaining("Remove it and run the build again");
    }
  }
}
