package zydeco.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainScorerCommandTest {
  private static final String[] SMALL = {"--dim", "8", "--buckets", "1000", "--epochs", "5"};

  @TempDir Path folder;

  @BeforeEach
  void corpus() throws IOException {
    List<SmallCorpus.Doc> good = new ArrayList<>();
    List<SmallCorpus.Doc> bad = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      good.add(new SmallCorpus.Doc("g" + i, "the tide lifts boat " + i));
      bad.add(new SmallCorpus.Doc("b" + i, "return static class " + i));
    }
    SmallCorpus.parquet(folder.resolve("good.parquet"), good);
    SmallCorpus.jsonl(folder.resolve("bad/a.jsonl.zst"), bad.subList(0, 75));
    SmallCorpus.jsonl(folder.resolve("bad/b.jsonl.gz"), bad.subList(75, 150));
  }

  private record Ran(int code, String out, String err) {}

  private Ran run(String... args) {
    List<String> all = new ArrayList<>(List.of("train-scorer"));
    all.addAll(List.of(args));
    all.addAll(List.of(SMALL));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int code = Main.run(all.toArray(new String[0]));
      return new Ran(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void run_parquetAgainstFolder_writesModelCardAndReports() throws IOException {
    Ran ran =
        run("--positive", at("good.parquet"), "--negative", at("bad"), "--out", at("m/hq.bin"));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("ROC-AUC 1.0000", "hq.report.md");
    assertThat(folder.resolve("m/hq.card.json")).isRegularFile();
    JsonNode report = new ObjectMapper().readTree(folder.resolve("m/hq.report.json").toFile());
    assertThat(report.path("inputs").toString()).contains("150 texts of 2 files");
    Ran again =
        run(
            "--positive",
            at("good.parquet"),
            "--negative",
            at("bad"),
            "--json",
            "--out",
            at("n/hq.bin"));
    assertThat(new ObjectMapper().readTree(again.out())).isEqualTo(report);
    assertThat(folder.resolve("n/hq.bin")).hasSameBinaryContentAs(folder.resolve("m/hq.bin"));
  }

  @Test
  void run_atMost_choosesTheSameTextsWhateverTheFiles() throws IOException {
    List<String> models = List.of("a.bin", "b.bin");
    List<String[]> orders =
        List.of(
            new String[] {at("bad/a.jsonl.zst"), at("bad/b.jsonl.gz")},
            new String[] {at("bad/b.jsonl.gz"), at("bad/a.jsonl.zst")});
    for (int i = 0; i < 2; i++) {
      String[] bad = orders.get(i);
      Ran ran =
          run(
              "--positive",
              at("good.parquet"),
              "--negative",
              bad[0],
              bad[1],
              "--at-most",
              "60",
              "--out",
              at(models.get(i)));
      assertThat(ran.code()).as(ran.err()).isZero();
    }
    assertThat(folder.resolve("a.bin")).hasSameBinaryContentAs(folder.resolve("b.bin"));
    assertThat(Files.readString(folder.resolve("a.report.md"))).contains("60 texts", "out of 150");
  }

  @Test
  void run_scoredDocuments_measuresAgreement() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      String text = i % 2 == 0 ? "the tide lifts boat " + i : "return static class " + i;
      lines.append("{\"text\": \"" + text + "\", \"edu\": " + (i % 2 == 0 ? 3.5 : 1.0) + "}\n");
    }
    lines.append(
        "{\"text\": \"never asked\", \"edu\": null}\n{\"texd\": \"no text\", \"edu\": 1}\n");
    Files.writeString(folder.resolve("scored.jsonl"), lines);
    Ran ran =
        run(
            "--scored",
            at("scored.jsonl"),
            "--score",
            "edu",
            "--bound",
            "2.5",
            "--agreement",
            "90%",
            "--out",
            at("first.bin"));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("decides 100.0 %", "bits agree on 100.00 %");
    assertThat(ran.err()).contains("scored.jsonl:402: left out");
    assertThat(Files.readString(folder.resolve("first.card.json"))).contains("\"bound\" : 2.5");
    Ran wrong = run("--scored", at("scored.jsonl"), "--bound", "2.5", "--out", at("first.bin"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("scored.jsonl:1: Cannot read the score", "'quality'", "fields here: edu");
  }

  @Test
  void run_heldOutOfAModelThatSeesABeginning_looksAtThatAndMeasuresOnThose() throws IOException {
    for (String name : List.of("scored", "other")) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        boolean good = i % 2 == 0;
        String text = (good ? "THE TIDE " : "static class ") + name + i + " moon static harbour";
        lines.append("{\"text\": \"" + text + "\", \"quality\": " + (good ? 3.5 : 1.0) + "}\n");
      }
      Files.writeString(folder.resolve(name + ".jsonl"), lines);
    }
    Files.writeString(folder.resolve("large.bin"), "");
    Files.writeString(folder.resolve("large.card.json"), "{\"max-chars\": 12}");
    List<String> options =
        List.of("--scored", at("scored.jsonl"), "--held-out", at("other.jsonl"), "--bound", "2");
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--of", at("large.bin"), "--out", at("first.bin")));
    Ran ran = run(all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("trained on 400 texts; held out 200 good and 200 bad");
    assertThat(ran.out()).contains("of 400 other texts alone", "400.0 times fewer");
    assertThat(Files.readString(folder.resolve("first.card.json")))
        .contains("\"max-chars\" : 12", "\"lines\" : \"words\"");
    assertThat(Files.readString(folder.resolve("first.report.md")))
        .contains("--held-out, quality >= 2.0: 200 texts", "the first 12 characters");
    all.addAll(List.of("--max-chars", "0", "--lines", "blanks"));
    assertThat(run(all.toArray(String[]::new)).code()).isZero();
    assertThat(Files.readString(folder.resolve("first.card.json")))
        .doesNotContain("max-chars", "words");
    Ran alone =
        run(
            "--positive",
            at("good.parquet"),
            "--negative",
            at("bad"),
            "--held-out",
            at("other.jsonl"),
            "--out",
            at("x.bin"));
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("--held-out: Cannot measure", "without --scored");
  }

  @Test
  void run_wrongOptions_sayWhatAndHowToMendIt() {
    assertThat(run("--positive", at("good.parquet"), "--out", at("x.bin")).err())
        .contains("one kind of texts is missing");
    assertThat(run("--positive", at("goood"), "--negative", at("bad"), "--out", at("x.bin")).err())
        .contains("--positive: Cannot find", "goood");
    assertThat(
            run("--positive", at("good.parquet"), "--negative", at("bad"), "--out", at("x")).err())
        .contains("Name it NAME.bin");
    Ran share =
        run(
            "--positive",
            at("good.parquet"),
            "--negative",
            at("bad"),
            "--out",
            at("x.bin"),
            "--keep",
            "10");
    assertThat(share.code()).isEqualTo(2);
    assertThat(share.err()).contains("--keep: Cannot read '10'");
    assertThat(run("--positive", at("good.parquet"), "--negative", at("bad")).err())
        .contains("Say --out NAME.bin");
    assertThat(run("--encoder", at("x.onnx"), "--scored", at("good.parquet")).err())
        .contains("--encoder: Cannot choose its bounds", "--bound");
    assertThat(run("--encoder", at("x.onnx"), "--scored", at("bad"), "--bound", "1").err())
        .contains("x.onnx: no such file");
    assertThat(run("--scored", at("good.parquet"), "--out", at("x.bin")).err())
        .contains("Say --bound X");
    Ran one =
        run(
            "--positive",
            at("bad/a.jsonl.zst"),
            "--negative",
            at("none.txt"),
            "--out",
            at("x.bin"));
    assertThat(one.code()).isEqualTo(2);
  }
}
