package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.corpus.TableSchema;
import zydeco.pipeline.corpus.TableWriter;

/** The command near, over the tables of a build that these tests write themselves. */
class NearCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableSchema DOCUMENTS =
      TableSchema.builder().strings("id").strings("text").strings("url").nullable().build();

  @TempDir Path folder;
  private Path build;
  private Path recipe;
  private List<SmallCorpus.Doc> documents;
  private Path asked;

  @BeforeEach
  void build() throws Exception {
    build = folder.resolve("build");
    documents = SmallCorpus.documents(60, 3);
    for (int source = 0; source < 2; source++) {
      Path file = build.resolve("documents/source=s" + source + "/part-00000.parquet");
      try (TableWriter writer =
          TableWriter.create(Storage.plain(), file.toAbsolutePath().toString(), DOCUMENTS)) {
        for (int i = source; i < documents.size(); i += 2) {
          writer.set(0, id(i)).set(1, documents.get(i).text()).append();
        }
        writer.commit();
      }
    }
    Files.writeString(build.resolve("manifest.json"), "{\"format\": \"zydeco-build\"}");
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in/a.jsonl"), "{\"text\": \"any\"}\n");
    recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        recipe: near
        schema: 1
        sources:
          - s0: {paths: [in/*.jsonl]}
        stages:
          - fuzzy-dedup: {shingles: {unit: word, size: 3}, bands: 16, rows: 4, keep: best}
        """);
    asked = folder.resolve("asked.jsonl");
    SmallCorpus.jsonl(
        asked,
        List.of(
            documents.get(5),
            new SmallCorpus.Doc("edited", "A new beginning. " + documents.get(6).text()),
            new SmallCorpus.Doc("short", "too short"),
            new SmallCorpus.Doc("far", "of all that was ever said about zydeco this is the last")));
  }

  private static String id(int i) {
    return String.format("%032x", i);
  }

  /** What a command printed, and its exit code. */
  private record Said(int code, List<String> out, String err) {}

  private Said near(String... more) {
    List<String> args = new ArrayList<>(List.of("near", build.toString()));
    args.addAll(List.of(more));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.run(args.toArray(new String[0]));
      List<String> lines = outBytes.toString(StandardCharsets.UTF_8).lines().toList();
      return new Said(code, lines, errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void near_newTexts_namesTheirNearDocuments() throws Exception {
    Said said = near("--in", asked.toString(), "--recipe", recipe.toString(), "--at-least", "0.5");
    assertThat(said.code()).as(said.err()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : said.out()) {
      lines.add(JSON.readTree(line));
    }
    JsonNode first = lines.get(0);
    assertThat(first.path("id").asText()).isEqualTo(documents.get(5).id());
    assertThat(first.path("similarity").asDouble()).isEqualTo(1);
    assertThat(first.path("jaccard").asDouble()).isEqualTo(1);
    JsonNode edited =
        lines.stream().filter(l -> l.path("near").asText().equals(id(6))).findFirst().get();
    assertThat(edited.path("id").asText()).isEqualTo("edited");
    assertThat(edited.path("source").asText()).isEqualTo("s0");
    assertThat(edited.path("jaccard").asDouble()).isGreaterThan(0.8).isLessThan(1);
    for (String none : List.of("short", "far")) {
      JsonNode line =
          lines.stream().filter(l -> l.path("id").asText().equals(none)).findFirst().get();
      assertThat(line.path("near").isNull()).isTrue();
    }
    assertThat(said.out().stream().filter(line -> line.contains("shorter than a shingle")))
        .singleElement()
        .asString()
        .contains("\"id\":\"short\"");
    assertThat(said.err()).contains("60 documents indexed").contains("1 too short");
  }

  @Test
  void near_numbersThatAreNone_areRefused() {
    for (String[] wrong :
        new String[][] {{"--most", "0"}, {"--at-least", "1.5"}, {"--at-least", "NaN"}}) {
      Said said = near("--in", asked.toString(), "--recipe", recipe.toString(), wrong[0], wrong[1]);
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.err()).contains(wrong[0] + ": Cannot").contains("Give");
    }
  }

  @Test
  void near_again_asksTheIndexAsItStands() {
    near("--recipe", recipe.toString(), "--no-texts");
    Said again = near("--in", asked.toString());
    assertThat(again.code()).isZero();
    assertThat(again.err()).doesNotContain("indexed");
    assertThat(again.out().get(0)).contains("\"jaccard\":null");
  }

  @Test
  void near_otherParametersOrOtherBuild_isRefused() throws Exception {
    near("--recipe", recipe.toString());
    Said other = near("--recipe", recipe.toString(), "--set", "stages.fuzzy-dedup.bands=8");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("other parameters", "16 bands of 4 rows", "--rebuild");
    Files.writeString(
        build.resolve("manifest.json"), "{\"format\": \"zydeco-build\", \"another\": 1}");
    assertThat(near("--recipe", recipe.toString()).err()).contains("another build", "--rebuild");
    assertThat(near("--recipe", recipe.toString(), "--rebuild").code()).isZero();
    assertThat(near("--in", asked.toString()).code()).isZero();
  }

  @Test
  void near_noManifestOrNoRecipe_isRefused() throws Exception {
    Said nobody = near("--in", asked.toString());
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).contains("Cannot index", "--recipe RECIPE");
    ObjectNode run = JSON.createObjectNode().put("recipe", recipe.toString());
    run.put("yaml", Files.readString(recipe));
    Files.writeString(build.resolve("run.json"), run.toString());
    Files.delete(folder.resolve("in/a.jsonl"));
    assertThat(near("--in", asked.toString()).err())
        .contains("names what is no longer there", "Cannot find in/*.jsonl", "--recipe RECIPE")
        .doesNotContain("no fuzzy-dedup");
    Files.writeString(folder.resolve("in/a.jsonl"), "{\"text\": \"any\"}\n");
    Files.delete(build.resolve("manifest.json"));
    Said unfinished = near("--in", asked.toString(), "--recipe", recipe.toString());
    assertThat(unfinished.code()).isEqualTo(1);
    assertThat(unfinished.err()).contains("no manifest.json");
    assertThat(build.resolve("near")).doesNotExist();
  }
}
