package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zydeco.filters.rule.Rule;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/**
 * Every score and verdict of NeMo Curator 1.4.0's English chain, and every verdict of the other
 * one, which has the same filters but for three ({@code origins.py} compares the two). Its top
 * n-gram is any of those that tie, by the hash seed: ours must lie within the scores of all that
 * do.
 */
class NemoParityTest {
  private static final Map<String, String> NUMBERS = numbers();
  private static final Set<String> ENGLISH_ALONE =
      Set.of("non-alphanumeric-fraction", "alphabetic-word-fraction", "common-word-count");

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
          verdict(document.id(), row.get("keeps"), "nemo-english", Set.of(), segments);
          verdict(document.id(), row.get("keeps"), "nemo-non-english", ENGLISH_ALONE, segments);
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
  private void verdict(
      String id, String keeps, String set, Set<String> without, Segments segments) {
    String theirs = firstBroken(keeps, without);
    String ours = Comparison.verdict(set, segments);
    boolean open = theirs.startsWith("?");
    if (!ours.equals(open ? theirs.substring(1) : theirs) && !(open && ours.startsWith("top-"))) {
      comparison.differ(id, set, theirs, ours);
    }
  }

  /**
   * The first rule that is broken, or pass; behind a question mark where one before it is
   * undecided.
   *
   * @param keeps one character a filter of the English chain: 1, 0 or ?
   */
  private static String firstBroken(String keeps, Set<String> without) {
    List<Rule> chain = RuleSets.named("nemo-english").rules();
    assertThat(keeps).hasSameSizeAs(chain.toArray());
    String open = "";
    for (int i = 0; i < chain.size(); i++) {
      String name = chain.get(i).name();
      if (keeps.charAt(i) == '0' && !without.contains(name)) {
        return open + name;
      }
      open = keeps.charAt(i) == '?' ? "?" : open;
    }
    return open + "pass";
  }
}
