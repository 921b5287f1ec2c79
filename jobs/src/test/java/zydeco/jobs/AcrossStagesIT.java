package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

/** Three builds, each with an exact and a fuzzy stage that rank all documents there are. */
@Execution(ExecutionMode.CONCURRENT)
class AcrossStagesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGES = 40;
  @TempDir static Path folder;

  /**
   * Pages that share addresses and texts in all ways: what an exact stage takes away was a fuzzy
   * stage's survivor in an earlier build.
   */
  @BeforeAll
  static void build() throws Exception {
    Random random = new Random(6);
    Map<String, StringBuilder> files = new HashMap<>();
    for (int i = 0; i < 6 * PAGES; i++) {
      String[] words = text(random.nextInt(PAGES));
      for (int edits = random.nextInt(8); edits > 0; edits--) {
        words[random.nextInt(words.length)] = "edit" + random.nextInt(1000);
      }
      ObjectNode page = JSON.createObjectNode();
      page.put("id", "page-" + i).put("text", String.join(" ", words));
      page.put("url", "https://example.org/" + random.nextInt(4 * PAGES));
      String build = List.of("a", "b", "c").get(random.nextInt(3));
      String source = random.nextBoolean() ? "best" : "last";
      files.computeIfAbsent(build + "/" + source, k -> new StringBuilder()).append(page + "\n");
    }
    for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
      Path to = folder.resolve(file.getKey() + ".jsonl");
      Files.createDirectories(to.getParent());
      Files.writeString(to, file.getValue());
    }
    run("all", "[abc]", "", "");
    run("a", "a", ", publish: keys", ", publish: texts");
    String both = ", remove-from: both, against: ";
    run("b", "b", both + "[out-a], publish: keys", both + "[out-a], publish: texts");
    run("c", "c", both + "[out-a, out-b]", both + "[out-a, out-b]");
    run("new", "c", ", against: [out-a, out-b]", ", against: [out-a, out-b]");
  }

  private static String[] text(int page) {
    Random random = new Random(page);
    String[] words = new String[60];
    for (int i = 0; i < words.length; i++) {
      words[i] = "word" + random.nextInt(5000);
    }
    return words;
  }

  private static void run(String name, String input, String exact, String fuzzy) throws Exception {
    Path recipe = folder.resolve(name + ".yaml");
    Files.writeString(
        recipe,
        """
        recipe: stages
        schema: 1
        sources:
          - best: {format: jsonl, paths: ["%1$s/best.jsonl"]}
          - last: {format: jsonl, paths: ["%1$s/last.jsonl"]}
        stages:
          - exact-dedup: {on: url%2$s}
          - fuzzy-dedup: {shingles: {unit: word, size: 3}, bands: 50, rows: 3, keep: best, sample: 0,
                          guard: 1, verify: exact, similarity: 0.6%3$s}
        output:
          documents: {format: parquet}
        """
            .formatted(input, exact, fuzzy));
    Cli.Result ran =
        Cli.run("run", recipe.toString(), "--out", out(name).toString(), "--no-report");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private static Path out(String name) {
    return folder.resolve("out-" + name);
  }

  private static Set<String> kept(String name) throws Exception {
    Set<String> kept = new TreeSet<>();
    for (List<String> row : Builds.rows(out(name), "ledger", "fate", "id")) {
      if (row.get(0).equals("kept")) {
        kept.add(row.get(1));
      }
    }
    return kept;
  }

  /** What is left of builds so far when a build is added to them; says what it took and gave. */
  private static List<String> add(Set<String> left, String name) throws Exception {
    List<String> fates = new ArrayList<>();
    for (String stage : List.of("exact-dedup", "fuzzy-dedup")) {
      for (List<String> row : Builds.rows(out(name), "earlier/" + stage, "id", "fate")) {
        boolean came = row.get(1).equals("kept");
        assertThat(
                came
                    ? left.add(row.get(0))
                    : left.remove(row.get(0)) || stage.equals("exact-dedup"))
            .as(stage + " " + row)
            .isTrue();
        fates.add(stage + " " + row.get(1));
      }
    }
    left.addAll(kept(name));
    return fates;
  }

  @Test
  void run_twoStagesBothSidesRanked_leaveWhatOneBuildOfAllLeaves() throws Exception {
    Set<String> left = kept("a");
    assertThat(add(left, "b"))
        .contains("exact-dedup dropped", "fuzzy-dedup dropped", "fuzzy-dedup kept");
    assertThat(add(left, "c")).contains("exact-dedup dropped", "fuzzy-dedup dropped");
    assertThat(left).isEqualTo(kept("all"));
  }

  @Test
  void run_againstBuildsOfWhichOneTookFromTheOther_noSurvivorIsGone() throws Exception {
    Set<String> left = kept("a");
    add(left, "b");
    left.addAll(kept("new"));
    List<List<String>> rows = Builds.rows(out("new"), "ledger", "fate", "stage", "survivor");
    assertThat(rows)
        .filteredOn(row -> row.get(0).equals("dropped") && row.get(1).equals("fuzzy-dedup"))
        .isNotEmpty()
        .allMatch(row -> left.contains(row.get(2)));
  }
}
