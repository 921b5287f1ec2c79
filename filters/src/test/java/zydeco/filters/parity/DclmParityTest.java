package zydeco.filters.parity;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * The verdicts of DCLM 361714bd's RefinedWeb configuration: each filter by itself, each rule of
 * repetition, the reason of the chain. Its language filter needs a model and is left out.
 */
class DclmParityTest {
  private static final int LANGUAGE = 0;
  private static final int REPETITION = 8;
  private static final List<String> FILTERS =
      List.of(
          "",
          "word-count",
          "mean-word-length",
          "symbol-to-word-ratio",
          "bullet-line-fraction",
          "ellipsis-line-fraction",
          "non-alphabetic-word-fraction",
          "stop-word-count",
          "",
          "removed-word-fraction");
  private static final List<String> REASONS =
      List.of(
          "language_filter",
          "page_length_filter",
          "word_length_filter",
          "symbol_ratio_filter",
          "bullet_count_filter",
          "ellipsis_count_filter",
          "alphabetic_word_ratio_filter",
          "stop_word_filter",
          "massive_web_repetition_filters",
          "word_removal_ratio_filter");
  private static final int FIRST_REPETITION = 7;

  private final Comparison comparison = new Comparison();
  private final List<Rule> rules = RuleSets.named("refinedweb-dclm").rules();

  @Test
  void judge_parityDocuments_agreesInEveryVerdict() throws IOException {
    comparison.walk(
        "parity/dclm.tsv.gz",
        new Segments(),
        (document, row, segments) -> {
          filters(document.id(), row.get("filters"), segments);
          repetition(document.id(), row.get("repetition"), segments);
          count(document.id(), row, "words_fasttext", "dclm-word-count", segments);
          reason(document.id(), row, Comparison.verdict("refinedweb-dclm", segments));
          if (row.get("keep").equals("1")) {
            comparison.text(document.id(), "refinedweb-dclm", row.get("final_sha256"), segments);
          }
        });
    comparison.assertNone();
  }

  private void filters(String id, String theirs, Segments segments) {
    for (int filter = 0; filter < theirs.length(); filter++) {
      if (filter != LANGUAGE && filter != REPETITION && theirs.charAt(filter) != '-') {
        String name = FILTERS.get(filter);
        comparison.same(id, name, theirs.charAt(filter) == '1', holds(rule(name), segments));
      }
    }
  }

  private void repetition(String id, String theirs, Segments segments) {
    for (int i = 0; i < theirs.length(); i++) {
      if (theirs.charAt(i) != '-') {
        Rule rule = rules.get(FIRST_REPETITION + i);
        comparison.same(id, rule.name(), theirs.charAt(i) == '1', holds(rule, segments));
      }
    }
  }

  private Rule rule(String name) {
    return rules.stream().filter(rule -> rule.name().equals(name)).findAny().orElseThrow();
  }

  private static boolean holds(Rule rule, Segments segments) {
    return rule.bound().allows(Signals.named(rule.signal()).of(segments));
  }

  private void count(
      String id, Map<String, String> row, String column, String signal, Segments segments) {
    if (!row.get(column).isEmpty()) {
      comparison.number(id, signal, row.get(column), segments);
    }
  }

  /** Where the language decided, ours is whatever comes after. */
  private void reason(String id, Map<String, String> row, String ours) {
    String theirs = row.get("first_reason");
    if (theirs.equals("language_filter")) {
      return;
    }
    int filter = REASONS.indexOf(theirs);
    boolean same =
        theirs.isEmpty()
            ? ours.equals("pass")
            : filter == REPETITION
                ? ours.matches("(duplicate|top)-.*")
                : filter >= 0 && ours.equals(FILTERS.get(filter));
    if (!same) {
      comparison.differ(id, "reason", theirs, ours);
    }
  }
}
