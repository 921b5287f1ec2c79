package zydeco.filters.dclm;

import static zydeco.filters.twin.PythonText.counts;
import static zydeco.filters.twin.PythonText.grams;
import static zydeco.filters.twin.PythonText.lengths;
import static zydeco.filters.twin.PythonText.ratio;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import zydeco.filters.bytes.Characters;
import zydeco.filters.twin.PythonLower;
import zydeco.filters.twin.PythonText;

/** DCLM's RefinedWeb numbers over a page without addresses, words by Unicode's boundaries given. */
final class ReadableDclm {
  private static final Set<String> STOPS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  private final Map<String, Double> numbers = new TreeMap<>();
  private final String page;

  private ReadableDclm(String page) {
    this.page = page;
  }

  /** Of a page as its addresses have been taken out, with runs of newlines as they were. */
  static Map<String, Double> of(String withoutAddresses, List<String> words) {
    ReadableDclm readable = new ReadableDclm(withoutAddresses.replaceAll("\n{3,}", "\n\n"));
    readable.ofWords();
    readable.ofLines();
    readable.ofGrams(words);
    readable.removed();
    return readable.numbers;
  }

  private void put(String name, double value) {
    numbers.put("dclm-" + name, value);
  }

  private void ofWords() {
    List<String> words = PythonText.split(page);
    put("word-count", fastText(page));
    put("mean-word-length", ratio(lengths(words), words.size()));
    put(
        "symbol-to-word-ratio",
        ratio(
            List.of("#", "...", ". . .", "…").stream()
                .mapToInt(symbol -> PythonText.count(page, symbol))
                .sum(),
            words.size()));
    put(
        "non-alphabetic-word-fraction",
        ratio(
            words.stream()
                .filter(w -> w.codePoints().noneMatch(c -> Characters.is(c, Characters.ALPHABETIC)))
                .count(),
            words.size()));
    put("stop-word-count", words.stream().map(PythonLower::of).filter(STOPS::contains).count());
  }

  /** Words that fastText cuts at ASCII's blanks, those that begin with a letter or a digit. */
  private static long fastText(String text) {
    return PythonText.runs(text, c -> " \n\r\t\u000b\f\0".indexOf(c) < 0).stream()
        .mapToInt(w -> w.codePointAt(0))
        .filter(c -> c != '_' && Characters.is(c, Characters.WORD))
        .count();
  }

  private static List<String> parts(String page, String separator) {
    return PythonText.splitAt(page, separator).stream()
        .map(PythonText::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private void ofLines() {
    List<String> lines = parts(page, "\n");
    share("bullet-line-fraction", lines, l -> "●•*-".indexOf(l.codePointAt(0)) >= 0);
    share(
        "ellipsis-line-fraction",
        lines,
        l -> l.endsWith("...") || l.endsWith(". . .") || l.endsWith("…"));
    copies("line", lines);
    copies("paragraph", parts(page, "\n\n"));
  }

  private void share(String name, List<String> lines, Predicate<String> test) {
    put(name, PythonText.share(lines.stream().filter(test).count(), lines.size()));
  }

  private void copies(String part, List<String> parts) {
    List<String> copies = PythonText.copies(parts);
    put("duplicate-" + part + "-fraction", ratio(copies.size(), parts.size()));
    put("duplicate-" + part + "-character-fraction", ratio(lengths(copies), lengths(parts)));
  }

  private void ofGrams(List<String> words) {
    double characters = Math.max(1, lengths(words));
    for (int n = 2; n <= 4; n++) {
      Map<List<String>, Integer> counts = counts(grams(words, n));
      int most = counts.values().stream().mapToInt(count -> count).max().orElse(1);
      long longest =
          counts.keySet().stream()
              .filter(gram -> counts.get(gram) == most)
              .mapToLong(PythonText::lengths)
              .max()
              .orElse(0);
      put("top-" + n + "-gram-fraction", most == 1 ? 0 : longest * most / characters);
    }
    for (int n = 5; n <= 10; n++) {
      Set<Integer> covered = PythonText.covered(words, n);
      put("duplicate-" + n + "-gram-fraction", PythonText.characters(words, covered) / characters);
    }
  }

  private void removed() {
    double before = fastText(page);
    put("removed-word-fraction", ratio(before - fastText(ReadableLineRules.of(page)), before));
  }
}
