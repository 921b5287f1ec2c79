package zydeco.filters.twin;

import static zydeco.filters.twin.PythonText.count;
import static zydeco.filters.twin.PythonText.length;
import static zydeco.filters.twin.PythonText.lengths;
import static zydeco.filters.twin.PythonText.ratio;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;

/** Most of NeMo Curator's English chain over strings. */
final class ReadableNemo {
  private static final Set<String> COMMON =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");
  private static final List<String> ELLIPSES =
      List.of("...", "[...]", "…", "(...)", "[…]", "-»", "read more..", "read more");
  private static final List<String> ENDS = List.of(".", "?", "!", "\"", "'");
  private static final Pattern URL =
      Pattern.compile("https?://(?:[A-Za-z0-9$\\-_@.&+/:=?#~]|[!*(),]|(?:%[0-9A-Fa-f]{2}))+");

  private final Map<String, Double> numbers = new TreeMap<>();
  private final String text;
  private final List<String> words;
  private final List<String> lines;

  private ReadableNemo(String text) {
    this.text = text;
    words = PythonText.split(text);
    lines =
        PythonText.splitAt(text, "\n").stream().filter(line -> !PythonText.isBlank(line)).toList();
  }

  static Map<String, Double> of(String text) {
    ReadableNemo readable = new ReadableNemo(text);
    readable.characters();
    readable.ofWords();
    readable.ofLines();
    readable.ofGrams();
    return readable.numbers;
  }

  private void put(String name, double value) {
    numbers.put("nemo-" + name, value);
  }

  private void perCharacter(String name, double count) {
    put(name, text.isEmpty() ? 1 : count / length(text));
  }

  private void characters() {
    perCharacter(
        "non-alphanumeric-fraction",
        count(
            text,
            c ->
                !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')
                    && "\n?!,.".indexOf(c) < 0));
    perCharacter("digit-fraction", count(text, c -> Characters.is(c, Characters.POSIX_DIGIT)));
    perCharacter("white-space-fraction", count(text, c -> "\t\n\r\b ".indexOf(c) >= 0));
    perCharacter("bracket-fraction", count(text, c -> "{}⟨⟩[]()".indexOf(c) >= 0));
    Matcher urls = URL.matcher(text);
    int characters = 0;
    while (urls.find()) {
      characters += urls.end() - urls.start();
    }
    perCharacter("url-fraction", characters);
  }

  private double ofWords(Predicate<String> test) {
    return ratio(words.stream().filter(test).count(), words.size());
  }

  private void ofWords() {
    put("word-count", words.size());
    put("mean-word-length", ratio(lengths(words), words.size()));
    put(
        "longest-word-length",
        words.stream().mapToInt(PythonText::length).max().stream()
            .mapToDouble(longest -> longest)
            .findAny()
            .orElse(Double.NaN));
    put(
        "symbol-word-fraction",
        ofWords(
            w ->
                ELLIPSES.contains(w)
                    || PythonText.runs(w, c -> c == '#').size() > 0.5 * length(w)));
    put(
        "alphabetic-word-fraction",
        ofWords(w -> count(w, c -> Characters.is(c, Characters.POSIX_ALPHA)) > 0));
    put("common-word-count", Math.min(2, words.stream().filter(COMMON::contains).count()));
  }

  private double ofLines(Predicate<String> test) {
    return ratio(lines.stream().map(PythonText::strip).filter(test).count(), lines.size());
  }

  private void ofLines() {
    put("unpunctuated-line-fraction", ofLines(l -> ENDS.stream().noneMatch(l::endsWith)));
    put(
        "ellipsis-line-fraction",
        ofLines(l -> ELLIPSES.stream().anyMatch(PythonLower.of(l)::endsWith)));
    put("bullet-line-fraction", ofLines(l -> "•‣⁃⁌⁍∙○●◘◦⦾⦿".indexOf(l.codePointAt(0)) >= 0));
    unique("line", lines);
    unique("paragraph", PythonText.splitAt(text, "\n\n"));
  }

  private void unique(String part, List<String> parts) {
    Set<String> unique = new HashSet<>(parts);
    put("unique-" + part + "-fraction", ratio(unique.size(), parts.size()));
    put(
        "unique-" + part + "-character-fraction",
        ratio(unique.stream().mapToLong(PythonText::length).sum(), lengths(parts)));
  }

  private void ofGrams() {
    for (int n = 5; n <= 10; n++) {
      put("duplicate-" + n + "-gram-fraction", words.size() < n ? 1 : duplicate(n) / length(text));
    }
    for (int n = 2; n <= 4; n++) {
      put("top-" + n + "-gram-fraction", words.size() < n ? 1 : top(n) / length(text));
    }
  }

  /** Characters of copies of earlier runs, words counted before left out, blanks between. */
  private double duplicate(int n) {
    Set<List<String>> seen = new HashSet<>();
    double characters = 0;
    int counted = 0;
    for (List<String> gram : PythonText.grams(words, n)) {
      if (!seen.add(gram)) {
        characters += lengths(gram.subList(counted, n)) + Math.min(n - counted, n - 1);
        counted = n;
      }
      counted = Math.max(counted - 1, 0);
    }
    return characters;
  }

  /** Characters that go with the first of the most frequent runs. */
  private double top(int n) {
    List<String> top = PythonText.top(PythonText.counts(PythonText.grams(words, n)));
    return length(text) - length(text.replace(String.join(" ", top), ""));
  }
}
