package zydeco.filters.twin;

import static zydeco.filters.twin.PythonText.copies;
import static zydeco.filters.twin.PythonText.counts;
import static zydeco.filters.twin.PythonText.grams;
import static zydeco.filters.twin.PythonText.length;
import static zydeco.filters.twin.PythonText.lengths;
import static zydeco.filters.twin.PythonText.share;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import zydeco.filters.bytes.Characters;

/** dolma's gopher_v1 over strings. */
final class ReadableDolma {
  private static final Set<String> REQUIRED =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  private ReadableDolma() {}

  static Map<String, Double> of(String text) {
    Map<String, Double> numbers = new TreeMap<>();
    List<String> words = PythonText.split(text);
    numbers.put("dolma-word-count", (double) words.size());
    numbers.put("dolma-median-word-length", median(words));
    numbers.put(
        "dolma-symbol-word-fraction",
        share(
            words.stream().filter(w -> w.contains("#") || w.contains("…")).count(), words.size()));
    numbers.put(
        "dolma-alphabetic-word-fraction",
        share(
            words.stream()
                .filter(w -> PythonText.count(w, c -> Characters.is(c, Characters.ALPHABETIC)) > 0)
                .count(),
            words.size()));
    numbers.put(
        "dolma-required-word-count", (double) words.stream().filter(REQUIRED::contains).count());
    ofGrams(words, numbers);
    ofLines(text, lengths(words), numbers);
    return numbers;
  }

  private static double median(List<String> words) {
    int[] lengths = words.stream().mapToInt(PythonText::length).sorted().toArray();
    int half = lengths.length / 2;
    if (lengths.length == 0) {
      return 0;
    }
    return lengths.length % 2 == 1 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2.0;
  }

  private static void ofGrams(List<String> words, Map<String, Double> numbers) {
    for (int n = 2; n <= 4; n++) {
      Map<List<String>, Integer> counts = counts(grams(words, n));
      List<String> top = PythonText.top(counts);
      double characters = top == null ? 0 : (double) counts.get(top) * lengths(top);
      numbers.put("dolma-top-" + n + "-gram-fraction", characters / Math.max(1, lengths(words)));
    }
    for (int n = 5; n <= 10; n++) {
      List<List<String>> grams = grams(words, n);
      double all = grams.stream().mapToLong(PythonText::lengths).sum();
      double repeated = copies(grams).stream().mapToLong(PythonText::lengths).sum();
      numbers.put("dolma-duplicate-" + n + "-gram-fraction", repeated / Math.max(1, all));
    }
  }

  private static void ofLines(String text, long characters, Map<String, Double> numbers) {
    List<String> lines = PythonText.splitAt(text, "\n");
    double count = text.isEmpty() ? 1 : lines.size();
    numbers.put(
        "dolma-bullet-line-fraction",
        lines.stream().filter(l -> l.startsWith("*") || l.startsWith("-")).count() / count);
    numbers.put(
        "dolma-ellipsis-line-fraction",
        lines.stream().filter(l -> l.endsWith("…")).count() / count);
    List<String> repeated = copies(lines);
    numbers.put("dolma-duplicate-line-fraction", repeated.size() / count);
    numbers.put(
        "dolma-duplicate-line-character-fraction",
        repeated.stream().mapToLong(line -> length(line)).sum() / (double) Math.max(1, characters));
  }
}
