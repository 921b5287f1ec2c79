package zydeco.dedup.decontamination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.dedup.SharedData;
import zydeco.dedup.text.LooseText;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class DecontaminateStageTest {
  private static final String QUESTION =
      "Which of these animals, if any, has lived longer than the oldest tree in Wales?";

  @TempDir Path folder;

  private DecontaminateStage stage(String more) throws IOException {
    return stage(more, 1);
  }

  private DecontaminateStage stage(String more, int number) throws IOException {
    Files.writeString(
        folder.resolve("trees.jsonl"),
        "{\"q\": \"" + QUESTION + "\", \"answers\": [\"the clam\"]}\n\n{\"q\": \"short\"}\n");
    Files.writeString(folder.resolve("lines.txt"), "one two three four\n");
    return DecontaminateStage.of(
        Settings.parse(folder.resolve("r.yaml"), "against: [trees.jsonl, '*.txt']\n" + more),
        number);
  }

  private static Verdict judge(DecontaminateStage stage, String text, Measures measures) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return stage
        .open(new Columns(stage.writes()))
        .judge(new Document("s", null, bytes, null, null, "{}"), measures);
  }

  private static Verdict judge(DecontaminateStage stage, String text) {
    return judge(stage, text, new Measures(new Columns(stage.writes())));
  }

  @Test
  void judge_aQuestionInOtherLayout_dropsTheDocument() throws IOException {
    String copy = "Quiz.\n\n" + QUESTION.replace(",", "").replace(" ", "\n ").toUpperCase() + " A";
    Verdict.Drop drop = (Verdict.Drop) judge(stage(""), copy);
    assertThat(drop.reason().stage()).isEqualTo("decontaminate");
    assertThat(drop.reason().rule()).isEqualTo("trees");
    assertThat(drop.reason().value()).isEqualTo(3);
    assertThat(drop.reason().bound()).isEqualTo("< 1");
    assertThat(((Verdict.Drop) judge(stage("", 2), copy)).reason().rule()).isEqualTo("trees (2)");
    assertThat(judge(stage("matches: 4"), copy)).isInstanceOf(Verdict.Keep.class);
    assertThat(judge(stage(""), QUESTION.replace("animals", "plants")))
        .isInstanceOf(Verdict.Keep.class);
    assertThat(judge(stage(""), "")).isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void judge_theSameSetTwice_countsForBothAndNamesTheFirst() throws IOException {
    String line = "{\"q\": \"" + QUESTION + "\"}\n";
    Files.writeString(folder.resolve("animals.jsonl"), line);
    Files.writeString(folder.resolve("animals \"5-shot\".jsonl"), line + line);
    DecontaminateStage stage =
        DecontaminateStage.of(
            Settings.parse(
                folder.resolve("r.yaml"), "against: [animals.jsonl, 'animals \"5-shot\".jsonl']"),
            1);
    Measures measures = new Measures(new Columns(stage.writes()));
    Verdict.Drop drop = (Verdict.Drop) judge(stage, QUESTION + " Yes.", measures);
    assertThat(drop.reason().rule()).isEqualTo("animals");
    assertThat(drop.reason().value()).isEqualTo(3);
    assertThat(measures.label(1)).isEqualTo("animals");
    assertThat(measures.label(3)).isEqualTo("{\"animals\":3,\"animals \\\"5-shot\\\"\":3}");
    assertThat(stage.shares("animals \"5-shot\"", QUESTION)).isTrue();
    assertThat(stage.shares("animals \"5-shot\"", "Another question.")).isFalse();
    judge(stage, "Nothing of theirs.", measures);
    assertThat(measures.label(3)).isNull();
  }

  @Test
  void judge_setsThatOverlap_countsAsByHand() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    int sets = 70;
    List<Set<String>> runs = new ArrayList<>();
    for (int set = 0; set < sets; set++) {
      List<String> lines = new ArrayList<>();
      Set<String> own = new HashSet<>();
      for (int line = random.nextInt(1, 9); line > 0; line--) {
        String text = words(random, random.nextInt(3, 12));
        lines.add(text);
        own.addAll(threes(text));
      }
      runs.add(own);
      Files.write(folder.resolve(String.format("set-%02d.txt", set)), lines);
    }
    DecontaminateStage stage =
        DecontaminateStage.of(
            Settings.parse(folder.resolve("r.yaml"), "against: 'set-*.txt'\nwords: 3"), 1);
    Measures measures = new Measures(new Columns(stage.writes()));
    int shared = 0;
    for (int document = 0; document < 400; document++) {
      String text = words(random, random.nextInt(30));
      int[] byFirst = new int[sets];
      Map<String, Integer> bySet = new TreeMap<>();
      int any = 0;
      for (String run : threes(text)) {
        List<Integer> having =
            IntStream.range(0, sets).filter(i -> runs.get(i).contains(run)).boxed().toList();
        having.forEach(i -> bySet.merge(String.format("set-%02d", i), 1, Integer::sum));
        if (!having.isEmpty()) {
          any++;
          byFirst[having.get(0)]++;
          shared += having.size() > 1 ? 1 : 0;
        }
      }
      Verdict verdict = judge(stage, text, measures);
      assertThat(measures.number(0)).isEqualTo(any);
      if (any == 0) {
        assertThat(measures.label(3)).isNull();
      } else {
        assertThat(new ObjectMapper().readValue(measures.label(3), Map.class)).isEqualTo(bySet);
        int most = Arrays.stream(byFirst).max().orElseThrow();
        String named =
            String.format(
                "set-%02d",
                IntStream.range(0, sets).filter(i -> byFirst[i] == most).findFirst().orElse(-1));
        assertThat(measures.label(1)).isEqualTo(named);
        assertThat(((Verdict.Drop) verdict).reason().rule()).isEqualTo(named);
      }
    }
    assertThat(shared).isGreaterThan(500);
  }

  private static String words(SplittableRandom random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "w" + random.nextInt(7))
        .collect(Collectors.joining(" "));
  }

  private static List<String> threes(String text) {
    String[] words = text.split(" ");
    return IntStream.rangeClosed(0, words.length - 3)
        .mapToObj(i -> String.join(" ", Arrays.copyOfRange(words, i, i + 3)))
        .toList();
  }

  @Test
  void with_aGroupThatIsKnown_isTheSame() {
    Holders holders = new Holders();
    int first = holders.with(-1, 0);
    int both = holders.with(first, 2);
    assertThat(holders.with(both, 2)).isEqualTo(both);
    assertThat(holders.with(first, 2)).isEqualTo(both);
    assertThat(holders.with(-1, 2)).isNotEqualTo(both);
    assertThat(holders.first(holders.with(both, 3))).isZero();
    int[] runs = new int[4];
    holders.count(holders.with(both, 3), runs);
    holders.count(both, runs);
    holders.count(-1, runs);
    assertThat(runs).containsExactly(2, 0, 2, 1);
  }

  @Test
  void judge_spans_cutsTheRunsAndKeepsTheRest() throws IOException {
    DecontaminateStage stage = stage("mode: span\nwords: 4");
    Measures measures = new Measures(new Columns(stage.writes()));
    Verdict.Keep keep =
        (Verdict.Keep) judge(stage, "Äh! One, two three four. And five. " + QUESTION, measures);
    assertThat(new String(keep.document().text(), StandardCharsets.UTF_8))
        .isEqualTo("Äh! . And five. ?");
    assertThat(measures.number(0)).isEqualTo(13);
    assertThat(measures.label(1)).isEqualTo("trees");
    assertThat(stage.removedBytes()).hasSize(1);
    assertThat(measures.number(3))
        .isEqualTo("One, two three four".length() + QUESTION.length() - 1);
    assertThat(judge(stage, "no such words in here", measures)).isInstanceOf(Verdict.Keep.class);
    assertThat(measures.number(3)).isZero();
  }

  @Test
  void judge_spansThatAreAllOfADocument_dropsIt() throws IOException {
    Verdict.Drop drop = (Verdict.Drop) judge(stage("mode: span"), "\"" + QUESTION + "\"\n");
    assertThat(drop.reason().rule()).isEqualTo("trees");
    assertThat(judge(stage("mode: span"), QUESTION + " Yes.")).isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void of_wrongSettings_saysSo() throws IOException {
    assertThat(stage("").plan()).contains("trees: 2 samples, 1 without a run of 13 words");
    assertThatThrownBy(
            () ->
                DecontaminateStage.of(
                    Settings.parse(folder.resolve("r.yaml"), "against: no.json"), 1))
        .hasMessageContaining("r.yaml:1: against: Cannot find")
        .hasMessageContaining("no.json");
    assertThatThrownBy(() -> stage("word: 4")).hasMessageContaining("Did you mean 'words'?");
  }

  @Test
  void walk_randomTexts_equalsTwin() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(200); i > 0; i--) {
        text.append("aB é中.-\n9".charAt(random.nextInt(9)));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      String form = new String(LooseText.of(bytes), StandardCharsets.UTF_8);
      String[] words = form.isEmpty() ? new String[0] : form.split(" ");
      Map<Long, String> seen = new HashMap<>();
      int[] at = {0};
      int count =
          new Grams(3)
              .walk(
                  bytes,
                  (gram, from, to) -> {
                    String expected =
                        String.join(" ", Arrays.copyOfRange(words, at[0], at[0]++ + 3));
                    byte[] span = Arrays.copyOfRange(bytes, from, to);
                    assertThat(new String(LooseText.of(span), StandardCharsets.UTF_8))
                        .isEqualTo(expected);
                    assertThat(seen.computeIfAbsent(gram, g -> expected)).isEqualTo(expected);
                  });
      assertThat(count).isEqualTo(words.length);
      assertThat(at[0]).isEqualTo(Math.max(0, words.length - 2));
    }
  }

  @Test
  void judge_realEvaluationSets_findsThemselvesAndLittleElse() throws IOException {
    Path eval = SharedData.file("eval/lambada_openai.jsonl.zst").getParent();
    Path recipe = eval.resolve("r.yaml");
    DecontaminateStage stage =
        DecontaminateStage.of(
            Settings.parse(
                recipe, "against: [lambada_openai.jsonl.zst, boolq.jsonl.zst, gsm8k.jsonl.zst]"),
            1);
    int own = 0;
    Set<String> sets = new HashSet<>();
    var lines = SharedData.lines("eval/boolq.jsonl.zst").subList(0, 200);
    for (String line : lines) {
      Verdict verdict = judge(stage, "Before it. " + line + " And after it.");
      own += verdict instanceof Verdict.Drop ? 1 : 0;
    }
    assertThat(own).isEqualTo(lines.size());
    Map<String, byte[]> web = new HashMap<>();
    SharedData.texts("sources/c4/c4.jsonl.zst", web);
    int dropped = 0;
    for (byte[] text : web.values()) {
      Verdict verdict = judge(stage, new String(text, StandardCharsets.UTF_8));
      if (verdict instanceof Verdict.Drop drop) {
        dropped++;
        sets.add(drop.reason().rule());
      }
    }
    assertThat(dropped).isLessThan(web.size() / 50);
  }

  @Test
  void of_setsOfOneName_areToldApartByTheirFolders() throws IOException {
    String line = "{\"q\": \"" + QUESTION + "\"}\n";
    for (String file : List.of("mmlu/test.jsonl", "gsm [8k]/test.jsonl", "gsm [8k]/dev.jsonl")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), line);
    }
    String given = "against: ['mmlu/test.jsonl', 'gsm [8k]/*.jsonl', 'mmlu/*.jsonl']";
    DecontaminateStage stage =
        DecontaminateStage.of(Settings.parse(folder.resolve("r.yaml"), given), 1);
    assertThat(stage.sets())
        .containsExactly(
            new Benchmarks.Set("mmlu/test", 1, 0),
            new Benchmarks.Set("dev", 1, 0),
            new Benchmarks.Set("gsm [8k]/test", 1, 0));
  }

  @Test
  void of_linesAsSomeProgramsWriteThem_areReadWholeOrRefused() throws IOException {
    Files.writeString(folder.resolve("mark.jsonl"), "\ufeff{\"q\": \"" + QUESTION + "\"}\r\n");
    Settings marked = Settings.parse(folder.resolve("r.yaml"), "against: mark.jsonl");
    assertThat(judge(DecontaminateStage.of(marked, 1), QUESTION)).isInstanceOf(Verdict.Drop.class);
    Files.writeString(folder.resolve("two.jsonl"), "{\"q\": \"a\"}{\"q\": \"" + QUESTION + "\"}");
    refused("two.jsonl", "two.jsonl:1: the line is not one value of JSON");
  }

  @Test
  void of_setsThatCannotBeLookedFor_areRefusedByName() throws IOException {
    Files.write(folder.resolve("cut.jsonl.gz"), new byte[] {31, -117, 8, 0, 0, 0, 0, 0, 0, 3, 1});
    Files.writeString(folder.resolve("table.parquet"), "PAR1");
    Files.writeString(folder.resolve("empty.jsonl"), "");
    Files.writeString(folder.resolve("short.txt"), "too short\n");
    refused("cut.jsonl.gz", "cut.jsonl.gz is damaged");
    Files.writeString(folder.resolve("bare.txt.gz"), QUESTION);
    refused("bare.txt.gz", "bare.txt.gz is damaged: it is named .gz and does not begin as such");
    refused("table.parquet", "table.parquet stands for no format");
    refused("empty.jsonl", "Cannot look for 'empty': it is empty");
    refused("short.txt", "no sample has 13 words");
  }

  private void refused(String file, String why) {
    Settings settings = Settings.parse(folder.resolve("r.yaml"), "against: " + file);
    assertThatThrownBy(() -> DecontaminateStage.of(settings, 1))
        .hasMessageContaining("r.yaml:1: against: Cannot")
        .hasMessageContaining(why);
  }
}
