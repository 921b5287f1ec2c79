package zydeco.filters.parity;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;

/** Every number and verdict of Zyda_processing 6ed3c545. */
class ZydaParityTest {
  private static final Map<String, String> NUMBERS = numbers();
  private static final Map<String, String> REASONS = reasons();

  private final Comparison comparison = new Comparison();

  private static Map<String, String> numbers() {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("transformed_chars", "length");
    numbers.put("mean_word_length", "mean-word-length");
    numbers.put("fraction_non_alphanumeric", "non-alphanumeric-fraction");
    numbers.put("fraction_numerical", "digit-fraction");
    numbers.put("substrings_counts", "repeated-run-count");
    numbers.put("pattern:xml", "xml-count");
    numbers.put("pattern:<?xml version=", "xml-version-count");
    numbers.put("pattern:lorem ipsum", "lorem-ipsum-count");
    numbers.put("pattern:https://", "https-count");
    numbers.put("pattern:<", "less-than-count");
    numbers.put("pattern:>", "greater-than-count");
    numbers.put("pattern:\":", "quote-colon-count");
    numbers.put("pattern:www.", "www-count");
    numbers.put("list:profanity_word_list.json", "profanity-count");
    numbers.put("list:sexual_word_list.json", "sexual-count");
    numbers.put("list:zh_pornsignals.json", "zh-pornsignals-count");
    numbers.put("list:cursed_substrings.json", "cursed-count");
    return numbers;
  }

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("", "pass");
    reasons.put("min_length", "length");
    reasons.put("min_mean_word_length", "mean-word-length");
    reasons.put("max_mean_word_length", "mean-word-length");
    reasons.put("max_fraction_non_alphanumeric", "non-alphanumeric-fraction");
    reasons.put("max_fraction_numerical", "digit-fraction");
    reasons.put("max_repeated_substrings", "repeated-run-count");
    reasons.put("count:xml", "xml-count");
    reasons.put("count:<?xml version=", "xml-version-count");
    reasons.put("count:lorem ipsum", "lorem-ipsum-count");
    reasons.put("fraction:https://", "https-fraction");
    reasons.put("fraction:<", "less-than-fraction");
    reasons.put("fraction:\":", "quote-colon-fraction");
    reasons.put("fraction:www.", "www-fraction");
    reasons.put("count:zh_pornsignals.json", "zh-pornsignals-count");
    reasons.put("count:sexual_word_list.json", "sexual-count");
    reasons.put("fraction:sexual_word_list.json", "sexual-fraction");
    reasons.put("fraction:profanity_word_list.json", "profanity-fraction");
    reasons.put("fraction:cursed_substrings.json", "cursed-fraction");
    return reasons;
  }

  private static Lists lists() {
    return new Lists(
        Map.of(
            "zyda1-profanity", list("profanity_word_list"),
            "zyda1-sexual", list("sexual_word_list"),
            "zyda1-zh-pornsignals", list("zh_pornsignals"),
            "zyda1-cursed", list("cursed_substrings")));
  }

  private static String list(String name) {
    return SharedData.require("parity/lists/zyda1-" + name + ".json").toString();
  }

  @Test
  void judge_parityDocuments_agreesInEveryNumberAndVerdict() throws IOException {
    comparison.walk(
        "parity/zyda1.tsv.gz",
        new Segments(lists()),
        (document, row, segments) -> {
          NUMBERS.forEach(
              (column, signal) ->
                  comparison.number(document.id(), "zyda1-" + signal, row.get(column), segments));
          comparison.text(document.id(), "zyda1", row.get("transformed_sha256"), segments);
          comparison.same(
              document.id(),
              "verdict",
              REASONS.get(row.get("first_reason")),
              Comparison.verdict("zyda1", segments));
        });
    comparison.assertNone();
  }
}
