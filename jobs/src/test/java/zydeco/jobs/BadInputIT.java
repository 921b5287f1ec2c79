package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Damaged input of every kind in one build: each piece has a fate, and the build reconciles. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {
  @TempDir Path folder;

  @Test
  void run_damagedInput_isQuarantinedWithItsPlaceAndCause() throws Exception {
    List<SmallCorpus.Doc> good = SmallCorpus.documents(40, 9);
    SmallCorpus.jsonl(folder.resolve("in/a-good.jsonl.zst"), good.subList(0, 20));
    for (String ending : List.of("jsonl.gz", "jsonl.zst")) {
      Path whole = folder.resolve("in/whole." + ending);
      SmallCorpus.jsonl(whole, good.subList(20, 40));
      byte[] bytes = Files.readAllBytes(whole);
      Files.delete(whole);
      Files.write(folder.resolve("in/cut." + ending), Arrays.copyOf(bytes, bytes.length * 2 / 3));
      byte[] flipped = bytes.clone();
      flipped[bytes.length / 2] ^= 16;
      Files.write(folder.resolve("in/flipped." + ending), flipped);
    }
    Path parquet = folder.resolve("in/flipped.parquet");
    SmallCorpus.parquet(parquet, good.subList(20, 40));
    byte[] bytes = Files.readAllBytes(parquet);
    bytes[bytes.length / 3] ^= 16;
    Files.write(parquet, bytes);
    Files.write(folder.resolve("in/empty.jsonl"), new byte[0]);
    Files.write(folder.resolve("in/lines.jsonl"), lines());
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        recipe: damaged
        schema: 1
        sources:
          - web: {paths: ["in/*"]}
        stages:
          - exact-dedup: {on: text}
        output:
          documents: {format: parquet, compression: snappy}
        """);
    Path out = folder.resolve("out");
    Cli.Result result =
        Cli.run(
            "run",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            out.toString(),
            "--cores",
            "2");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("unreadable, the first of them: in/cut.jsonl.gz: ")
        .contains("all with file, row and cause: " + out.resolve("quarantine"));
    JsonNode counts = Builds.manifest(out).path("counts").path("web");
    assertThat(counts.path("in").path("documents").asLong()).isEqualTo(20 + 5 + 1 + 9);
    assertThat(counts.path("quarantined").path("documents").asLong()).isEqualTo(5 + 1 + 6);
    String causes = Builds.rows(out, "quarantine", "file", "cause").toString();
    assertThat(causes)
        .contains(
            "in/cut.jsonl.gz",
            "in/cut.jsonl.zst",
            "in/flipped.jsonl.gz",
            "in/flipped.jsonl.zst",
            "in/flipped.parquet",
            "empty file",
            "UTF-8",
            "surrogate");
    String texts = Builds.rows(out, "documents", "text").toString();
    assertThat(texts).contains("[x]").contains("long words ".repeat(1000));
    assertThat(codecs(out.resolve("documents/source=web"))).containsExactly("SNAPPY");
    assertThat(codecs(out.resolve("ledger"))).containsExactly("ZSTD");
    assertThat(Cli.run("verify", out.toString()).code()).isZero();
    why(out, "in/empty.jsonl", "quarantined: empty file, at byte 0");
    why(out, "in/flipped.parquet", "quarantined: ");
    Cli.Result report = Cli.run("report", out.toString());
    assertThat(report.code()).as(report.err()).isZero();
  }

  /** What is wrong with a file is what the quarantine says of it. */
  private static void why(Path out, String file, String begins) throws Exception {
    String id =
        Builds.rows(out, "ledger", "file", "id").stream()
            .filter(row -> row.get(0).equals(file))
            .findFirst()
            .orElseThrow()
            .get(1);
    String cause =
        Builds.rows(out, "quarantine", "file", "cause").stream()
            .filter(row -> row.get(0).equals(file))
            .findFirst()
            .orElseThrow()
            .get(1);
    assertThat(Cli.run("why", out.toString(), id).out()).contains(begins).contains(cause);
  }

  /** How the column chunks of a folder's Parquet files are compressed. */
  private static Set<String> codecs(Path table) throws Exception {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
          reader.getFooter().getBlocks().stream()
              .flatMap(block -> block.getColumns().stream())
              .forEach(column -> found.add(column.getCodec().name()));
        }
      }
    }
    return found;
  }

  /** Six lines that are no documents, and three that are. */
  private static byte[] lines() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line :
        List.of(
            "{\"id\":\"short\",\"text\":\"x\"}",
            "{\"id\":\"cut\",\"text\":\"it ends he",
            "{\"id\":\"none\"}",
            "{\"id\":\"number\",\"text\":12}",
            "{\"id\":\"null\",\"text\":null}",
            "{\"id\":\"surrogate\",\"text\":\"a \\ud800 b\"}",
            "{\"id\":\"nul\",\"text\":\"a \\u0000 b\"}")) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.write("{\"id\":\"bytes\",\"text\":\"caf".getBytes(StandardCharsets.UTF_8));
    out.write(0xe9);
    out.write("\"}\n".getBytes(StandardCharsets.UTF_8));
    String huge = "long words ".repeat(25_000_000 / 11);
    out.write(("{\"id\":\"huge\",\"text\":\"" + huge + "\"}\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  @Test
  void run_idsClashWithoutACorpusStage_commitsNothingAndSaysHow() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    String twice = "{\"id\":\"x\",\"text\":\"one\"}\n{\"id\":\"x\",\"text\":\"two\"}\n";
    Files.writeString(folder.resolve("in/clash.jsonl"), twice);
    for (boolean unique : new boolean[] {true, false}) {
      Path recipe = folder.resolve("clash-" + unique + ".yaml");
      Files.writeString(
          recipe,
          """
          recipe: clash
          schema: 1
          sources:
            - web: {format: jsonl, paths: [in/clash.jsonl], unique-id: %s}
          output:
            documents: {format: parquet}
          """
              .formatted(unique));
      Path out = folder.resolve("out-" + unique);
      Cli.Result ran = Cli.run("run", recipe.toString(), "--out", out.toString(), "--no-report");
      assertThat(ran.code()).as(ran.err()).isEqualTo(unique ? 1 : 0);
      if (unique) {
        assertThat(ran.err())
            .contains(
                "an id stands twice in the ledger: web: in/clash.jsonl, row 0 called 'x'; web")
            .contains("in/clash.jsonl, row 1 called 'x'. Nothing", "'unique-id: false'");
        assertThat(out.resolve("manifest.json")).doesNotExist();
      }
    }
  }

  @Test
  void run_idsWithoutALetter_areNoneAndClashWithNone() throws Exception {
    Files.writeString(
        folder.resolve("none.jsonl"),
        "{\"id\":\"\",\"text\":\"one\"}\n{\"id\":\"\",\"text\":\"two\"}\n{\"id\":\" \",\"text\":\"x\"}\n");
    Path recipe = folder.resolve("none.yaml");
    Files.writeString(
        recipe,
        """
        recipe: none
        schema: 1
        sources:
          - web: {paths: [none.jsonl]}
        output:
          documents: {format: parquet}
        """);
    Path out = folder.resolve("none");
    Cli.Result ran = Cli.run("run", recipe.toString(), "--out", out.toString(), "--no-report");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(Builds.rows(out, "documents", "id").stream().distinct()).hasSize(3);
  }

  @Test
  void run_fieldThatNoDocumentHas_isSaid() throws Exception {
    Files.writeString(
        folder.resolve("marks.jsonl"),
        "{\"text\":\"one\",\"mark\":3}\n{\"text\":\"two\",\"grade\":\"high\"}\n");
    Path recipe = folder.resolve("marks.yaml");
    Files.writeString(
        recipe,
        """
        recipe: marks
        schema: 1
        sources:
          - web: {paths: [marks.jsonl]}
        stages:
          - fields: {mark: mark, grade: grade, misspelt: marc}
        output:
          documents: {format: parquet}
        """);
    String out = folder.resolve("marks").toString();
    Cli.Result ran = Cli.run("run", recipe.toString(), "--out", out, "--no-report");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("fields: no document has a number in 'marc', so none has a score 'misspelt'")
        .contains("no document has a number in 'grade'")
        .doesNotContain("'mark'");
  }
}
