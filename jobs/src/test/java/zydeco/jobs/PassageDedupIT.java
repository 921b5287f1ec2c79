package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Passages are cut out of documents, and all that reads texts again sees what is left. */
@Execution(ExecutionMode.CONCURRENT)
class PassageDedupIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHARE = "Share this page with all of your friends.\n";
  private static final String FERRY = "The ferry leaves at seven in the morning.\n";
  private static final String STORM = "Nothing is as it was before the great storm.\n";
  private static final String TOLD = "It was a fine day for all of us. Nobody had to work on it. ";

  /** A long line, and one that differs from it in a word. */
  private static final String LONG = line("harbour");

  private static final String NEAR = line("haven");

  @TempDir static Path folder;
  private static Path recipe;
  private static Path build;

  private static String line(String last) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      line.append("word").append(i * 7919 % 101).append(' ');
    }
    return line + last + "\n";
  }

  private static String json(String id, String text) {
    return JSON.createObjectNode().put("id", id).put("text", text).toString();
  }

  @BeforeAll
  static void build() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    List<String> web =
        List.of(
            json("w1", FERRY.toUpperCase(java.util.Locale.ROOT) + "Herons stand there.\n" + SHARE),
            json("w2", SHARE + "\n" + FERRY),
            json("w3", STORM + "ok\nok\n" + STORM),
            json("twin", SHARE + "The first of the twins.\n"),
            json("twin", SHARE + "The second of the twins.\n"),
            json("near-1", LONG + SHARE),
            json("near-2", SHARE + NEAR + SHARE),
            json("told", TOLD + "And so it ended.\n"),
            json("own", "ok\nThis is said by nobody else.\n"));
    Files.write(
        folder.resolve("in/best.jsonl"),
        List.of(json("b1", "Tides.\n" + FERRY + SHARE), json("b2", TOLD + "Then it rained.\n")));
    Files.write(folder.resolve("in/web-0.jsonl"), web.subList(0, 5));
    Files.write(folder.resolve("in/web-1.jsonl"), web.subList(5, web.size()));
    recipe = recipe("recipe.yaml", "in/web-*.jsonl");
    build = built(recipe, "out", "2");
    List<String> last = new ArrayList<>(web.subList(2, web.size()));
    last.addAll(web.subList(0, 2));
    Files.write(folder.resolve("in/all.jsonl"), last);
  }

  private static Path recipe(String name, String web) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        """
        recipe: passages
        schema: 1
        sources:
          - best: {paths: [in/best.jsonl]}
          - web: {paths: ["%s"]}
        stages:
          - exact-dedup: {on: text}
          - passage-dedup: {}
          - passage-dedup: {unit: sentence, units: 2}
          - signals: [gopher-quality]
          - check: {bounds: {word-count: {min: 2}}}
          - fuzzy-dedup: {shingles: {unit: word, size: 3}, bands: 32, rows: 4, keep: best,
                          order-by: [bytes], verify: exact, similarity: 0.7}
          - check: {bounds: {passage-dedup-removed-bytes: {max: 100000}}}
        output:
          documents: {format: parquet}
        """
            .formatted(web));
  }

  private static Path built(Path recipe, String name, String cores) throws Exception {
    Path out = folder.resolve(name);
    Cli.Result ran = Cli.run("run", recipe.toString(), "--out", out.toString(), "--cores", cores);
    assertThat(ran.code()).as(ran.err()).isZero();
    return out;
  }

  private static Map<String, String> texts(Path build) throws Exception {
    Map<String, String> texts = new TreeMap<>();
    Builds.rows(build, "documents", "origin_id", "text")
        .forEach(row -> texts.merge(row.get(0), row.get(1), (a, b) -> a + " | " + b));
    return texts;
  }

  @Test
  void run_passages_areCutAndOneOfEachStays() throws Exception {
    Map<String, String> texts = texts(build);
    assertThat(texts)
        .containsEntry("b1", "Tides.\n" + FERRY + SHARE)
        .containsEntry("w1", "Herons stand there.")
        .containsEntry("w3", STORM + "ok\nok")
        .containsEntry("near-1", LONG.strip())
        .containsEntry("told", "And so it ended.\n")
        .containsEntry("own", "ok\nThis is said by nobody else.\n")
        .doesNotContainKeys("w2", "near-2");
    assertThat(texts.get("twin"))
        .contains("The first of the twins.\n", "The second of the twins.\n")
        .doesNotContain("Share");
    assertThat(Cli.run("verify", build.toString()).out()).contains("agree with the manifest");
    assertThat(Builds.rows(build, "ledger", "origin_id", "stage", "rule", "bound"))
        .contains(List.of("w2", "passage-dedup", "empty", ">= 1"));
  }

  /** It orders, compares and, to verify, reads again the texts as they are now. */
  @Test
  void run_fuzzyDedupBehindIt_verifiesWhatIsLeft() throws Exception {
    List<List<String>> fates =
        Builds.rows(build, "ledger", "origin_id", "stage", "rule").stream()
            .filter(row -> row.get(1).equals("fuzzy-dedup"))
            .toList();
    assertThat(fates).hasSize(1);
    assertThat(fates.get(0).get(0)).as("the longer one before the cut").isEqualTo("near-2");
  }

  @Test
  void run_otherFilesAndCores_sameTexts() throws Exception {
    Path other = built(recipe("other.yaml", "in/all.jsonl"), "other", "1");
    Map<String, String> texts = texts(build);
    Map<String, String> others = texts(other);
    assertThat(others.keySet()).isEqualTo(texts.keySet());
    texts.remove("twin"); // by their places, as nothing else tells them apart
    assertThat(others).containsAllEntriesOf(texts);
  }

  @Test
  void why_documentWithCuts_saysWhatWentAndWhereItStands() throws Exception {
    String first = id("b1");
    assertThat(Cli.run("why", build.toString(), "w1").out())
        .contains("passage-dedup cut bytes 0 to 42, first in " + first)
        .contains("passage-dedup cut bytes 62 to 104, first in " + first);
    assertThat(Cli.run("why", build.toString(), "w3").out())
        .contains("passage-dedup cut bytes 51 to 96, said before in itself");
    assertThat(Cli.run("why", build.toString(), "told").out())
        .contains("passage-dedup-2 cut bytes 0 to 59, first in " + id("b2"));
    assertThat(Cli.run("why", build.toString(), "b1").out()).doesNotContain("cut bytes");
  }

  private static String id(String origin) throws Exception {
    return Builds.rows(build, "ledger", "origin_id", "id").stream()
        .filter(row -> row.get(0).equals(origin))
        .findFirst()
        .orElseThrow()
        .get(1);
  }

  @Test
  void report_passages_bySourceAndMostOften() throws Exception {
    JsonNode report = JSON.readTree(build.resolve("report.json").toFile());
    JsonNode passages = report.path("passages").path(0);
    assertThat(passages.path("stage").asText()).isEqualTo("passage-dedup");
    assertThat(passages.path("sources").toString())
        .isEqualTo("[{\"source\":\"web\",\"documents\":7,\"passages\":10}]");
    assertThat(passages.path("most").path(0).path("times").asInt()).isEqualTo(7);
    assertThat(passages.path("most").path(0).path("text").asText()).isEqualTo(SHARE.strip());
    assertThat(report.path("passages").path(1).path("stage").asText()).isEqualTo("passage-dedup-2");
    assertThat(report.path("labels").toString()).doesNotContain("cuts");
    assertThat(report.path("verdict").path("reconciles").asBoolean()).isTrue();
  }

  /** Behind it the answer is the rebuild's, texts read again included; before it, it says so. */
  @Test
  void whatif_otherBounds_countsOfTheRebuild() throws Exception {
    List<String> looser = List.of("--set", "checks.word-count.min=1");
    List<String> tighter = List.of("--set", "checks.word-count.min=5");
    for (List<String> sets : List.of(looser, tighter)) {
      List<String> args = new ArrayList<>(List.of("whatif", build.toString(), "--json"));
      args.addAll(sets);
      Cli.Result asked = Cli.run(args.toArray(new String[0]));
      assertThat(asked.code()).as(asked.err()).isZero();
      Path again = folder.resolve("again" + sets.hashCode());
      List<String> run =
          new ArrayList<>(
              List.of("run", recipe.toString(), "--out", again.toString(), "--no-report"));
      run.addAll(sets);
      assertThat(Cli.run(run.toArray(new String[0])).code()).isZero();
      assertThat(JSON.readTree(asked.out()).path("counts"))
          .isEqualTo(Builds.manifest(again).path("counts"));
    }
  }
}
