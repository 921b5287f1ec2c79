package zydeco.filters.redpajama;

import static zydeco.filters.twin.PythonText.count;
import static zydeco.filters.twin.PythonText.length;
import static zydeco.filters.twin.PythonText.lengths;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zydeco.filters.bytes.Characters;
import zydeco.filters.twin.PythonLower;
import zydeco.filters.twin.PythonText;
import zydeco.pipeline.text.Unicode;

/** RedPajama-V2's signals that need no list and no model, over strings. */
final class ReadableRedpajama {
  private static final String MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final Map<String, Double> numbers = new TreeMap<>();
  private final String text;
  private final String normal;
  private final List<String> raw;
  private final List<String> words;
  private final List<String> lines;

  private ReadableRedpajama(String text) {
    this.text = text;
    normal = normal(text);
    raw = rawWords(text);
    words = PythonText.split(normal);
    lines = lines(text);
  }

  static Map<String, Double> of(String text) {
    ReadableRedpajama readable = new ReadableRedpajama(text);
    readable.ofText();
    readable.ofRawWords();
    readable.ofWords();
    readable.ofGrams();
    return readable.numbers;
  }

  private static String only(String s, IntPredicate test) {
    return s.codePoints().filter(test).mapToObj(Character::toString).collect(Collectors.joining());
  }

  static String normal(String s) {
    String lower = PythonLower.of(only(s, c -> MARKS.indexOf(c) < 0));
    return Unicode.nfd(String.join(" ", PythonText.split(lower)));
  }

  /** Runs of word characters and runs of marks. */
  private static List<String> rawWords(String s) {
    List<String> words = new ArrayList<>();
    for (String run : PythonText.runs(s, c -> !Characters.is(c, Characters.REGEX_SPACE))) {
      StringBuilder word = new StringBuilder();
      int[] points = run.codePoints().toArray();
      for (int at = 0; at < points.length; at++) {
        boolean same =
            at > 0
                && Characters.is(points[at], Characters.REGEX_WORD)
                    == Characters.is(points[at - 1], Characters.REGEX_WORD);
        if (at > 0 && !same) {
          words.add(word.toString());
          word.setLength(0);
        }
        word.appendCodePoint(points[at]);
      }
      words.add(word.toString());
    }
    return words;
  }

  /** Lines with their newlines. */
  static List<String> lines(String s) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int at = s.indexOf('\n'); at >= 0; at = s.indexOf('\n', start)) {
      lines.add(s.substring(start, at + 1));
      start = at + 1;
    }
    if (start < s.length()) {
      lines.add(s.substring(start));
    }
    return lines;
  }

  private static double rounded(double value) {
    return Double.isNaN(value)
        ? value
        : new BigDecimal(value).setScale(8, RoundingMode.HALF_EVEN).doubleValue();
  }

  private void put(String name, double value) {
    numbers.put("rps_doc_" + name, rounded(value));
  }

  private static String stripEnd(String s) {
    return PythonText.strip("x" + s).substring(1);
  }

  private void ofText() {
    put("curly_bracket", PythonText.share(count(text, "{") + count(text, "}"), length(text)));
    long lorem =
        Pattern.compile("lorem ipsum", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
            .matcher(normal)
            .results()
            .count();
    boolean has = normal.contains("lorem ipsum");
    put("lorem_ipsum", has ? (double) lorem / length(normal) : 0);
    put(
        "frac_lines_end_with_ellipsis",
        PythonText.ratio(
            lines.stream()
                .map(ReadableRedpajama::stripEnd)
                .filter(line -> line.endsWith("...") || line.endsWith("…"))
                .count(),
            lines.size()));
    put("num_sentences", sentences());
  }

  private boolean isWord(int[] points, int at) {
    return at >= 0 && at < points.length && Characters.is(points[at], Characters.WORD);
  }

  private int sentences() {
    int[] points = text.codePoints().toArray();
    int count = 0;
    int at = 0;
    while (at < points.length) {
      boolean begins =
          isWord(points, at - 1) != isWord(points, at) && ".!?".indexOf(points[at]) < 0;
      if (!begins) {
        at++;
        continue;
      }
      count++;
      while (at < points.length && ".!?".indexOf(points[at]) < 0) {
        at++;
      }
      while (at < points.length && ".!?".indexOf(points[at]) >= 0) {
        at++;
      }
    }
    return count;
  }

  private void ofRawWords() {
    put(
        "symbol_to_word_ratio",
        PythonText.ratio(count(text, "#") + count(text, "...") + count(text, "…"), raw.size()));
    long lettered = raw.stream().filter(word -> word.matches("(?s).*[a-zA-Z].*")).count();
    put("frac_no_alph_words", 1 - PythonText.ratio(lettered, raw.size()));
    put(
        "frac_all_caps_words",
        PythonText.ratio(raw.stream().filter(ReadableRedpajama::isUpper).count(), raw.size()));
  }

  private static boolean isUpper(String word) {
    return count(word, c -> Characters.is(c, Characters.UPPERCASE)) > 0
        && count(word, c -> Characters.is(c, Characters.LOWERCASE | Characters.TITLECASE)) == 0;
  }

  private void ofWords() {
    put("word_count", words.size());
    put("mean_word_length", PythonText.ratio(lengths(words), words.size()));
    put("frac_unique_words", PythonText.ratio(new HashSet<>(words).size(), words.size()));
  }

  private void ofGrams() {
    for (int n = 2; n <= 4; n++) {
      Map<List<String>, Integer> counts = PythonText.counts(PythonText.grams(words, n));
      List<String> top = PythonText.top(counts);
      boolean repeats = top != null && counts.get(top) > 1;
      put(
          "frac_chars_top_" + n + "gram",
          repeats ? (double) lengths(top) * counts.get(top) / lengths(words) : 0);
    }
    for (int n = 5; n <= 10; n++) {
      put(
          "frac_chars_dupe_" + n + "grams",
          PythonText.share(
              PythonText.characters(words, PythonText.covered(words, n)), lengths(words)));
    }
  }

  /** The numbers of one line. */
  static Map<String, Double> ofLine(String line) {
    Map<String, Double> numbers = new TreeMap<>();
    String normal = normal(line);
    List<String> words = PythonText.split(normal);
    String end = stripEnd(line);
    String start = PythonText.strip(line);
    numbers.put(
        "rps_lines_ending_with_terminal_punctution_mark",
        List.of(".", "!", "?", "”").stream().anyMatch(end::endsWith) ? 1.0 : 0);
    numbers.put(
        "rps_lines_javascript_counts",
        (double) words.stream().filter("javascript"::equals).count());
    numbers.put("rps_lines_num_words", (double) words.size());
    numbers.put(
        "rps_lines_numerical_chars_fraction",
        rounded(
            PythonText.share(
                count(normal, c -> Characters.is(c, Characters.NUMERIC)), length(normal))));
    numbers.put(
        "rps_lines_start_with_bulletpoint",
        !start.isEmpty() && "•‣▶◀◦■□▪▫–".indexOf(start.codePointAt(0)) >= 0 ? 1.0 : 0);
    numbers.put(
        "rps_lines_uppercase_letter_fraction",
        rounded(
            PythonText.share(
                count(line, c -> Characters.is(c, Characters.UPPERCASE)), length(line))));
    return numbers;
  }
}
