package zydeco.filters.parity;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.filters.list.Lists;
import zydeco.filters.text.Segments;

/** Every verdict of datatrove 0.10.1's C4BadWordsFilter, with two lists. */
class BadWordsParityTest {
  private final Comparison comparison = new Comparison();

  @ParameterizedTest
  @CsvSource({"c4bad, parity/lists/ldnoobw-en-25e679f.txt", "c4bad_shared, wordlists/ldnoobw/en"})
  void judge_parityDocuments_agreesInEveryVerdict(String column, String file) throws IOException {
    Lists lists = new Lists(Map.of("bad-words", SharedData.require(file).toString()));
    comparison.walk(
        "parity/datatrove.tsv.gz",
        new Segments(lists),
        (document, row, segments) -> {
          String theirs = row.get(column).equals("pass") ? "pass" : "bad-word-count";
          comparison.same(
              document.id(), column, theirs, Comparison.verdict("c4-badwords", segments));
        });
    comparison.assertNone();
  }
}
