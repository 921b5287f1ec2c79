package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import zydeco.pipeline.corpus.Storage;
import zydeco.pipeline.text.Hash128;

/** The whole path over a small real corpus, from the command line. */
@Execution(ExecutionMode.CONCURRENT)
class BuildIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path folder;
  private static Path recipe;
  private static Path build;
  private static Cli.Result first;

  @BeforeAll
  static void build() throws Exception {
    recipe = SmallCorpus.build(folder, 60);
    build = folder.resolve("out-1");
    first = run(build, "--cores", "1", "--conf", "spark.sql.shuffle.partitions=3");
  }

  private static Cli.Result run(Path out, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("run", recipe.toString(), "--out", out.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  @Test
  void run_smallCorpus_saysWhatWasKeptAndWhy() {
    assertThat(first.err()).contains("measure-0", "decide-0", "write", "pack", "MB/s");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("source", "best", "dropped, most first:", "fuzzy-dedup");
    assertThat(first.err().lines().filter(line -> !line.contains("incubator modules")))
        .noneMatch(line -> line.matches(".*\\b(WARN|INFO|ERROR|SLF4J)\\b.*"));
  }

  @Test
  void run_everyInputRow_hasOneFate() throws Exception {
    List<List<String>> ledger = Builds.rows(build, "ledger", "id", "fate", "source");
    assertThat(ledger).hasSize(120 + 180 + 180);
    assertThat(ledger.stream().map(row -> row.get(0)).distinct()).hasSize(480);
    assertThat(ledger.stream().map(row -> row.get(1)).distinct())
        .containsExactlyInAnyOrder("kept", "dropped");
    JsonNode counts = Builds.manifest(build).path("counts");
    long in = 0;
    long out = 0;
    for (JsonNode source : counts) {
      in += source.path("in").path("bytes").asLong();
      out += source.path("kept").path("bytes").asLong();
      out += source.path("quarantined").path("bytes").asLong();
      for (JsonNode stage : source.path("dropped")) {
        for (JsonNode rule : stage) {
          out += rule.path("bytes").asLong();
        }
      }
    }
    assertThat(in).isPositive().isEqualTo(out);
  }

  @Test
  void near_textsOfSurvivors_areFoundAndTheBuildStaysWhatItIs() throws Exception {
    List<SmallCorpus.Doc> asked = new ArrayList<>();
    for (List<String> row : Builds.rows(build, "documents", "id", "text").subList(0, 20)) {
      asked.add(new SmallCorpus.Doc(row.get(0), row.get(1)));
    }
    Path in = folder.resolve("asked.jsonl");
    SmallCorpus.jsonl(in, asked);
    Cli.Result near = Cli.run("near", build.toString(), "--in", in.toString(), "--most", "1000");
    assertThat(near.code()).as(near.err()).isZero();
    for (SmallCorpus.Doc document : asked) {
      assertThat(near.out())
          .contains("{\"id\":\"" + document.id() + "\",\"near\":\"" + document.id() + "\"");
    }
    assertThat(Cli.run("verify", build.toString()).code()).isZero();
  }

  @Test
  void run_otherCoresAndPartitions_sameBytes() throws Exception {
    Path two = folder.resolve("out-2");
    Path four = folder.resolve("else where/out {4} %20#?");
    assertThat(run(two, "--cores", "2", "--no-report").code()).isZero();
    assertThat(
            run(four, "--cores", "4", "--conf", "spark.sql.shuffle.partitions=41", "--no-report")
                .code())
        .isZero();
    assertThat(Builds.manifestText(two)).isEqualTo(Builds.manifestText(build));
    assertThat(Builds.manifestText(four)).isEqualTo(Builds.manifestText(build));
  }

  @Test
  void run_sameDocumentsInOneFileAndInSeven_sameSurvivorsTextsScoresAndShards() throws Exception {
    List<SmallCorpus.Doc> documents = SmallCorpus.documents(210, 5);
    List<Path> builds = new ArrayList<>();
    for (int files : new int[] {1, 7}) {
      Path home = folder.resolve("files-" + files);
      List<SmallCorpus.Doc> order = new ArrayList<>(documents);
      if (files == 7) {
        java.util.Collections.reverse(order);
      }
      for (int i = 0; i < files; i++) {
        SmallCorpus.jsonl(
            home.resolve("in/part-" + i + ".jsonl.zst"),
            order.subList(210 * i / files, 210 * (i + 1) / files));
      }
      String yaml =
          SmallCorpus.recipe(home)
              .replaceAll("(?s)  - best:.*in/last/\\*.jsonl]}", "  - web: {paths: [in/*.zst]}")
              .replace("on: [middle, last]", "on: [web]");
      Files.writeString(home.resolve("recipe.yaml"), yaml);
      Path out = home.resolve("out");
      Cli.Result result =
          Cli.run(
              "run",
              home.resolve("recipe.yaml").toString(),
              "--out",
              out.toString(),
              "--cores",
              "2",
              "--no-report");
      assertThat(result.code()).as(result.err()).isZero();
      builds.add(out);
    }
    String[] columns = {"id", "text", "url", "origin_id"};
    assertThat(Builds.rows(builds.get(1), "documents", columns))
        .isNotEmpty()
        .isEqualTo(Builds.rows(builds.get(0), "documents", columns));
    String[] fates = {"id", "fate", "stage", "rule", "bound", "survivor"};
    assertThat(Builds.rows(builds.get(1), "ledger", fates))
        .isEqualTo(Builds.rows(builds.get(0), "ledger", fates));
    assertThat(Builds.hashes(builds.get(1), "shards/"))
        .isNotEmpty()
        .isEqualTo(Builds.hashes(builds.get(0), "shards/"));
  }

  /** 45 MB, every seventh document a near copy of an earlier one, some of them in another part. */
  private static byte[] largeFile() {
    Random random = new Random(11);
    StringBuilder lines = new StringBuilder();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      StringBuilder text = new StringBuilder();
      if (i % 7 == 6) {
        text.append(texts.get(random.nextInt(texts.size()))).append("at last");
      } else {
        for (int word = 0; word < 5000; word++) {
          text.append(Integer.toString(random.nextInt(1 << 24), 36)).append(' ');
        }
        texts.add(text.toString());
      }
      lines.append("{\"text\": \"").append(text).append(i % 5 == 0 ? "\"}\r\n\n" : "\"}\n");
    }
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void run_largeFileOfJsonLines_isReadInPartsAsWhole() throws Exception {
    byte[] lines = largeFile();
    List<List<List<String>>> ledgers = new ArrayList<>();
    for (String how : List.of("plain", "gzip")) {
      Path home = folder.resolve("large-" + how);
      Files.createDirectories(home);
      try (OutputStream file = Files.newOutputStream(home.resolve("a.jsonl"));
          OutputStream out = how.equals("gzip") ? new GZIPOutputStream(file) : file) {
        out.write(lines);
      }
      Files.writeString(
          home.resolve("r.yaml"),
          "recipe: large\nschema: 1\nsources:\n  - web: {paths: [a.jsonl]}\nstages:\n"
              + "  - fuzzy-dedup: {shingles: {unit: word, size: 5}, bands: 4, rows: 2, similarity: 0.9, keep: best, verify: exact}\n"
              + "output: {documents: {format: parquet, compression: zstd}}\n");
      String out = home.resolve("out").toString();
      Cli.Result result =
          Cli.run("run", home.resolve("r.yaml").toString(), "--out", out, "--no-report");
      assertThat(result.code()).as(result.err()).isZero();
      try (Stream<Path> parts = Files.list(home.resolve("out/documents/source=web"))) {
        assertThat(parts).hasSize(how.equals("plain") ? 2 : 1);
      }
      Cli.Result verified = Cli.run("verify", out);
      assertThat(verified.code()).as(verified.err()).isZero();
      ledgers.add(Builds.rows(home.resolve("out"), "ledger", "id", "fate", "file", "survivor"));
    }
    assertThat(ledgers.get(0)).isEqualTo(ledgers.get(1)).hasSize(1500);
    assertThat(ledgers.get(0).stream().filter(row -> row.get(1).equals("dropped"))).hasSize(214);
    String last = Hash128.ofParts("web", "a.jsonl", "1799").toString();
    Cli.Result why = Cli.run("why", folder.resolve("large-plain/out").toString(), last);
    assertThat(why.out()).contains("a.jsonl", "1799");
  }

  @Test
  void run_again_isDoneAtOnceAndOtherRecipeIsRefused() throws Exception {
    String before = Builds.manifestText(build);
    Cli.Result again = run(build);
    assertThat(again.code()).isZero();
    assertThat(again.err()).contains("This build is finished already");
    Cli.Result other = run(build, "--set", "seed=18");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("it holds a finished build of another recipe or input");
    Cli.Result demo = Cli.run("demo", "--no-train", "--out", build.toString());
    assertThat(demo.code()).isEqualTo(1);
    assertThat(demo.err()).contains("Cannot build the demo into " + build);
    assertThat(Builds.manifestText(build)).isEqualTo(before);
  }

  @Test
  void run_manifestCutOff_isReplacedWhereAskedAndOneOfSomebodyElseIsNot() throws Exception {
    Path again = folder.resolve("cut-off");
    assertThat(run(again).code()).isZero();
    String whole = Builds.manifestText(again);
    Path manifest = again.resolve("manifest.json");
    Files.writeString(manifest, whole.substring(0, whole.length() / 2));
    Cli.Result refused = run(again);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("or was damaged").contains("--overwrite");
    Files.writeString(manifest, "{\"name\": \"an extension of a browser\"}");
    Cli.Result foreign = run(again, "--overwrite");
    assertThat(foreign.code()).isEqualTo(1);
    assertThat(foreign.err()).contains("build anew in another folder");
    Files.writeString(manifest, whole.substring(0, whole.length() / 2));
    Cli.Result replaced = run(again, "--overwrite");
    assertThat(replaced.code()).as(replaced.err()).isZero();
    assertThat(Builds.manifestText(again)).isEqualTo(whole);
  }

  @Test
  void run_brokenManifestOfSomebodyElse_isRefusedAndLeftAlone() throws Exception {
    Path theirs = Files.createDirectories(folder.resolve("theirs/documents"));
    Files.writeString(theirs.resolve("thesis.txt"), "years of work");
    Files.writeString(theirs.resolveSibling("manifest.json"), "{ // no JSON");
    assertThat(run(folder.resolve("theirs"), "--overwrite").code()).isEqualTo(1);
    assertThat(theirs.resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void run_folderOfSomebodyElse_isRefusedAndLeftAlone() throws Exception {
    Path mine = folder.resolve("mine/documents/thesis.txt");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "years of work");
    Cli.Result result = run(folder.resolve("mine"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("its 'documents' is not of a build");
    assertThat(Files.readString(mine)).isEqualTo("years of work");
  }

  @Test
  void run_folderThatTheRecipeReads_isRefusedAndItsBuildStays() throws Exception {
    Path again = folder.resolve("again.yaml");
    Files.writeString(
        again,
        """
        recipe: again
        schema: 1
        sources:
          - best: {format: fineweb, paths: [out-1/documents]}
        output:
          documents: {format: parquet}
        """);
    Cli.Result result = Cli.run("run", again.toString(), "--out", build.toString(), "--overwrite");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("the recipe reads " + build.resolve("documents/source=best/part-00000.parquet"))
        .contains("which would be replaced. Choose another --out.");
    assertThat(Cli.run("verify", build.toString()).code()).isZero();
  }

  @Test
  void run_folderWhereAnotherBuildIsAtWork_isRefused() throws Exception {
    Path busy = folder.resolve("busy");
    try (Closeable held = Storage.plain().lock(busy.resolve(".build/lock").toString())) {
      assertThat(held).isNotNull();
      Cli.Result result = run(busy);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("another build is at work there");
    }
    assertThat(busy).isEmptyDirectory();
  }

  @Test
  void verify_wholeBuild_agreesAndEachFlippedByteIsFound() throws Exception {
    Cli.Result whole = Cli.run("verify", build.toString());
    assertThat(whole.out()).contains("files and all counts agree with the manifest");
    assertThat(whole.code()).isZero();
    for (String below : List.of("ledger/", "documents/", "shards/", "signals/")) {
      String name = Builds.hashes(build, below).keySet().iterator().next();
      Path file = build.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      byte[] flipped = bytes.clone();
      flipped[bytes.length / 2] ^= 4;
      Files.write(file, flipped);
      Cli.Result result = Cli.run("verify", build.toString());
      Files.write(file, bytes);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out()).contains(name + ": sha256 is");
    }
  }

  @Test
  void why_droppedDocument_namesRuleValueBoundAndSurvivor() throws Exception {
    List<String> copy =
        Builds.rows(build, "ledger", "id", "stage", "survivor").stream()
            .filter(row -> row.get(1).equals("fuzzy-dedup"))
            .findFirst()
            .orElseThrow();
    Cli.Result result = Cli.run("why", build.toString(), copy.get(0));
    assertThat(result.out()).contains("dropped by fuzzy-dedup", "kept in its stead:", copy.get(2));
    JsonNode told = JSON.readTree(Cli.run("why", build.toString(), copy.get(0), "--json").out());
    assertThat(told.path("fate").asText()).isEqualTo("dropped");
    assertThat(told.path("survivor").path("id").asText()).isEqualTo(copy.get(2));
    assertThat(told.path("text").asText()).isNotEmpty();
    Cli.Result unknown = Cli.run("why", build.toString(), "nobody");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("no row of the ledger has that id or origin id");
  }

  @Test
  void readers_buildWithoutManifest_refuseIt() throws Exception {
    Path unfinished = Files.createDirectories(folder.resolve("unfinished"));
    Files.createDirectories(unfinished.resolve("ledger"));
    for (String command : List.of("verify", "report", "why")) {
      Cli.Result result =
          command.equals("why")
              ? Cli.run(command, unfinished.toString(), "x")
              : Cli.run(command, unfinished.toString());
      assertThat(result.code()).as(command).isEqualTo(1);
      assertThat(result.err()).contains("it holds no manifest.json, so no finished build");
    }
  }

  @Test
  void readers_manifestThatIsNone_refuseIt() throws Exception {
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    for (String manifest : List.of("", "[]", "{\"files\": [", "{\"files\": []}")) {
      Files.writeString(damaged.resolve("manifest.json"), manifest);
      for (String command : List.of("verify", "report")) {
        Cli.Result result = Cli.run(command, damaged.toString());
        assertThat(result.code()).as(command + manifest).isEqualTo(1);
        assertThat(result.err()).contains("it is no manifest of a build, or was damaged");
      }
    }
  }

  @Test
  void try_eachLine_givesTheVerdictOfTheBuild() throws IOException, InterruptedException {
    Path lines = folder.resolve("in/last/a.jsonl");
    Cli.Result result = Cli.run("try", recipe.toString(), "--in", lines.toString(), "--all");
    assertThat(result.code()).as(result.err()).isZero();
    List<String> out = result.out().lines().toList();
    assertThat(out).hasSize(180);
    JsonNode line = JSON.readTree(out.get(0));
    assertThat(line.path("verdicts").has("gopher-quality")).isTrue();
    assertThat(line.path("signals").path("word-count").isNumber()).isTrue();
    assertThat(line.path("text_sha256").asText()).hasSize(64);
  }
}
