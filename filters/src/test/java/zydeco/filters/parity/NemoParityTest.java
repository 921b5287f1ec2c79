package zydeco.filters.parity;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * Every score and verdict of NeMo Curator 1.4.0's English chain. Its top n-gram is any of those
 * that tie, by the hash seed: ours must lie within the scores of all that do.
 */
class NemoParityTest {
  private static final Map<String, String> NUMBERS = numbers();

  private final Comparison comparison = new Comparison();

  private static Map<String, String> numbers() {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("NonAlphaNumeric", "non-alphanumeric-fraction");
    numbers.put("SymbolsToWords", "symbol-word-fraction");
    numbers.put("Numbers", "digit-fraction");
    numbers.put("Urls", "url-fraction");
    numbers.put("WhiteSpace", "white-space-fraction");
    numbers.put("Parentheses", "bracket-fraction");
    numbers.put("BoilerPlateString", "boilerplate-fraction");
    numbers.put("RepeatedLines", "unique-line-fraction");
    numbers.put("RepeatedParagraphs", "unique-paragraph-fraction");
    numbers.put("RepeatedLinesByChar", "unique-line-character-fraction");
    numbers.put("RepeatedParagraphsByChar", "unique-paragraph-character-fraction");
    numbers.put("WordCount", "word-count");
    numbers.put("Punctuation", "unpunctuated-line-fraction");
    numbers.put("WordsWithoutAlphabets", "alphabetic-word-fraction");
    numbers.put("CommonEnglishWords", "common-word-count");
    numbers.put("MeanWordLength", "mean-word-length");
    numbers.put("LongWord", "longest-word-length");
    numbers.put("Ellipsis", "ellipsis-line-fraction");
    for (int n = 5; n <= 10; n++) {
      numbers.put("RepeatingDuplicateNGrams_" + n, "duplicate-" + n + "-gram-fraction");
    }
    numbers.put("Bullets", "bullet-line-fraction");
    return numbers;
  }

  private static String ruleOf(String reason) {
    String top = "RepeatingTopNGrams_";
    return reason.startsWith(top)
        ? "top-" + reason.substring(top.length()) + "-gram-fraction"
        : NUMBERS.get(reason);
  }

  @Test
  void judge_parityDocuments_agreesInEveryNumberAndVerdict() throws IOException {
    comparison.walk(
        "parity/nemo.tsv.gz",
        new Segments(),
        (document, row, segments) -> {
          NUMBERS.forEach(
              (column, signal) ->
                  comparison.number(document.id(), "nemo-" + signal, row.get(column), segments));
          for (int n = 2; n <= 4; n++) {
            top(document.id(), row, n, segments);
          }
          verdict(document.id(), row, Comparison.verdict("nemo-english", segments));
        });
    comparison.assertNone();
  }

  private void top(String id, Map<String, String> row, int n, Segments segments) {
    double ours = Signals.named("nemo-top-" + n + "-gram-fraction").of(segments);
    double least = Double.parseDouble(row.get("RepeatingTopNGrams_" + n + ".min"));
    double most = Double.parseDouble(row.get("RepeatingTopNGrams_" + n + ".max"));
    if (!(ours >= least - 5.01e-9 && ours <= most + 5.01e-9)) {
      comparison.differ(id, "top " + n, least + " to " + most, ours);
    }
  }

  /** An undecided document may be kept, or fall by a rule on the top n-gram or a later one. */
  private void verdict(String id, Map<String, String> row, String ours) {
    String reason = row.get("first_reason");
    if (row.get("keep").equals("1")) {
      comparison.same(id, "verdict", "pass", ours);
    } else if (row.get("keep").equals("0") && !reason.startsWith("?")) {
      comparison.same(id, "verdict", ruleOf(reason), ours);
    } else if (!ours.startsWith("top-")
        && !ours.equals(row.get("keep").equals("?") ? "pass" : ruleOf(reason.substring(1)))) {
      comparison.differ(id, "verdict", reason, ours);
    }
  }
}
