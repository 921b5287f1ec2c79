package zydeco.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netpreserve.jwarc.WarcReader;
import org.netpreserve.jwarc.WarcRecord;
import org.netpreserve.jwarc.WarcResponse;
import zydeco.pipeline.run.BuildException;
import zydeco.pipeline.text.Hash128;

/** On sample jars in the cache folder, so without a network. */
class DemoCorpusTest {
  private static final PrintStream QUIET = new PrintStream(new ByteArrayOutputStream());
  @TempDir Path temp;
  private Path cache;
  private DocumentationJars jars;

  @BeforeEach
  void fillCache() throws IOException {
    cache = temp.resolve("cache");
    jars =
        DocumentationJars.of("no-such-maven", SampleJars.PROJECT.getBytes(StandardCharsets.UTF_8));
    for (DocumentationJar jar : jars.list()) {
      SampleJars.write(jar, cache);
    }
  }

  @Test
  void build_filledCache_needsNoMavenAndWritesThreeSources() throws IOException {
    List<DemoCorpus.Counts> counts = DemoCorpus.build(jars, cache, temp.resolve("out"), QUIET);
    assertThat(counts)
        .extracting(DemoCorpus.Counts::source)
        .containsExactly("guides", "mirror", "crawl");
    assertThat(counts).allSatisfy(c -> assertThat(c.pages()).isPositive());
    assertThat(names(temp.resolve("out/corpus")))
        .containsExactly(
            "corpus.json",
            "crawl/crawl-00000.warc.gz",
            "crawl/crawl-00001.warc.gz",
            "crawl/crawl-00002.warc.gz",
            "guides/part-00000.parquet",
            "guides/part-00001.parquet",
            "mirror/part-00000.jsonl.zst",
            "mirror/part-00001.jsonl.zst",
            "mirror/part-00002.jsonl.zst");
  }

  @Test
  void build_twice_givesTheSameBytes() throws IOException {
    DemoCorpus.build(jars, cache, temp.resolve("a"), QUIET);
    DemoCorpus.build(jars, cache, temp.resolve("b"), QUIET);
    assertThat(hashes(temp.resolve("a"))).isEqualTo(hashes(temp.resolve("b"))).hasSize(9);
  }

  @Test
  void build_onFinishedCorpus_leavesItAndGivesTheSameCounts() throws IOException {
    Path out = temp.resolve("out");
    List<DemoCorpus.Counts> first = DemoCorpus.build(jars, cache, out, QUIET);
    Files.delete(out.resolve("corpus/guides/part-00000.parquet"));
    assertThat(DemoCorpus.build(jars, cache, out, QUIET)).isEqualTo(first);
    assertThat(out.resolve("corpus/guides/part-00000.parquet")).doesNotExist();
  }

  @Test
  void build_emptyCacheWithoutMaven_saysInOneSentenceWhatIsMissing() {
    Path empty = temp.resolve("empty");
    assertThatThrownBy(() -> DemoCorpus.build(jars, empty, temp.resolve("out"), QUIET))
        .isInstanceOf(BuildException.class)
        .hasMessage(
            "Cannot run 'no-such-maven': it is not on the PATH. Install Maven 3.8 or newer.");
    assertThat(temp.resolve("out/corpus")).doesNotExist();
  }

  @Test
  void complaint_colouredOutput_isMavensFirstErrorWithoutHints() {
    assertThat(
            DocumentationJars.complaint(
                "\u001b[0m\u001b[0m[ERROR] Could not find artifact a:b:jar:javadoc:1 -> [Help 1]\n"
                    + "[ERROR] Re-run Maven with -e\n"))
        .isEqualTo("Maven says: Could not find artifact a:b:jar:javadoc:1.");
    assertThat(DocumentationJars.complaint("\u001b[m")).isEqualTo("Maven failed without a word.");
  }

  @Test
  void guides_rows_haveFineWebColumnsAndReadableText() throws IOException {
    DemoCorpus.build(jars, cache, temp.resolve("out"), QUIET);
    Group row = rows(temp.resolve("out/corpus/guides/part-00000.parquet")).get(0);
    assertThat(row.getType().getFields())
        .extracting(org.apache.parquet.schema.Type::getName)
        .containsExactly(
            "text",
            "id",
            "dump",
            "url",
            "date",
            "file_path",
            "language",
            "language_score",
            "token_count");
    assertThat(row.getString("text", 0)).contains("Reads").doesNotContain("Skip navigation");
    assertThat(row.getString("url", 0))
        .startsWith("https://javadoc.io/static/org.sample/reader/2.0/");
    assertThat(row.getString("date", 0)).isEqualTo("2024-05-06T07:08:10Z");
  }

  @Test
  void mirror_parts_holdWholeLinesThenBrokenOnesAndATruncatedFile() throws IOException {
    DemoCorpus.build(jars, cache, temp.resolve("out"), QUIET);
    Path mirror = temp.resolve("out/corpus/mirror");
    JsonNode first =
        new JsonMapper().readTree(lines(mirror.resolve("part-00000.jsonl.zst")).get(0));
    assertThat(first.path("metadata").path("WARC-Record-ID").asText()).startsWith("<urn:uuid:");
    assertThat(first.path("text").isTextual()).isTrue();
    List<String> broken = lines(mirror.resolve("part-00001.jsonl.zst"));
    assertThat(broken.subList(broken.size() - 4, broken.size()))
        .satisfiesExactly(
            cut -> assertThatThrownBy(() -> new JsonMapper().readTree(cut)),
            latin -> assertThat(latin).contains("caf\ufffd"),
            absent -> assertThat(new JsonMapper().readTree(absent).has("text")).isFalse(),
            number -> assertThat(new JsonMapper().readTree(number).path("text").isInt()).isTrue());
    assertThatThrownBy(() -> lines(mirror.resolve("part-00002.jsonl.zst")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void crawl_responses_areTheJarsPagesAndTheLastFileIsCutShort() throws IOException {
    DemoCorpus.build(jars, cache, temp.resolve("out"), QUIET);
    Path crawl = temp.resolve("out/corpus/crawl");
    List<String> pages = responses(crawl.resolve("crawl-00000.warc.gz"));
    assertThat(pages).anySatisfy(page -> assertThat(Jsoup.parse(page).select("nav")).isNotEmpty());
    assertThatThrownBy(() -> responses(crawl.resolve("crawl-00002.warc.gz")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void sources_sameReleaseInTwo_haveEqualTexts() throws IOException {
    DemoCorpus.build(jars, cache, temp.resolve("out"), QUIET);
    List<String> guides = new ArrayList<>();
    for (String part : List.of("part-00000.parquet", "part-00001.parquet")) {
      for (Group row : rows(temp.resolve("out/corpus/guides").resolve(part))) {
        guides.add(row.getString("text", 0));
      }
    }
    JsonNode mirrored =
        new JsonMapper()
            .readTree(lines(temp.resolve("out/corpus/mirror/part-00000.jsonl.zst")).get(0));
    assertThat(guides).contains(mirrored.path("text").asText());
  }

  private static List<Group> rows(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> lines(Path file) throws IOException {
    try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> responses(Path file) throws IOException {
    List<String> pages = new ArrayList<>();
    try (WarcReader reader = new WarcReader(file)) {
      for (WarcRecord record : reader) {
        if (record instanceof WarcResponse response) {
          pages.add(
              new String(response.http().body().stream().readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
    return pages;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      return below
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static Map<String, Hash128> hashes(Path folder) throws IOException {
    Map<String, Hash128> hashes = new TreeMap<>();
    for (String name : names(folder)) {
      hashes.put(name, Hash128.of(Files.readAllBytes(folder.resolve(name))));
    }
    return hashes;
  }
}
