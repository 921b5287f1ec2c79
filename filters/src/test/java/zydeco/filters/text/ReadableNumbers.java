package zydeco.filters.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;

/** The slow twin of every kernel behind the signals of datatrove's filters, over strings. */
final class ReadableNumbers {
  private final Map<String, Double> numbers = new TreeMap<>();
  private final String text;
  private final List<String> words;

  private ReadableNumbers(String text) {
    this.text = text;
    this.words = ReadableWords.of(text);
  }

  static Map<String, Double> of(String text) {
    ReadableNumbers readable = new ReadableNumbers(text);
    readable.basics();
    readable.gopherQuality();
    readable.gopherRepetition();
    readable.fineweb();
    readable.c4("c4", true);
    readable.c4("c4-any-ending", false);
    return readable.numbers;
  }

  private void put(String name, double part, double whole) {
    numbers.put(name, whole == 0 ? Double.NaN : part / whole);
  }

  private static int length(String s) {
    return s.codePointCount(0, s.length());
  }

  private static boolean all(String s, int classes) {
    return s.codePoints().allMatch(c -> Characters.is(c, classes));
  }

  private static boolean any(String s, int classes) {
    return s.codePoints().anyMatch(c -> Characters.is(c, classes));
  }

  static String strip(String s) {
    int from = 0;
    while (from < s.length() && ReadableWords.isBlank(s.codePointAt(from))) {
      from++;
    }
    int to = s.length();
    while (to > from && ReadableWords.isBlank(s.codePointBefore(to))) {
      to--;
    }
    return s.substring(from, to);
  }

  static List<String> splitLines(String s) {
    List<String> lines =
        new ArrayList<>(
            List.of(s.split("\r\n|[\n\r\u000B\u000C\u001C\u001D\u001E\u0085\u2028\u2029]", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private static int count(String s, String part) {
    return (s.length() - s.replace(part, "").length()) / part.length();
  }

  private void basics() {
    numbers.put("character-count", (double) length(text));
    numbers.put("word-and-mark-count", (double) words.size());
    numbers.put("line-count", (double) splitLines(text).size());
  }

  private void gopherQuality() {
    List<String> proper = words.stream().filter(w -> !all(w, Characters.SYMBOL)).toList();
    numbers.put("word-count", (double) proper.size());
    put(
        "mean-word-length",
        proper.stream().mapToLong(ReadableNumbers::length).sum(),
        proper.size());
    put("hash-to-word-ratio", count(text, "#"), words.size());
    put("ellipsis-to-word-ratio", count(text, "...") + count(text, "…"), words.size());
    List<String> lines = splitLines(text).stream().map(ReadableNumbers::strip).toList();
    put(
        "bullet-line-fraction",
        count(lines, l -> l.startsWith("-") || l.startsWith("•")),
        lines.size());
    put(
        "ellipsis-line-fraction",
        count(lines, l -> l.endsWith("...") || l.endsWith("…")),
        lines.size());
    put("alphabetic-word-fraction", count(words, w -> any(w, Characters.ALPHABETIC)), words.size());
    Set<String> stops = new HashSet<>(Facts.STOP_WORDS);
    stops.retainAll(words);
    numbers.put("stop-word-count", (double) stops.size());
  }

  private static long count(List<String> list, Predicate<String> test) {
    return list.stream().filter(test).count();
  }

  /** Items that an earlier one equals, and their characters. */
  private static long[] repeated(List<String> items) {
    Set<String> seen = new HashSet<>();
    long[] repeated = new long[2];
    for (String item : items) {
      if (!seen.add(item)) {
        repeated[0]++;
        repeated[1] += length(item);
      }
    }
    return repeated;
  }

  private void gopherRepetition() {
    List<String> paragraphs = List.of(strip(text).split("\n{2,}", -1));
    put("duplicate-paragraph-fraction", repeated(paragraphs)[0], paragraphs.size());
    put("duplicate-paragraph-character-fraction", repeated(paragraphs)[1], length(text));
    List<String> lines = List.of(text.split("\n+", -1));
    put("duplicate-line-fraction", repeated(lines)[0], lines.size());
    put("duplicate-line-character-fraction", repeated(lines)[1], length(text));
    for (int n = 2; n <= 4; n++) {
      put("top-" + n + "-gram-fraction", top(n), length(text));
    }
    for (int n = 5; n <= 10; n++) {
      put("duplicate-" + n + "-gram-fraction", duplicate(n), length(text));
    }
  }

  private long top(int n) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i + n <= words.size(); i++) {
      counts.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
    }
    String best = null;
    for (String gram : counts.keySet()) {
      best = best == null || counts.get(gram) > counts.get(best) ? gram : best;
    }
    return best == null ? 0 : (long) length(best) * counts.get(best);
  }

  private long duplicate(int n) {
    Set<String> seen = new HashSet<>();
    long characters = 0;
    int i = 0;
    while (i + n <= words.size()) {
      String gram = String.join("", words.subList(i, i + n));
      boolean fresh = seen.add(gram);
      characters += fresh ? 0 : length(gram);
      i += fresh ? 1 : n;
    }
    return characters;
  }

  private void fineweb() {
    List<String> lines =
        List.of(text.split("\n", -1)).stream().filter(l -> !strip(l).isEmpty()).toList();
    put(
        "punctuated-line-fraction",
        count(lines, l -> Characters.is(l.codePointBefore(l.length()), Characters.TERMINAL)),
        lines.size());
    put("short-line-fraction", count(lines, l -> length(l) <= 30), lines.size());
    put(
        "fineweb-duplicate-line-character-fraction",
        repeated(lines)[1],
        length(text.replace("\n", "")));
    put("newline-to-word-ratio", count(text, "\n"), words.size());
  }

  private static final List<String> POLICIES =
      List.of(
          "terms of use",
          "privacy policy",
          "cookie policy",
          "uses cookies",
          "use of cookies",
          "use cookies");

  private void c4(String prefix, boolean needsPunctuation) {
    int kept = 0;
    int sentences = 0;
    int lorem = 0;
    int curly = 0;
    for (String raw : splitLines(text)) {
      String line = strip(raw);
      List<String> runs = new ArrayList<>();
      line.codePoints()
          .mapToObj(c -> ReadableWords.isBlank(c) ? " " : Character.toString(c))
          .reduce(String::concat)
          .ifPresent(s -> List.of(s.split(" +")).forEach(runs::add));
      if (runs.stream().anyMatch(r -> length(r) > 1000)) {
        continue;
      }
      line = withoutCitations(line);
      boolean punctuated = line.matches("(?s).*[.?!\"']") && !line.endsWith("...");
      if (needsPunctuation && !punctuated || runs.size() < 3) {
        continue;
      }
      String lower = line.replace('\u212A', 'k').toLowerCase(Locale.ROOT);
      if (lower.contains("lorem ipsum")) {
        lorem = 1;
        break;
      }
      if (lower.contains("javascript")) {
        continue;
      }
      if (line.contains("{")) {
        curly = 1;
        break;
      }
      if (POLICIES.stream().anyMatch(lower::contains)) {
        continue;
      }
      kept++;
      sentences += sentences(line);
    }
    numbers.put(prefix + "-lorem-ipsum", (double) lorem);
    numbers.put(prefix + "-curly-bracket", (double) curly);
    numbers.put(prefix + "-kept-line-count", (double) kept);
    numbers.put(prefix + "-sentence-count", lorem + curly > 0 ? Double.NaN : sentences);
  }

  private static final Pattern CITATION =
      Pattern.compile(
          "\\[" + ReadableWords.bracket(Characters.DECIMAL) + "*]|\\[edit]|\\[citation needed]");

  private static String withoutCitations(String line) {
    return CITATION.matcher(line).replaceAll("");
  }

  private static int sentences(String line) {
    int sentences = 1;
    boolean ended = false;
    for (ReadableWords.Token token : ReadableWords.tokens(line)) {
      boolean end = length(token.text()) == 1 && any(token.text(), Characters.SENTENCE_END);
      boolean mark = all(token.text(), Characters.PUNCTUATION);
      if (ended && !end && !mark) {
        sentences++;
        ended = false;
      } else {
        ended |= end;
      }
    }
    return sentences;
  }
}
