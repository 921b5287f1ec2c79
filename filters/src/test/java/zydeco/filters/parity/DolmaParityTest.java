package zydeco.filters.parity;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.filters.text.Segments;

/**
 * Every number of dolma 1.2.1's gopher_v1, and the verdicts that follow from its mixer's bounds.
 */
class DolmaParityTest {
  private static final Map<String, String> NUMBERS = numbers();

  private final Comparison comparison = new Comparison();

  private static Map<String, String> numbers() {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("gopher.word_count", "word-count");
    numbers.put("gopher.median_word_length", "median-word-length");
    numbers.put("gopher.symbol_to_word_ratio", "symbol-word-fraction");
    numbers.put("gopher.fraction_of_words_with_alpha_character", "alphabetic-word-fraction");
    numbers.put("gopher.required_word_count", "required-word-count");
    String v1 = "gopher_v1.fraction_of_";
    numbers.put(v1 + "lines_starting_with_bullet_point", "bullet-line-fraction");
    numbers.put(v1 + "lines_ending_with_ellipsis", "ellipsis-line-fraction");
    numbers.put(v1 + "duplicate_lines", "duplicate-line-fraction");
    numbers.put(v1 + "characters_in_duplicate_lines", "duplicate-line-character-fraction");
    String of = "gopher.fraction_of_characters_in_";
    for (int n = 2; n <= 4; n++) {
      numbers.put(of + "most_common_" + n + "grams", "top-" + n + "-gram-fraction");
    }
    for (int n = 5; n <= 10; n++) {
      numbers.put(of + "duplicate_" + n + "grams", "duplicate-" + n + "-gram-fraction");
    }
    return numbers;
  }

  @Test
  void judge_parityDocuments_agreesInEveryNumber() throws IOException {
    comparison.walk(
        "parity/dolma.tsv.gz",
        new Segments(),
        (document, row, segments) -> {
          NUMBERS.forEach(
              (column, signal) ->
                  comparison.number(document.id(), "dolma-" + signal, row.get(column), segments));
          comparison.same(
              document.id(), "verdict", verdict(row), Comparison.verdict("gopher-dolma", segments));
        });
    comparison.assertNone();
  }

  /** The mixer's bounds on the origin's own numbers, in the mixer's order. */
  private static String verdict(Map<String, String> row) {
    for (Map.Entry<String, String> number : NUMBERS.entrySet()) {
      String cell = row.get(number.getKey());
      if (!cell.isEmpty() && isBroken(number.getValue(), Double.parseDouble(cell))) {
        return number.getValue();
      }
    }
    return "pass";
  }

  private static boolean isBroken(String rule, double value) {
    return switch (rule) {
      case "word-count" -> value < 50 || value > 100_000;
      case "median-word-length" -> value < 3 || value > 10;
      case "symbol-word-fraction" -> value > 0.1;
      case "alphabetic-word-fraction" -> value < 0.8;
      case "required-word-count" -> value < 2;
      case "bullet-line-fraction" -> value > 0.9;
      case "top-2-gram-fraction" -> value > 0.2;
      case "top-3-gram-fraction" -> value > 0.18;
      case "top-4-gram-fraction" -> value > 0.16;
      case "duplicate-5-gram-fraction" -> value > 0.15;
      case "duplicate-6-gram-fraction" -> value > 0.14;
      case "duplicate-7-gram-fraction" -> value > 0.13;
      case "duplicate-8-gram-fraction" -> value > 0.12;
      case "duplicate-9-gram-fraction" -> value > 0.11;
      case "duplicate-10-gram-fraction" -> value > 0.1;
      default -> value > 0.3;
    };
  }
}
