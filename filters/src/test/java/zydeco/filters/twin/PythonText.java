package zydeco.filters.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import zydeco.filters.bytes.Characters;

/** What the origins do to strings, said plainly: splitting, stripping, counting, runs of words. */
public final class PythonText {
  private PythonText() {}

  /** A text without characters that are younger than some JVM's tables of Unicode. */
  public static String known(String s) {
    return s.codePoints()
        .map(c -> Character.isDefined(c) ? c : 'x')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  public static int length(String s) {
    return s.codePointCount(0, s.length());
  }

  public static long lengths(List<String> parts) {
    return parts.stream().mapToLong(PythonText::length).sum();
  }

  public static boolean is(int c, int classes) {
    return Characters.is(c, classes);
  }

  public static long count(String s, IntPredicate test) {
    return s.codePoints().filter(test).count();
  }

  public static int count(String s, String part) {
    int count = 0;
    for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  public static boolean isBlank(String s) {
    return s.codePoints().allMatch(c -> is(c, Characters.SPACE));
  }

  /** {@code str.split} without an argument. */
  public static List<String> split(String s) {
    return runs(s, c -> !is(c, Characters.SPACE));
  }

  /** The longest runs of characters of which each passes a test. */
  public static List<String> runs(String s, IntPredicate test) {
    List<String> runs = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    s.codePoints()
        .forEach(
            c -> {
              if (test.test(c)) {
                run.appendCodePoint(c);
              } else if (run.length() > 0) {
                runs.add(run.toString());
                run.setLength(0);
              }
            });
    if (run.length() > 0) {
      runs.add(run.toString());
    }
    return runs;
  }

  public static String strip(String s) {
    int from = 0;
    while (from < s.length() && is(s.codePointAt(from), Characters.SPACE)) {
      from += Character.charCount(s.codePointAt(from));
    }
    int to = s.length();
    while (to > from && is(s.codePointBefore(to), Characters.SPACE)) {
      to -= Character.charCount(s.codePointBefore(to));
    }
    return s.substring(from, to);
  }

  /** {@code str.split} at a separator: empty parts stay. */
  public static List<String> splitAt(String s, String separator) {
    return List.of(s.split(java.util.regex.Pattern.quote(separator), -1));
  }

  /** All runs of n words. */
  public static List<List<String>> grams(List<String> words, int n) {
    List<List<String>> grams = new ArrayList<>();
    for (int i = 0; i + n <= words.size(); i++) {
      grams.add(words.subList(i, i + n));
    }
    return grams;
  }

  /** How often each occurs, in the order of first occurrence. */
  public static <T> Map<T, Integer> counts(List<T> items) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    items.forEach(item -> counts.merge(item, 1, Integer::sum));
    return counts;
  }

  /** Those that occur more than once, every copy. */
  public static <T> List<T> copies(List<T> items) {
    Map<T, Integer> counts = counts(items);
    return items.stream().filter(item -> counts.get(item) > 1).toList();
  }

  /** The most frequent, the first of equals; null of none. */
  public static <T> T top(Map<T, Integer> counts) {
    T top = null;
    for (T item : counts.keySet()) {
      top = top == null || counts.get(item) > counts.get(top) ? item : top;
    }
    return top;
  }

  /** The places of words that lie in a run of n that occurs more than once. */
  public static Set<Integer> covered(List<String> words, int n) {
    List<List<String>> grams = grams(words, n);
    Map<List<String>, Integer> counts = counts(grams);
    Set<Integer> covered = new HashSet<>();
    for (int i = 0; i < grams.size(); i++) {
      for (int word = i; counts.get(grams.get(i)) > 1 && word < i + n; word++) {
        covered.add(word);
      }
    }
    return covered;
  }

  public static long characters(List<String> words, Set<Integer> places) {
    return places.stream().mapToLong(place -> length(words.get(place))).sum();
  }

  public static String joined(List<String> lines) {
    return lines.stream().collect(Collectors.joining("\n"));
  }

  public static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }

  /** The quotient, or 0 of nothing. */
  public static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
