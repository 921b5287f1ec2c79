package zydeco.filters.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zydeco.filters.language.Language;
import zydeco.filters.language.LanguageSegments;
import zydeco.filters.language.Languages;
import zydeco.filters.list.Lists;
import zydeco.filters.rule.RuleSet.Judgement;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.stage.Bound;

/**
 * Words and verdicts of other languages beside those of datatrove: {@code LanguageParity [tokenizer
 * | auto]}, on documents for which {@code src/test/python/languages.py} asked it, in the folder
 * {@code data} of {@code ZYDECO_SHARED}. With spaCy's own rules every word and verdict is the same;
 * how often those of our rules ({@code auto}) agree is printed. Exits with 1 where something
 * differs.
 */
public final class LanguageParity {
  private static final List<String> SETS =
      List.of("gopher-quality", "gopher-repetition", "fineweb", "fineweb-2");

  /** Of one language: documents, and how many agree in their words and in each set's verdict. */
  private final Map<String, int[]> agreed = new TreeMap<>();

  private final List<String> differences = new ArrayList<>();

  private LanguageParity() {}

  /** Prints, by language and in all: documents, those of the same words, those of each verdict. */
  public static void main(String[] args) throws IOException {
    LanguageParity parity = new LanguageParity();
    parity.compare(args.length > 0 ? args[0] : "tokenizer");
    int[] all = new int[2 + SETS.size()];
    parity.agreed.forEach(
        (label, counts) -> {
          System.out.println(label + " " + Arrays.toString(counts));
          for (int i = 0; i < all.length; i++) {
            all[i] += counts[i];
          }
        });
    parity.differences.stream().limit(20).forEach(System.out::println);
    System.out.println("documents, same words, same verdict of " + SETS + ":");
    System.out.println(Arrays.toString(all));
    System.exit(parity.differences.isEmpty() ? 0 : 1);
  }

  private void compare(String words) throws IOException {
    Path folder = SharedData.require("languages.jsonl").getParent();
    List<Map<String, String>> rows = SharedData.table("parity/languages.tsv.gz");
    Map<String, Language> named = new HashMap<>();
    List<JsonNode> documents = new ArrayList<>();
    SharedData.lines(folder.resolve("languages.jsonl"), line -> documents.add(parse(line)));
    for (JsonNode document : documents) {
      named.computeIfAbsent(document.path("language").asText(), l -> language(folder, l, words));
    }
    named.values().removeIf(language -> words.equals("tokenizer") && language.words().equals(""));
    Languages languages = new Languages(named);
    LanguageSegments texts = new LanguageSegments(Lists.NONE, languages);
    if (documents.size() != rows.size() || rows.isEmpty()) {
      throw new IllegalStateException(documents.size() + " documents, " + rows.size() + " rows");
    }
    for (int i = 0; i < rows.size(); i++) {
      String label = documents.get(i).path("language").asText();
      if (named.containsKey(label)) {
        byte[] text = documents.get(i).path("text").asText().getBytes(StandardCharsets.UTF_8);
        Document document = new Document("s", null, text, null, null, "{}");
        compare(rows.get(i), texts.of(label, document), languages.named(label));
      }
    }
  }

  private static Language language(Path folder, String label, String words) {
    Path rules = folder.resolve("tokenizers").resolve(label);
    String cut = words.equals("auto") ? "auto" : Files.exists(rules) ? rules.toString() : "";
    String own = folder.resolve("configs").resolve(label + ".yml").toString();
    return new Language(label, cut, null, own);
  }

  private void compare(Map<String, String> row, Segments segments, Language language) {
    int[] counts = agreed.computeIfAbsent(language.label(), l -> new int[2 + SETS.size()]);
    counts[0]++;
    List<String> texts = segments.words().texts();
    byte[] words = String.join("\n", texts).getBytes(StandardCharsets.UTF_8);
    boolean same = Digest.sha256(words).startsWith(row.get("words_sha256"));
    counts[1] += same ? 1 : 0;
    if (!same) {
      differences.add(row.get("id") + " words: " + row.get("words") + ", ours " + texts.size());
    }
    for (int i = 0; i < SETS.size(); i++) {
      String set = SETS.get(i);
      Map<String, Bound> own =
          set.equals(RuleSets.FINEWEB_2) ? language.configuration().bounds() : Map.of();
      Judgement judged = RuleSets.named(set).judge(segments, own);
      String reason = DatatroveParityTest.REASONS.getOrDefault(judged.rule(), "pass");
      boolean agrees = row.get(set).matches(reason);
      counts[2 + i] += agrees ? 1 : 0;
      if (!agrees) {
        differences.add(row.get("id") + " " + set + ": " + row.get(set) + ", ours " + judged);
      }
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
