package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zydeco.filters.rule.RuleSet.Judgement;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;

/** Every number and verdict of datatrove 0.10.1 on the 3,671 documents of the parity folder. */
class DatatroveParityTest {
  /** Signals by the column of their origin's number. */
  static final Map<String, String> NUMBERS = numbers();

  private static final Map<String, String> VERDICTS =
      Map.of(
          "gq", "gopher-quality",
          "gr", "gopher-repetition",
          "fw", "fineweb",
          "c4", "c4",
          "c4np", "c4-any-ending");

  private final List<String> differences = new ArrayList<>();

  private static Map<String, String> numbers() {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("gq.n_words", "word-and-mark-count");
    numbers.put("gq.n_non_symbol", "word-count");
    numbers.put("gq.avg_len", "mean-word-length");
    numbers.put("gq.hash_ratio", "hash-to-word-ratio");
    numbers.put("gq.ellipsis_ratio", "ellipsis-to-word-ratio");
    numbers.put("gq.bullet_lines", "bullet-line-fraction");
    numbers.put("gq.ellipsis_lines", "ellipsis-line-fraction");
    numbers.put("gq.alpha_ratio", "alphabetic-word-fraction");
    numbers.put("gq.stop_words", "stop-word-count");
    numbers.put("gr.dup_para_frac", "duplicate-paragraph-fraction");
    numbers.put("gr.dup_para_char_frac", "duplicate-paragraph-character-fraction");
    numbers.put("gr.dup_line_frac", "duplicate-line-fraction");
    numbers.put("gr.dup_line_char_frac", "duplicate-line-character-fraction");
    for (int n = 2; n <= 4; n++) {
      numbers.put("gr.top_" + n + "_gram", "top-" + n + "-gram-fraction");
    }
    for (int n = 5; n <= 10; n++) {
      numbers.put("gr.duplicated_" + n + "_n_grams", "duplicate-" + n + "-gram-fraction");
    }
    numbers.put("fw.line_punct_ratio", "punctuated-line-fraction");
    numbers.put("fw.short_line_ratio", "short-line-fraction");
    numbers.put("fw.char_dup_ratio", "fineweb-duplicate-line-character-fraction");
    numbers.put("fw.list_ratio", "newline-to-word-ratio");
    return numbers;
  }

  @Test
  void judge_parityDocuments_agreesInEveryNumberAndVerdict() throws IOException {
    List<SharedData.Parity> documents = SharedData.parityDocuments();
    List<Map<String, String>> rows = SharedData.table("parity/datatrove.tsv.gz");
    Segments segments = new Segments();
    for (int i = 0; i < documents.size(); i++) {
      SharedData.Parity document = documents.get(i);
      Map<String, String> row = rows.get(i);
      assertThat(row).containsEntry("id", document.id());
      segments.of(document.text());
      compare(document.id(), "chars", row.get("chars"), "" + segments.characters());
      compareWords(document.id(), row, segments);
      NUMBERS.forEach(
          (column, signal) -> compareNumber(document.id(), row, column, signal, segments));
      VERDICTS.forEach((column, set) -> compareVerdict(document.id(), row, column, set, segments));
      compareLines(document.id(), row, "c4", segments.c4());
      compareLines(document.id(), row, "c4np", segments.c4AnyEnding());
    }
    assertThat(documents).hasSameSizeAs(rows).isNotEmpty();
    assertThat(differences).isEmpty();
  }

  private void compareWords(String id, Map<String, String> row, Segments segments) {
    byte[] words = String.join("\n", segments.words().texts()).getBytes(StandardCharsets.UTF_8);
    compare(id, "words", row.get("gq.words_sha256"), Digest.sha256(words).substring(0, 16));
  }

  private void compareNumber(
      String id, Map<String, String> row, String column, String signal, Segments segments) {
    double ours = Signals.named(signal).of(segments);
    String theirs = row.get(column);
    if (!isSame(theirs, ours)) {
      differences.add(id + " " + column + ": " + theirs + ", ours " + ours);
    }
  }

  /** Whether a number is that of a cell, which is empty where the origin has none. */
  static boolean isSame(String theirs, double ours) {
    return theirs.isEmpty()
        ? Double.isNaN(ours) || ours == 0
        : Math.abs(Double.parseDouble(theirs) - ours) <= 5.01e-9;
  }

  private void compareVerdict(
      String id, Map<String, String> row, String column, String set, Segments segments) {
    Judgement judgement = RuleSets.named(set).judge(segments);
    String ours = judgement.keep() ? "pass" : REASONS.getOrDefault(judgement.rule(), "?");
    String theirs = row.get(column);
    boolean same = judgement.keep() ? theirs.equals("pass") : theirs.matches(ours);
    if (!same) {
      differences.add(id + " " + column + ": " + theirs + ", ours " + judgement);
    }
  }

  /** What datatrove calls a broken rule, as a regular expression, by the name of the rule. */
  static final Map<String, String> REASONS = reasons();

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("word-count", "gopher_(short|long)_doc");
    reasons.put("mean-word-length", "gopher_(below|above)_avg_threshold");
    reasons.put("hash-to-word-ratio", "gopher_too_many_hashes");
    reasons.put("ellipsis-to-word-ratio", "gopher_too_many_ellipsis");
    reasons.put("bullet-line-fraction", "gopher_too_many_bullets");
    reasons.put("ellipsis-line-fraction", "gopher_too_many_end_ellipsis");
    reasons.put("alphabetic-word-fraction", "gopher_below_alpha_threshold");
    reasons.put("stop-word-count", "gopher_enough_stop_words");
    reasons.put("duplicate-paragraph-fraction", "dup_para_frac");
    reasons.put("duplicate-paragraph-character-fraction", "dup_para_char_frac");
    reasons.put("duplicate-line-fraction", "dup_line_frac");
    reasons.put("duplicate-line-character-fraction", "dup_line_char_frac|char_dup_ratio");
    for (int n = 2; n <= 10; n++) {
      reasons.put("top-" + n + "-gram-fraction", "top_" + n + "_gram");
      reasons.put("duplicate-" + n + "-gram-fraction", "duplicated_" + n + "_n_grams");
    }
    reasons.put("punctuated-line-fraction", "line_punct_ratio|empty");
    reasons.put("short-line-fraction", "short_line_ratio");
    reasons.put("newline-to-word-ratio", "list_ratio");
    reasons.put("lorem-ipsum", "lorem_ipsum");
    reasons.put("curly-bracket", "curly_bracket");
    reasons.put("sentence-count", "too_few_sentences");
    reasons.put("bad-word-count", "document_removed_with_badwords");
    return reasons;
  }

  /** What a walk counted, as the tables have it. */
  static String lines(C4Walk walk) {
    return IntStream.of(
            walk.lines(),
            walk.longRunLines(),
            walk.unpunctuatedLines(),
            walk.fewWordLines(),
            walk.javascriptLines(),
            walk.policyLines(),
            walk.keptLines())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  private void compareLines(String id, Map<String, String> row, String column, C4Walk walk) {
    compare(id, column + ".lines", row.get(column + ".lines"), lines(walk));
    if (row.get(column).equals("pass")) {
      compare(id, column + ".sha256", row.get(column + ".sha256"), Digest.sha256(walk.keptText()));
    }
  }

  private void compare(String id, String what, String theirs, String ours) {
    if (!theirs.equals(ours)) {
      differences.add(id + " " + what + ": " + theirs + ", ours " + ours);
    }
  }
}
