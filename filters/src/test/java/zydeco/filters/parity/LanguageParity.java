package zydeco.filters.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zydeco.filters.language.Language;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.RuleSet.Judgement;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;
import zydeco.filters.text.SentenceLengths;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Bound;

/**
 * Words and verdicts of other languages beside those of datatrove: {@code LanguageParity [tokenizer
 * | auto]}, on documents for which {@code src/test/python/languages.py} asked it, in the folder
 * {@code data} of {@code ZYDECO_SHARED}. With spaCy's own rules every word, verdict and count is
 * the same, and so are those of languages that our rules know; how often those of our other rules
 * ({@code auto}) agree is printed. Exits with 1 where something differs.
 */
public final class LanguageParity {
  private static final String BAD_WORDS = "c4-badwords";
  private static final List<String> SETS =
      List.of("gopher-quality", "gopher-repetition", "fineweb", "fineweb-2");
  private static final Map<String, Function<Segments, C4Walk>> C4 =
      new TreeMap<>(Map.of("c4", Segments::c4, "c4-any-ending", Segments::c4AnyEnding));

  /** By label and what is compared: documents, and how many agree. */
  private final Map<String, Map<String, int[]>> agreed = new TreeMap<>();

  private final List<String> differences = new ArrayList<>();

  private LanguageParity() {}

  /** Prints, by language and in all, what agrees of what was compared. */
  public static void main(String[] args) throws IOException {
    LanguageParity parity = new LanguageParity();
    parity.compare(args.length > 0 ? args[0] : "tokenizer");
    Map<String, int[]> all = new LinkedHashMap<>();
    parity.agreed.forEach(
        (label, counts) -> {
          System.out.println(label + " " + told(counts));
          counts.forEach((what, two) -> all.merge(what, two.clone(), LanguageParity::sum));
        });
    parity.differences.stream().limit(20).forEach(System.out::println);
    System.out.println("all " + told(all));
    System.exit(parity.differences.isEmpty() ? 0 : 1);
  }

  private static String told(Map<String, int[]> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue()[1] + " of " + e.getValue()[0])
        .collect(Collectors.joining(", "));
  }

  private static int[] sum(int[] one, int[] other) {
    return new int[] {one[0] + other[0], one[1] + other[1]};
  }

  private void compare(String words) throws IOException {
    Path folder = SharedData.require("languages.jsonl").getParent();
    List<Map<String, String>> rows = SharedData.table("parity/languages.tsv.gz");
    Map<String, Language> named = new HashMap<>();
    List<JsonNode> documents = new ArrayList<>();
    SharedData.lines(folder.resolve("languages.jsonl"), line -> documents.add(parse(line)));
    documents.forEach(
        document -> named.computeIfAbsent(label(document), l -> language(folder, document, words)));
    Languages languages = new Languages(named);
    Lists lists = new Lists(Map.of(Lists.BAD_WORDS, list(folder, "en")));
    LanguageSegments texts = new LanguageSegments(lists, languages);
    if (documents.size() != rows.size() || rows.isEmpty()) {
      throw new IllegalStateException(documents.size() + " documents, " + rows.size() + " rows");
    }
    for (int i = 0; i < rows.size(); i++) {
      Language language = named.get(label(documents.get(i)));
      byte[] text = documents.get(i).path("text").asText().getBytes(StandardCharsets.UTF_8);
      Document document = new Document("s", null, text, null, null, "{}");
      boolean cut =
          words.equals("auto")
              || !language.words().contains("auto")
              || !rows.get(i).get("sentence_lengths").isEmpty();
      compare(rows.get(i), texts.of(language.label(), document), language, cut);
    }
  }

  private static String label(JsonNode document) {
    return document.path("language").asText();
  }

  private static String list(Path folder, String code) {
    return folder.resolve("wordlists/ldnoobw").resolve(code).toString();
  }

  private static Language language(Path folder, JsonNode document, String words) {
    String label = label(document);
    Path rules = folder.resolve("tokenizers").resolve(label);
    boolean given = !words.equals("auto") && Files.exists(rules);
    String own = folder.resolve("configs").resolve(label + ".yml").toString();
    String bad = document.has("list") ? list(folder, document.path("list").asText()) : null;
    String sentences = given ? beside(rules, ".model") : null;
    String newWords = given ? beside(rules, ".emit") : null;
    List<String> cut = given ? files(rules) : List.of("auto");
    return new Language(label, cut, newWords, sentences, null, own, bad);
  }

  /** The file of a label, and those that are numbered from 2 on. */
  private static List<String> files(Path rules) {
    List<String> files = new ArrayList<>(List.of(rules.toString()));
    for (int i = 2; beside(rules, "." + i) != null; i++) {
      files.add(beside(rules, "." + i));
    }
    return files;
  }

  private static String beside(Path rules, String ending) {
    Path model = rules.resolveSibling(rules.getFileName() + ending);
    return Files.exists(model) ? model.toString() : null;
  }

  private void compare(Map<String, String> row, Segments segments, Language language, boolean cut) {
    if (language.badWords() != null) {
      verdict(row, language, BAD_WORDS, segments);
    }
    if (!cut || row.get("words").isEmpty()) {
      return;
    }
    List<String> texts = segments.words().texts();
    byte[] words = String.join("\n", texts).getBytes(StandardCharsets.UTF_8);
    String hash = Digest.sha256(words).substring(0, row.get("words_sha256").length());
    same(row, language, "words", row.get("words_sha256"), hash);
    SETS.forEach(set -> verdict(row, language, set, segments));
    numbers(row, language, segments);
    if (!row.get("sentence_lengths").isEmpty()) {
      sentenceLengths(row, language, segments);
    }
    C4.forEach(
        (set, walk) -> {
          verdict(row, language, set, segments);
          lines(row, language, set, walk.apply(segments));
        });
  }

  private void verdict(Map<String, String> row, Language language, String set, Segments segments) {
    Map<String, Bound> own =
        set.equals(RuleSets.FINEWEB_2) ? language.configuration().bounds() : Map.of();
    Judgement judged = RuleSets.named(set).judge(segments, own);
    String reason = DatatroveParityTest.REASONS.getOrDefault(judged.rule(), "pass");
    String theirs = row.get(set);
    same(row, language, set, theirs, theirs.matches(reason) ? theirs : judged.toString());
  }

  private void numbers(Map<String, String> row, Language language, Segments segments) {
    JsonNode numbers = parse(row.get("numbers"));
    numbers
        .fieldNames()
        .forEachRemaining(
            column -> {
              String theirs = numbers.get(column).asText();
              double ours = Signals.named(DatatroveParityTest.NUMBERS.get(column)).of(segments);
              boolean same = DatatroveParityTest.isSame(theirs, ours);
              same(row, language, "numbers", column + theirs, column + (same ? theirs : ours));
            });
  }

  private void sentenceLengths(Map<String, String> row, Language language, Segments segments) {
    String theirs = sentenceLengths(parse(row.get("sentence_lengths")));
    String told = sentenceLengths(SentenceLengths.of(segments));
    same(row, language, "sentence lengths", theirs, told);
  }

  /** How many sentences, their code points, and how many are short and long. */
  static String sentenceLengths(JsonNode cells) {
    int[] lengths = IntStream.range(0, cells.size()).map(i -> cells.get(i).asInt()).toArray();
    long brief = IntStream.of(lengths).filter(length -> length <= 20).count();
    long extended = IntStream.of(lengths).filter(length -> length >= 75).count();
    return lengths.length + " " + IntStream.of(lengths).sum() + " " + brief + " " + extended;
  }

  /** The same of ours. */
  static String sentenceLengths(SentenceLengths ours) {
    return ours.count()
        + " "
        + ours.characters()
        + " "
        + ours.shortSentences()
        + " "
        + ours.longSentences();
  }

  private void lines(Map<String, String> row, Language language, String set, C4Walk walk) {
    same(row, language, set + ".lines", row.get(set + ".lines"), DatatroveParityTest.lines(walk));
    String sentences = row.get(set + ".sentences");
    same(row, language, set + ".sentences", sentences, "" + walk.sentences());
    if (row.get(set).equals("pass")) {
      String text = Digest.sha256(walk.keptText());
      same(row, language, set + ".sha256", row.get(set + ".sha256"), text);
    }
  }

  private void same(
      Map<String, String> row, Language language, String what, String theirs, String ours) {
    int[] counts =
        agreed
            .computeIfAbsent(language.label(), l -> new LinkedHashMap<>())
            .computeIfAbsent(what, w -> new int[2]);
    counts[0]++;
    counts[1] += theirs.equals(ours) ? 1 : 0;
    if (!theirs.equals(ours)) {
      differences.add(row.get("id") + " " + what + ": " + theirs + ", ours " + ours);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
