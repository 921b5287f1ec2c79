package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.language.Language;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSet.Judgement;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.pipeline.document.Document;

/**
 * What datatrove 0.10.1's C4QualityFilter and C4BadWordsFilter say of other languages, without a
 * file of spaCy's, and NeMo Curator 1.3.0's (1e2e4275) non-English chain: of made documents, every
 * verdict and count of the first two; of German laws, French novels and the Declaration of Human
 * Rights, digests of all. Sentences are compared where datatrove's words are those of our rules.
 * {@code src/test/python/languages.py} writes both files.
 */
class LanguageFiguresTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> C4 = List.of("c4", "c4-any-ending");
  private static final Map<String, Integer> MOST = Map.of("laws-de", 40_000, "novels-fr", 400_000);

  @TempDir Path folder;

  private final List<String> differences = new ArrayList<>();

  @Test
  void judge_madeDocuments_agreesInEveryVerdictAndCount() throws IOException {
    int documents = 0;
    for (String line : resource("languages.jsonl")) {
      JsonNode row = JSON.readTree(line);
      Path list = null;
      if (row.has("list")) {
        list = folder.resolve(row.get("list").asText());
        List<String> words = new ArrayList<>();
        row.get("words").forEach(word -> words.add(word.asText()));
        Files.write(list, words);
      }
      Segments segments = segments(row.get("language").asText(), list, row.get("text").asText());
      Map<String, String> ours = new LinkedHashMap<>();
      C4.forEach(set -> ours.putAll(c4(set, segments)));
      if (list != null) {
        ours.put("c4-badwords", badWords(segments));
      }
      ours.forEach((column, cell) -> same(row, column, cell));
      documents++;
    }
    assertThat(differences).isEmpty();
    assertThat(documents).isEqualTo(113);
  }

  /**
   * Words, numbers, sentences and verdicts of languages that datatrove cuts by indic-nlp-library.
   */
  @Test
  void read_madeDocumentsInIndianLanguages_agreesInEveryFigure() throws IOException {
    compareAll("made/", 42);
  }

  @Test
  void read_declarationsInIndianLanguages_agreesInEveryFigure() throws IOException {
    SharedData.require("langid/udhr2.zip");
    compareAll("udhr/", 16);
  }

  private void compareAll(String start, int expected) throws IOException {
    int documents = 0;
    for (String line : resource("indian-languages.jsonl")) {
      JsonNode row = JSON.readTree(line);
      String id = row.get("id").asText();
      if (id.startsWith(start)) {
        String text = row.has("text") ? row.get("text").asText() : texts(id).get(0);
        compareAll(row, segments(row.get("language").asText(), null, text));
        documents++;
      }
    }
    assertThat(differences).isEmpty();
    assertThat(documents).isEqualTo(expected);
  }

  private void compareAll(JsonNode row, Segments segments) throws IOException {
    C4.forEach(set -> c4(set, segments).forEach((column, cell) -> same(row, column, cell)));
    String words = String.join("\n", segments.words().texts());
    String hash = Digest.sha256(words.getBytes(StandardCharsets.UTF_8));
    same(row, "words_sha256", hash.substring(0, row.get("words_sha256").asText().length()));
    JsonNode numbers = JSON.readTree(row.get("numbers").asText());
    DatatroveParityTest.NUMBERS.forEach(
        (column, signal) -> {
          String theirs = numbers.get(column).asText();
          boolean known = !column.equals("gq.stop_words"); // needs the language's own
          double ours = Signals.named(signal).of(segments);
          if (known && !DatatroveParityTest.isSame(theirs, ours)) {
            differences.add(row.get("id") + " " + column + ": " + theirs + ", ours " + ours);
          }
        });
    String theirs =
        LanguageParity.sentenceLengths(JSON.readTree(row.get("sentence_lengths").asText()));
    String ours = LanguageParity.sentenceLengths(SentenceLengths.of(segments));
    if (!theirs.equals(ours)) {
      differences.add(row.get("id") + " sentences: " + theirs + ", ours " + ours);
    }
  }

  private void same(JsonNode row, String column, String ours) {
    String theirs = row.path(column).asText();
    boolean compared = row.has("c4") || column.equals("c4-badwords");
    if (compared && !theirs.equals(ours)) {
      differences.add(row.get("id") + " " + column + ": " + theirs + ", ours " + ours);
    }
  }

  @Test
  void judge_sharedDocuments_agreesInEveryDigest() throws IOException {
    SharedData.require("wordlists/ldnoobw");
    int documents = 0;
    List<String> rows = resource("languages.tsv");
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split("\t", -1);
      List<String> texts = texts(cells[0]);
      assertThat(texts).as(cells[0]).hasSize(Integer.parseInt(cells[3]));
      Path list = cells[2].isEmpty() ? null : SharedData.require("wordlists/ldnoobw/" + cells[2]);
      compare(cells, list, texts);
      documents += texts.size();
    }
    assertThat(differences).isEmpty();
    assertThat(documents).isGreaterThan(1000);
  }

  private void compare(String[] cells, Path list, List<String> texts) {
    List<String> lines = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> badWords = new ArrayList<>();
    List<String> nemo = new ArrayList<>();
    for (String text : texts) {
      Segments segments = segments(cells[1], list, text);
      Map<String, String> of = new LinkedHashMap<>();
      C4.forEach(set -> of.putAll(c4(set, segments)));
      lines.add(of.remove("c4.lines") + " " + of.remove("c4-any-ending.lines"));
      sentences.add(String.join(" ", of.values()));
      nemo.add(nemo(segments));
      badWords.add(list == null ? "" : badWords(segments));
    }
    digest(cells[0] + " lines", cells[4], lines);
    digest(cells[0] + " sentences", cells[5], sentences);
    digest(cells[0] + " bad words", cells[6], badWords);
    digest(cells[0] + " nemo", cells[8], nemo);
  }

  private void digest(String what, String theirs, List<String> cells) {
    byte[] all = String.join("\n", cells).getBytes(StandardCharsets.UTF_8);
    if (!theirs.isEmpty() && !Digest.sha256(all).startsWith(theirs)) {
      differences.add(what);
    }
  }

  /** Cells as the table has them, in the order of its columns. */
  private static Map<String, String> c4(String set, Segments segments) {
    C4Walk walk = set.equals("c4") ? segments.c4() : segments.c4AnyEnding();
    Judgement judged = RuleSets.named(set).judge(segments);
    String reason = judged.keep() ? "pass" : judged.rule().replace('-', '_');
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put(set, reason.replace("sentence_count", "too_few_sentences"));
    cells.put(set + ".lines", DatatroveParityTest.lines(walk));
    cells.put(set + ".sentences", "" + walk.sentences());
    cells.put(set + ".sha256", judged.keep() ? Digest.sha256(walk.keptText()) : "");
    return cells;
  }

  private static String badWords(Segments segments) {
    boolean kept = RuleSets.named("c4-badwords").judge(segments).keep();
    return kept ? "pass" : "document_removed_with_badwords";
  }

  /** The number of the first broken rule in the English chain, which has all of them, or pass. */
  private static String nemo(Segments segments) {
    Judgement judged = RuleSets.named("nemo-non-english").judge(segments);
    List<String> chain = RuleSets.named("nemo-english").rules().stream().map(Rule::name).toList();
    return judged.keep() ? "pass" : "" + chain.indexOf(judged.rule());
  }

  private static Segments segments(String label, Path list, String text) {
    String file = list == null ? null : list.toString();
    Language language = new Language(label, List.of("auto"), null, null, null, null, file);
    Lists lists = file == null ? Lists.NONE : new Lists(Map.of(Lists.BAD_WORDS, file));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new LanguageSegments(lists, new Languages(Map.of(label, language)))
        .of(label, new Document("s", null, bytes, null, null, "{}"));
  }

  /** The documents of a source of shared/data, as {@code languages.py} takes them. */
  private static List<String> texts(String source) throws IOException {
    List<String> texts = new ArrayList<>();
    if (source.startsWith("udhr/")) {
      try (ZipFile zip = new ZipFile(SharedData.require("langid/udhr2.zip").toFile())) {
        byte[] bytes =
            zip.getInputStream(zip.getEntry(source.replace("udhr", "udhr2"))).readAllBytes();
        return List.of(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    Path file = SharedData.require("sources/" + source + "/" + source + ".jsonl.zst");
    SharedData.lines(file, line -> texts.add(first(SharedData.text(line), MOST.get(source))));
    int step = source.equals("laws-de") ? 2 : 1;
    return IntStream.iterate(0, i -> i < texts.size(), i -> i + step).mapToObj(texts::get).toList();
  }

  private static String first(String text, int most) {
    boolean longer = text.codePointCount(0, text.length()) > most;
    return longer ? text.substring(0, text.offsetByCodePoints(0, most)) : text;
  }

  private static List<String> resource(String name) throws IOException {
    try (var in = LanguageFiguresTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
