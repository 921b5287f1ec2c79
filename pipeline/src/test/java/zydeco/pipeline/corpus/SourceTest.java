package zydeco.pipeline.corpus;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;

class SourceTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        new String[] {
          "recipes/.keep", "data/b.jsonl", "data/a.jsonl", "data/c.jsonl.zst", "data/x/d.jsonl",
          "data/.hidden.jsonl", "data/odd.bin", "notes/one.md", "notes/sub/two", "notes/.git/three"
        }) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{\"text\":\"" + name + "\"}");
    }
  }

  private Source source(String body) {
    Path recipe = folder.resolve("recipes/r.yaml");
    Settings settings = Settings.parse(recipe, "recipe: r\nsources:\n  - s: " + body + "\n");
    return Source.of(settings.entries("sources").get(0), 0);
  }

  private List<String> names(String body) throws IOException {
    return source(body).files(Storage.plain()).keySet().stream().map(InputFile::name).toList();
  }

  @Test
  void files_globs_areOrderedAndNoneComesTwice() throws IOException {
    assertThat(
            names("{format: jsonl, paths: [../data/c*, '../data/*.jsonl*', '../data/**.jsonl']}"))
        .containsExactly(
            "../data/c.jsonl.zst", "../data/a.jsonl", "../data/b.jsonl", "../data/x/d.jsonl");
  }

  @Test
  void files_folderOfText_isEveryFileBelow() throws IOException {
    assertThat(names("{format: text, paths: ../notes}"))
        .containsExactly("../notes/one.md", "../notes/sub/two");
  }

  @Test
  void files_absolutePath_isNamedFromTheRecipe() throws IOException {
    assertThat(names("{paths: ['" + folder + "/data/?.jsonl']}"))
        .containsExactly("../data/a.jsonl", "../data/b.jsonl");
  }

  @Test
  void files_uriOfThisMachine_isAPatternToo() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("data/o d#d"));
    Files.writeString(odd.resolve("e.jsonl"), "{}");
    for (String pattern : List.of("a.jsonl", "?.jsonl", "{a,b}.jsonl", "[ab].jsonl", "o d#d/*")) {
      assertThat(names("{paths: ['file://" + folder + "/data/" + pattern + "']}"))
          .as(pattern)
          .isNotEmpty()
          .isEqualTo(names("{paths: ['" + folder + "/data/" + pattern + "']}"));
    }
    assertThat(names("{paths: ['file:" + folder + "/data/o%20d%23d/e.jsonl']}"))
        .containsExactly("../data/o d#d/e.jsonl");
  }

  @Test
  void files_namesThatABackslashParts_areTwo() throws IOException {
    Files.writeString(folder.resolve("data/x\\d.jsonl"), "{}");
    assertThat(names("{paths: ['../data/**d.jsonl']}"))
        .containsExactly("../data/x/d.jsonl", "../data/x\\d.jsonl");
  }

  @Test
  void of_linkThatLeadsNowhere_isNotPassedOverInSilence() throws IOException {
    Path link = folder.resolve("data/link.jsonl");
    Files.createSymbolicLink(link, folder.resolve("elsewhere/gone.jsonl"));
    for (String path : List.of("../data/*.jsonl", "../data")) {
      assertThatThrownBy(() -> source("{format: jsonl, paths: ['" + path + "']}"))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining("Cannot look for " + path + ": " + link.toRealPath(NOFOLLOW_LINKS))
          .hasMessageContaining("is a link to nothing that can be read");
    }
    assertThat(names("{format: jsonl, paths: ['../data/[a-c].jsonl']}")).hasSize(2);
  }

  @Test
  void of_linkToAFolderThatItLiesIn_saysSo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("data/x/up"), folder.resolve("data"));
    assertThatThrownBy(() -> source("{format: jsonl, paths: [../data]}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("Cannot look for ../data: " + link.toRealPath(NOFOLLOW_LINKS))
        .hasMessageContaining(": it is a link to a folder that it lies in");
  }

  @Test
  void of_pipeAmongFiles_isNotPassedOverInSilence() throws Exception {
    Path pipe = folder.resolve("data/p.jsonl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> source("{format: jsonl, paths: ['../data/*.jsonl']}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("Cannot look for ../data/*.jsonl: " + pipe + " is no file");
  }

  @Test
  void of_fileThatMayNotBeRead_isRefusedBeforeAnythingStarts() throws IOException {
    Path closed = folder.resolve("data/b.jsonl");
    assertThat(closed.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(closed)).as("root may read all files").isFalse();
    assertThatThrownBy(() -> source("{format: jsonl, paths: ['../data/*.jsonl']}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(closed + ": access is denied");
  }

  @Test
  void of_globWithoutFiles_namesFileAndLine() {
    assertThatThrownBy(() -> source("{format: jsonl, paths: [../data/*.gz]}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:3: sources[0].s.paths: Cannot find ../data/*.gz")
        .hasMessageContaining("Paths are relative to the folder of the recipe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host/a.jsonl", "HTTPS://host/*.gz", "ftp://host/a", "http:/a"})
  void of_pathOfTheWeb_saysWhatIsRead(String path) {
    assertThatThrownBy(() -> source("{format: jsonl, paths: ['" + path + "']}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("r.yaml:3: sources[0].s.paths: Cannot read " + path)
        .hasMessageContaining("s3a://, hdfs://");
  }

  @Test
  void of_unknownEnding_asksForTheFormat() {
    assertThatThrownBy(() -> source("{format: dclm, paths: [../data/odd.bin]}"))
        .hasMessageContaining("Cannot tell the format of ../data/odd.bin")
        .hasMessageContaining("Name the format");
  }

  @Test
  void of_mistypedKeys_suggestTheRightOnes() {
    assertThatThrownBy(() -> source("{format: finweb, paths: [../data/a.jsonl]}"))
        .hasMessageContaining("Did you mean 'fineweb'?");
    assertThatThrownBy(() -> source("{path: [../data/a.jsonl], paths: [../data/a.jsonl]}"))
        .hasMessageContaining("Did you mean 'paths'?");
    assertThatThrownBy(() -> source("{paths: ../data/a.jsonl, columns: {test: a}}"))
        .hasMessageContaining("Did you mean 'text'?");
    assertThatThrownBy(() -> source("{paths: ../data/a.jsonl, html: main}"))
        .hasMessageContaining("Cannot use 'main' as html")
        .hasMessageContaining("main-content");
  }

  @Test
  void of_columns_replaceTheLayoutsNames() {
    Source source =
        source("{paths: ../data/a.jsonl, columns: {text: body, id: m.key}, unique-id: false}");

    assertThat(source.layout().text()).containsExactly("body");
    assertThat(source.layout().id()).containsExactly("m.key");
    assertThat(source.layout().url()).containsExactly("url");
    assertThat(source.uniqueId()).isFalse();
    assertThat(source.maxDocumentBytes()).isEqualTo(67108864);
  }

  @Test
  void plan_smallFiles_areHeldTogetherUpToTheTarget() throws IOException {
    Source all = source("{paths: [../data/a.jsonl, ../data/b.jsonl, ../data/c.jsonl.zst]}");
    long size = Files.size(folder.resolve("data/a.jsonl"));

    List<Integer> slices = new ArrayList<>();
    for (Split split : Splits.plan(List.of(all, all), 2 * size, Storage.plain())) {
      assertThat(split.index()).isEqualTo(slices.size());
      slices.add(split.slices().size());
    }

    assertThat(slices).containsExactly(2, 1, 2, 1);
  }

  @Test
  void plan_largeParquet_isCutBetweenRowGroupsWithoutLoss() throws IOException {
    Path file = folder.resolve("data/t.parquet");
    TableSchema schema = TableSchema.builder().strings("text").wide().build();
    java.util.Random random = new java.util.Random(1);
    try (TableWriter writer = TableWriter.create(Storage.plain(), file.toString(), schema)) {
      byte[] text = new byte[1 << 16];
      for (int i = 0; i < 1500; i++) {
        for (int j = 0; j < text.length; j++) {
          text[j] = (byte) (' ' + random.nextInt(90));
        }
        writer.set(0, text.clone()).append();
      }
      writer.commit();
    }
    Source source = source("{format: fineweb, paths: [../data/t.parquet]}");
    List<String> whole = hashes(Splits.plan(List.of(source), 1L << 40, Storage.plain()));

    List<Split> cut = Splits.plan(List.of(source), 1 << 20, Storage.plain());

    assertThat(cut.size()).isGreaterThan(1);
    assertThat(hashes(cut)).isEqualTo(whole).hasSize(1500);
  }

  /** Lines of every kind: blank, of blanks, without a text, longer than several parts of a file. */
  private static byte[] lines(java.util.Random random) {
    StringBuilder lines = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
    for (int i = random.nextInt(40); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> lines.append("  ".repeat(random.nextInt(3)));
        case 1 -> lines.append("{\"id\": ").append(i).append('}');
        case 2 ->
            lines.append("{\"text\": \"").append("long ".repeat(random.nextInt(400))).append("\"}");
        default -> lines.append("{\"text\": \"é ").append(random.nextInt()).append("\"}");
      }
      lines.append(i == 0 && random.nextBoolean() ? "" : random.nextBoolean() ? "\n" : "\r\n");
    }
    return lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void plan_largeJsonLines_areCutAnywhereWithTheSameRows() throws IOException {
    java.util.Random random = new java.util.Random(5);
    int cuts = 0;
    for (int round = 0; round < 500; round++) {
      Files.write(folder.resolve("data/l.jsonl"), lines(random));
      Files.write(folder.resolve("data/m.jsonl"), lines(random));
      Source source =
          source("{paths: [../data/l.jsonl, ../data/m.jsonl], max-document-bytes: 1000}");
      List<Split> whole = Splits.plan(List.of(source), 1L << 40, Storage.plain());
      List<Split> plan = Splits.plan(List.of(source), 1 + random.nextInt(300), Storage.plain());
      List<Long> counts = new ArrayList<>();
      for (Slice range : Splits.ranges(plan)) {
        counts.add(Splits.lines(range, Storage.plain()));
      }
      cuts += counts.size();

      assertThat(intakes(Splits.numbered(plan, counts))).isEqualTo(intakes(whole));
    }
    assertThat(cuts).isGreaterThan(1000);
  }

  @Test
  void plan_largeJsonArray_isNotCutAndLargeJsonLinesAre() throws IOException {
    String element = "{\"text\": \"a\"}";
    Files.writeString(folder.resolve("data/array.json"), "\n [" + element + "]\n");
    Files.writeString(folder.resolve("data/lines.json"), element + "\n" + element + "\n");
    Source source = source("{paths: [../data/array.json, ../data/lines.json]}");

    List<Slice> slices =
        Splits.plan(List.of(source), 5, Storage.plain()).stream()
            .flatMap(split -> split.slices().stream())
            .toList();

    assertThat(slices).filteredOn(Slice::isWhole).hasSize(1);
    assertThat(slices).filteredOn(Slice::isLines).hasSizeGreaterThan(2);
  }

  private static List<String> rows(List<Split> splits, Function<Intake, String> show)
      throws IOException {
    List<String> rows = new ArrayList<>();
    for (Split split : splits) {
      for (Slice slice : split.slices()) {
        try (RowReader reader =
            RowReader.open(Storage.plain(), split.source(), slice, Reading.ALL)) {
          for (Intake row : Reading.rest(reader)) {
            rows.add(slice.file().name() + " " + show.apply(row));
          }
        }
      }
    }
    return rows;
  }

  private static List<String> intakes(List<Split> splits) throws IOException {
    return rows(splits, Reading::show);
  }

  /** The same of large texts. */
  private static List<String> hashes(List<Split> splits) throws IOException {
    return rows(
        splits,
        row -> {
          var good = (Intake.Good) row;
          return good.row() + " " + java.util.Arrays.hashCode(good.document().text());
        });
  }

  @Test
  void plan_compressedJsonLines_stayWhole() throws IOException {
    byte[] zstd = Reading.compress(Codec.ZSTD, lines(new java.util.Random(6)));
    Files.write(folder.resolve("data/named.jsonl.zst"), zstd);
    Files.write(folder.resolve("data/unnamed.jsonl"), zstd);
    Source source = source("{paths: [../data/named.jsonl.zst, ../data/unnamed.jsonl]}");

    assertThat(Splits.ranges(Splits.plan(List.of(source), 1, Storage.plain()))).isEmpty();
  }

  @Test
  void next_cutFileThatGrewOrShrank_isRefused() throws IOException {
    Path file = folder.resolve("data/l.jsonl");
    Files.writeString(file, "{\"text\": \"a\"}\n".repeat(10));
    Source source = source("{paths: [../data/l.jsonl]}");
    List<Split> plan = Splits.plan(List.of(source), 60, Storage.plain());
    for (int lines : new int[] {9, 11}) {
      Files.writeString(file, "{\"text\": \"a\"}\n".repeat(lines));
      assertThatThrownBy(() -> intakes(plan))
          .hasMessageContaining("l.jsonl: it was listed with 140 bytes and has " + 14 * lines);
    }
  }

  @Test
  void split_serialised_comesBackTheSame() throws Exception {
    Source source = source("{paths: [../data/a.jsonl]}");
    Split split = Splits.plan(List.of(source), 1, Storage.plain()).get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(split);
      out.writeObject(Storage.of(new org.apache.hadoop.conf.Configuration(false)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(split);
      assertThat(in.readObject()).isInstanceOf(Storage.class);
    }
  }

  @Test
  void of_pathThatIsNoPattern_isRefused() {
    for (String path : List.of("\"../data/[a.jsonl\"", "\"../data/{a\"", "\"a\\0b\"")) {
      assertThatThrownBy(() -> source("{paths: [" + path + "]}"))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining("r.yaml:3: sources[0].s.paths: Cannot look for ")
          .hasMessageContaining("it is no pattern");
    }
    assertThatThrownBy(() -> source("{paths: ['']}")).hasMessageContaining("paths is empty");
  }
}
