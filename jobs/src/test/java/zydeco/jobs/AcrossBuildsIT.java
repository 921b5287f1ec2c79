package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.TableSchema.Kind;

/** Builds that are compared with an earlier one, through the command line. */
@Execution(ExecutionMode.CONCURRENT)
class AcrossBuildsIT {
  private static final String STAGES =
      """
      stages:
        - exact-dedup: {on: text, publish: keys%1$s}
        - fuzzy-dedup: {shingles: {unit: word, size: 3}, bands: 16, rows: 4, keep: best, sample: 0,
                        verify: exact, similarity: 0.7, publish: texts%1$s}
      output:
        documents: {format: parquet}
      """;

  @TempDir static Path folder;
  private static List<Cli.Result> results;
  private static Set<String> ofA;

  @BeforeAll
  static void build() throws Exception {
    List<SmallCorpus.Doc> all = SmallCorpus.documents(160, 11);
    List<SmallCorpus.Doc> a = new ArrayList<>();
    List<SmallCorpus.Doc> b = new ArrayList<>();
    Random random = new Random(4);
    all.forEach(doc -> (random.nextBoolean() ? a : b).add(doc));
    ofA = new HashSet<>();
    a.forEach(doc -> ofA.add(doc.id()));
    write("all", all);
    write("a", a);
    write("b", b);
    recipe("all", "all", "");
    recipe("a", "a", "");
    recipe("new", "b", ", against: out-a");
    recipe("both", "b", ", against: [out-a], remove-from: both");
    recipe("wrong", "b", ", against: out-a, seed: 18");
    recipe("loose", "b", ", against: out-a");
    Path loose = folder.resolve("loose.yaml");
    Files.writeString(
        loose,
        Files.readString(loose)
            .replace("sample: 0", "sample: 40")
            .replace("verify: exact, similarity: 0.7", "verify: none"));
    List<List<String>> commands = new ArrayList<>();
    for (String name : List.of("all", "a", "both", "new", "wrong", "loose")) {
      List<String> run = new ArrayList<>(List.of("run", folder.resolve(name + ".yaml").toString()));
      run.addAll(List.of("--out", out(name).toString()));
      if (!name.equals("new") && !name.equals("both")) {
        run.add("--no-report");
      }
      commands.add(run);
    }
    commands.add(List.of("verify", folder.resolve("out-both").toString()));
    commands.add(List.of("plan", folder.resolve("new.yaml").toString()));
    results = Cli.run(commands);
  }

  /** Documents of two sources, which the recipes rank alike. */
  private static void write(String name, List<SmallCorpus.Doc> documents) throws Exception {
    List<SmallCorpus.Doc> best = new ArrayList<>();
    List<SmallCorpus.Doc> last = new ArrayList<>();
    documents.forEach(doc -> (doc.id().hashCode() % 2 == 0 ? best : last).add(doc));
    SmallCorpus.jsonl(folder.resolve("in-" + name + "/best.jsonl"), best);
    SmallCorpus.jsonl(folder.resolve("in-" + name + "/last.jsonl"), last);
  }

  private static void recipe(String name, String input, String across) throws Exception {
    String exact = across.replace(", seed: 18", "");
    String stages = String.format(STAGES, across);
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        recipe: across
        schema: 1
        sources:
          - best: {format: jsonl, paths: [in-%1$s/best.jsonl]}
          - last: {format: jsonl, paths: [in-%1$s/last.jsonl]}
        """
                .formatted(input)
            + stages.replaceFirst(java.util.regex.Pattern.quote(across), exact));
  }

  private static Path out(String name) {
    return folder.resolve("out-" + name);
  }

  private static Set<String> kept(String name) throws Exception {
    Set<String> kept = new TreeSet<>();
    Builds.rows(out(name), "ledger", "fate", "origin_id").stream()
        .filter(row -> row.get(0).equals("kept"))
        .forEach(row -> kept.add(row.get(1)));
    return kept;
  }

  private static Map<String, String> origins(String name) throws Exception {
    Map<String, String> origins = new HashMap<>();
    Builds.rows(out(name), "ledger", "id", "origin_id")
        .forEach(row -> origins.put(row.get(0), row.get(1)));
    return origins;
  }

  @Test
  void run_intoTheFolderThatItIsComparedWith_isRefusedAndTheBuildStays() throws Exception {
    String out = out("a").toString();
    Cli.Result result =
        Cli.run("run", folder.resolve("new.yaml").toString(), "--out", out, "--overwrite");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("Cannot build into " + out + ": the recipe reads " + out + ", which would be");
    assertThat(Cli.run("verify", out).code()).isZero();
  }

  @Test
  void run_bothSidesRanked_keepsWhatOneBuildOfAllKeeps() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(results.get(i).code()).as(results.get(i).err()).isZero();
    }
    Set<String> together = kept("a");
    Map<String, String> origins = origins("a");
    int changes = 0;
    for (String stage : List.of("exact-dedup", "fuzzy-dedup")) {
      for (List<String> row : Builds.rows(out("both"), "earlier/" + stage, "id", "fate")) {
        String origin = origins.get(row.get(0));
        assertThat(ofA).contains(origin);
        changes++;
        if (row.get(1).equals("dropped")) {
          together.remove(origin);
        } else {
          together.add(origin);
        }
      }
    }
    assertThat(changes).isGreaterThan(5);
    together.addAll(kept("both"));
    assertThat(together).isEqualTo(kept("all"));
    assertThat(results.get(6).code()).as(results.get(6).out()).isZero();
  }

  @Test
  void run_newSideOnly_leavesTheEarlierBuildAndRemovesItsCopies() throws Exception {
    assertThat(out("new").resolve("earlier")).doesNotExist();
    int copies = survivorsOfA("new");
    Map<String, String> origins = origins("new");
    assertThat(copies).isGreaterThan(10);
    assertThat(earlierInReport("new")).isEqualTo(copies);
    Builds.rows(out("new"), "duplicates", "cluster")
        .forEach(row -> assertThat(origins).containsKey(row.get(0)));
    assertThat(results.get(7).out()).contains("against ", "they come first and stay");
  }

  @Test
  void why_survivorOfAnEarlierBuild_isShown() throws Exception {
    Set<String> old = new HashSet<>(origins("a").keySet());
    List<String> copy =
        Builds.rows(out("new"), "duplicates", "id", "survivor").stream()
            .filter(row -> old.contains(row.get(1)))
            .findFirst()
            .orElseThrow();
    List<List<String>> asked = List.of(List.of("why", out("new").toString(), copy.get(0)));
    Cli.Result told = Cli.run(asked).get(0);
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("kept in its stead:", copy.get(1), "of the earlier build " + out("a"));
  }

  /** Files that were replaced since: documents of both builds have the same ids. */
  @Test
  void survivorOfAnEarlierBuild_readFromTheSamePlace_isNotTakenForOneOfThis() throws Exception {
    copy("in-a", "in-place");
    String before = byPlace("before", "");
    Cli.run("run", before, "--out", out("before").toString(), "--no-report");
    copy("in-b", "in-place");
    String after = byPlace("after", ", against: out-before");
    Cli.Result built = Cli.run("run", after, "--out", out("after").toString());
    assertThat(built.code()).as(built.err()).isZero();
    Map<String, String> own = origins("after");
    Map<String, String> old = origins("before");
    assertThat(old.keySet()).containsAnyElementsOf(own.keySet());
    List<List<String>> copies =
        Builds.rows(out("after"), "duplicates", Kind.INT, "id", "survivor", "survivor_build")
            .stream()
            .filter(row -> row.get(2).equals("1"))
            .toList();
    assertThat(copies).hasSize(survivorsOfA("new"));
    assertThat(earlierInReport("after")).isEqualTo(copies.size());
    List<String> alike =
        copies.stream().filter(row -> own.containsKey(row.get(1))).findFirst().get();
    Cli.Result told = Cli.run("why", out("after").toString(), alike.get(0));
    String origin = "there called " + old.get(alike.get(1));
    assertThat(told.out()).contains("of the earlier build " + out("before"), origin);
    assertTextsAreOfTheLengthThatWasRead("before");
  }

  /** Reads a report whose inputs have changed. */
  private static void assertTextsAreOfTheLengthThatWasRead(String name) throws Exception {
    Cli.Result made = Cli.run("report", out(name).toString());
    assertThat(made.code()).as(made.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(out(name).resolve("report.json").toFile());
    int gone = 0;
    for (JsonNode sample : report.path("samples")) {
      if (sample.path("text").isNull()) {
        gone++;
      } else {
        byte[] text = sample.path("text").asText().getBytes(StandardCharsets.UTF_8);
        assertThat(sample.path("cut").asBoolean() || text.length == sample.path("bytes").asLong())
            .as(sample.toString())
            .isTrue();
      }
    }
    assertThat(gone).isPositive();
  }

  /** A recipe whose ids are of file and row. */
  private static String byPlace(String name, String across) throws Exception {
    recipe(name, "place", across);
    Path file = folder.resolve(name + ".yaml");
    String jsonl = "format: jsonl, ";
    Files.writeString(file, Files.readString(file).replace(jsonl, jsonl + "unique-id: false, "));
    return file.toString();
  }

  private static void copy(String from, String to) throws Exception {
    Files.createDirectories(folder.resolve(to));
    for (String name : List.of("best.jsonl", "last.jsonl")) {
      Path file = folder.resolve(from).resolve(name);
      Files.copy(file, folder.resolve(to).resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static int survivorsOfA(String name) throws Exception {
    Set<String> old = origins("a").keySet();
    return (int)
        Builds.rows(out(name), "duplicates", "survivor").stream()
            .filter(row -> old.contains(row.get(0)))
            .count();
  }

  private static long earlierInReport(String name) throws Exception {
    JsonNode report = new ObjectMapper().readTree(out(name).resolve("report.json").toFile());
    long told = 0;
    for (JsonNode cell : report.path("duplicates").path("overlap")) {
      if (cell.path("survivor_source").asText().equals("earlier builds")) {
        told += cell.path("documents").asLong();
      }
    }
    return told;
  }

  @Test
  void report_bothSidesRanked_countsWhatChangedInTheEarlierBuild() throws Exception {
    JsonNode report = new ObjectMapper().readTree(out("both").resolve("report.json").toFile());
    for (String stage : List.of("exact-dedup", "fuzzy-dedup")) {
      long told = 0;
      for (JsonNode row : report.path("duplicates").path("earlier")) {
        assertThat(row.path("build").asInt()).isEqualTo(1);
        told += row.path("stage").asText().equals(stage) ? row.path("documents").asLong() : 0;
      }
      assertThat(told).isPositive().isEqualTo(changes(stage, "id").size());
    }
  }

  private static List<List<String>> changes(String stage, String... columns) throws Exception {
    return Builds.rows(out("both"), "earlier/" + stage, columns);
  }

  @Test
  void why_documentOfAnEarlierBuild_saysWhatThisBuildMadeOfIt() throws Exception {
    List<String> gone =
        changes("fuzzy-dedup", "id", "survivor", "fate").stream()
            .filter(row -> row.get(2).equals("dropped"))
            .findFirst()
            .orElseThrow();
    String origin = origins("a").get(gone.get(0));
    List<List<String>> asked = new ArrayList<>();
    for (String id : List.of(gone.get(0), origin)) {
      asked.add(List.of("why", out("both").toString(), id));
    }
    asked.add(List.of("why", out("both").toString(), "f".repeat(32)));
    List<Cli.Result> told = Cli.run(asked);
    for (Cli.Result result : told.subList(0, 2)) {
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("of the earlier build " + out("a"), "there called " + origin)
          .contains("dropped now by fuzzy-dedup of this build, Jaccard similarity")
          .contains("kept in its stead:", gone.get(1));
    }
    assertThat(told.get(2).code()).isEqualTo(1);
    assertThat(told.get(2).err()).contains("nor has one of an earlier build");
  }

  @Test
  void measured_survivorsOfAnEarlierBuild_areInTheSample() throws Exception {
    assertThat(results.get(5).code()).as(results.get(5).err()).isZero();
    JsonNode precision =
        new ObjectMapper()
            .readTree(out("loose").resolve("measured/fuzzy-dedup.json").toFile())
            .path("precision");
    long removed =
        Builds.rows(out("loose"), "duplicates", "stage").stream()
            .filter(row -> row.get(0).equals("fuzzy-dedup"))
            .count();
    assertThat(removed).isBetween(5L, 200L);
    assertThat(precision.path("pairs").asLong()).isEqualTo(removed);
    assertThat(precision.has("unread")).isFalse();
  }

  @Test
  void run_damagedIndex_failsWithTheNameOfItsFile() throws Exception {
    recipe("harmed", "b", ", against: out-harmed");
    String part = "part-00000.parquet";
    try (var files = Files.walk(out("a"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = out("harmed").resolve(out("a").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        byte[] bytes = Files.readAllBytes(file);
        if (file.endsWith(part) && file.toString().contains("/index/")) {
          java.util.Arrays.fill(bytes, 8, bytes.length / 2, (byte) 0x55);
        }
        Files.write(copy, bytes);
      }
    }
    String recipe = folder.resolve("harmed.yaml").toString();
    Cli.Result failed =
        Cli.run("run", recipe, "--out", out("against-harmed").toString(), "--no-report");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("zydeco: Cannot read ", "/out-harmed/index/", part + ": ", "is damaged or gone");
  }

  @Test
  void run_indexOfOtherParameters_isRefusedWithoutSpark() {
    Cli.Result refused = results.get(4);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("wrong.yaml:9: ", "Cannot compare with out-a: its index is of other parameters")
        .contains("seed 17", "seed 18");
    assertThat(out("wrong")).doesNotExist();
  }
}
