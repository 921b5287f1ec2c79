package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Deduplication of corpora that have nothing to say, through the command line. */
@Execution(ExecutionMode.CONCURRENT)
class DegenerateInputIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT =
      "one text of more words than a shingle has, again, and again and again ";

  private static final List<String> REPORTED = List.of("empty", "same", "short");

  @TempDir static Path folder;
  private static final Map<String, Cli.Result> RESULTS = new LinkedHashMap<>();

  @BeforeAll
  static void build() throws Exception {
    Map<String, List<SmallCorpus.Doc>> corpora = new LinkedHashMap<>();
    corpora.put("empty", List.of());
    corpora.put("one", texts(1, TEXT));
    corpora.put("distinct", distinct(12));
    corpora.put("same", texts(40, TEXT));
    corpora.put("short", texts(9, "so short"));
    corpora.put("missing", distinct(2));
    List<List<String>> commands = new ArrayList<>();
    for (Map.Entry<String, List<SmallCorpus.Doc>> corpus : corpora.entrySet()) {
      String name = corpus.getKey();
      SmallCorpus.jsonl(folder.resolve(name + "/best.jsonl"), corpus.getValue());
      if (!name.equals("missing")) {
        SmallCorpus.jsonl(folder.resolve(name + "/none.jsonl"), List.of());
      }
      Files.writeString(folder.resolve(name + ".yaml"), recipe(name));
      String out = folder.resolve("out-" + name).toString();
      List<String> run =
          new ArrayList<>(List.of("run", folder.resolve(name + ".yaml").toString(), "--out", out));
      if (!REPORTED.contains(name)) {
        run.add("--no-report");
      }
      commands.add(run);
    }
    List<Cli.Result> results = Cli.run(commands);
    int number = 0;
    for (String name : corpora.keySet()) {
      RESULTS.put(name, results.get(number++));
    }
  }

  private static String recipe(String name) {
    return """
        recipe: degenerate
        schema: 1
        sources:
          - 007: {format: jsonl, paths: [%1$s/best.jsonl]}
          - none: {format: jsonl, paths: [%1$s/none.jsonl]}
        stages:
          - minhash: {layout: redpajama-v2}
          - fuzzy-dedup: {shingles: {unit: word, size: 5}, bands: 8, rows: 4, keep: best,
                          sample: 0, publish: keys}
          - exact-dedup: {on: text}
        output:
          documents: {format: parquet}
        """
        .formatted(name);
  }

  private static List<SmallCorpus.Doc> texts(int count, String text) {
    List<SmallCorpus.Doc> documents = new ArrayList<>();
    Collections.nCopies(count, text)
        .forEach(copy -> documents.add(new SmallCorpus.Doc("doc-" + documents.size(), copy)));
    return documents;
  }

  private static List<SmallCorpus.Doc> distinct(int count) {
    List<SmallCorpus.Doc> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 20; word++) {
        text.append("w").append(i * 100 + word).append(' ');
      }
      documents.add(new SmallCorpus.Doc("doc-" + i, text.toString()));
    }
    return documents;
  }

  private static Path out(String name) {
    assertThat(RESULTS.get(name).code()).as(RESULTS.get(name).err()).isZero();
    return folder.resolve("out-" + name);
  }

  /** By stage, or "kept": documents of the ledger; not the rows of empty files. */
  private static Map<String, Long> fates(String name) throws Exception {
    return Builds.rows(out(name), "ledger", "fate", "stage").stream()
        .filter(row -> !row.get(0).equals("quarantined"))
        .map(row -> row.get(0).equals("kept") ? "kept" : row.get(1))
        .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
  }

  @Test
  void run_eachCorpus_keepsWhatIsRight() throws Exception {
    assertThat(fates("empty")).isEmpty();
    assertThat(fates("one")).isEqualTo(Map.of("kept", 1L));
    assertThat(fates("distinct")).isEqualTo(Map.of("kept", 12L));
    assertThat(fates("same")).isEqualTo(Map.of("kept", 1L, "fuzzy-dedup", 39L));
    assertThat(fates("short")).isEqualTo(Map.of("kept", 1L, "exact-dedup", 8L));
  }

  @Test
  void run_eachCorpus_hasItsTablesAndAReport() throws Exception {
    for (String name : List.of("empty", "one", "distinct", "same", "short")) {
      Path out = out(name);
      assertThat(Builds.rows(out, "duplicates", "id", "survivor", "cluster", "stage"))
          .hasSize(name.equals("same") ? 39 : name.equals("short") ? 8 : 0);
      Set<String> survivors =
          Builds.rows(out, "documents", "id").stream()
              .map(row -> row.get(0))
              .collect(Collectors.toSet());
      assertThat(Builds.rows(out, "duplicates", "survivor"))
          .allMatch(row -> survivors.contains(row.get(0)));
      if (REPORTED.contains(name)) {
        JsonNode report = JSON.readTree(out.resolve("report.json").toFile());
        assertThat(report.path("verdict").path("reconciles").asBoolean())
            .as(report.path("verdict").toString())
            .isTrue();
        assertThat(report.path("duplicates").path("measured")).hasSize(1);
        assertThat(Files.readString(out.resolve("report.html"))).contains("</html>");
      }
      assertThat(RESULTS.get(name).err()).doesNotContain("Exception");
      JsonNode index = JSON.readTree(out.resolve("index/fuzzy-dedup/index.json").toFile());
      assertThat(index.path("kept").asInt())
          .isEqualTo(Map.of("empty", 0, "one", 1, "distinct", 12, "same", 1, "short", 0).get(name));
    }
    assertThat(Builds.rows(out("same"), "minhash", "id", "shard_id")).hasSize(40);
  }

  @Test
  void run_aSourceWithoutFiles_isRefusedByName() {
    Cli.Result missing = RESULTS.get("missing");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("missing.yaml:5: ", "none").contains("none.jsonl");
  }
}
