package zydeco.filters.twin;

import static zydeco.filters.twin.PythonText.count;
import static zydeco.filters.twin.PythonText.length;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import zydeco.filters.bytes.Characters;

/** Zyda-1's numbers that need no lists, over strings. */
final class ReadableZyda {
  private ReadableZyda() {}

  static String shortened(String text) {
    String changed = text;
    for (String c :
        List.of("-", " ", "_", "/", "\\", "\n", "\t", "\r", ".", ",", ":", "?", "\u00a0")) {
      int runs = c.equals(" ") ? 40 : c.equals("\t") ? 20 : 10;
      changed =
          changed.replaceAll(
              Pattern.quote(c) + "{" + runs + ",}", java.util.regex.Matcher.quoteReplacement(c));
    }
    return changed;
  }

  static Map<String, Double> of(String text) {
    Map<String, Double> numbers = new TreeMap<>();
    String changed = shortened(text);
    double characters = length(changed);
    numbers.put("zyda1-length", characters);
    numbers.put("zyda1-mean-word-length", meanWordLength(text));
    numbers.put(
        "zyda1-non-alphanumeric-fraction",
        PythonText.share(
            count(text, c -> !Characters.is(c, Characters.WORD | Characters.SPACE)), length(text)));
    numbers.put(
        "zyda1-digit-fraction",
        PythonText.share(count(text, c -> Characters.is(c, Characters.DECIMAL)), length(text)));
    numbers.put("zyda1-repeated-run-count", (double) repeatedRuns(changed));
    numbers.put("zyda1-xml-count", (double) count(text, "xml"));
    numbers.put("zyda1-xml-version-count", (double) count(text, "xml version="));
    numbers.put("zyda1-lorem-ipsum-count", (double) count(text, "lorem ipsum"));
    numbers.put("zyda1-greater-than-count", (double) count(text, ">"));
    both(numbers, "https", count(text, "https://"), characters);
    both(numbers, "less-than", count(text, "<"), characters);
    both(numbers, "quote-colon", count(text, "\":"), characters);
    long www = Pattern.compile("www[^\n]").matcher(text).results().count();
    both(numbers, "www", www, characters);
    return numbers;
  }

  private static void both(Map<String, Double> numbers, String name, double count, double of) {
    numbers.put("zyda1-" + name + "-count", count);
    numbers.put("zyda1-" + name + "-fraction", PythonText.ratio(count, of));
  }

  private static double meanWordLength(String text) {
    long cuts = count(text, c -> Characters.is(c, Characters.SPACE) || "-/\\.".indexOf(c) >= 0);
    return (length(text) - cuts) / (cuts + 1.0);
  }

  /** Runs of one word character, seven or longer. */
  private static int repeatedRuns(String text) {
    int[] points = text.codePoints().toArray();
    int count = 0;
    for (int at = 0; at < points.length; ) {
      int end = at;
      while (end < points.length && points[end] == points[at]) {
        end++;
      }
      count += end - at >= 7 && Characters.is(points[at], Characters.WORD) ? 1 : 0;
      at = end;
    }
    return count;
  }
}
