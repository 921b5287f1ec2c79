package zydeco.filters.splitter.jieba;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.splitter.WordTree;

/** jieba's dictionary: how likely each word is. Immutable; any thread may ask. */
public final class JiebaWords {
  private final WordTree tree = new WordTree();

  /** By beginning, the logarithm of a word's share of all counts; NaN: it is no word. */
  private final double[] logShares;

  private final double logOfOne;

  private JiebaWords(List<String> words, long[] counts) {
    long total = Arrays.stream(counts).sum();
    double logTotal = Math.log(total);
    int[] beginnings = words.stream().mapToInt(tree::add).toArray();
    logShares = new double[tree.size()];
    Arrays.fill(logShares, Double.NaN);
    for (int i = 0; i < counts.length; i++) {
      logShares[beginnings[i]] = counts[i] == 0 ? Double.NaN : Math.log(counts[i]) - logTotal;
    }
    logOfOne = -logTotal;
  }

  /** Whether the lines of a file begin as such a dictionary does. */
  public static boolean isDictionary(List<String> lines) {
    return !lines.isEmpty() && lines.get(0).matches("\\S+ \\d{1,15}( \\S+)?\\s*");
  }

  /**
   * Reads a word, its count and its kind a line, apart by a space, such as jieba's {@code
   * dict.txt}. Throws IllegalArgumentException, with the cause in words, where a line is something
   * else.
   */
  public static JiebaWords read(Path file) {
    List<String> lines = ListFile.entries(file).stream().filter(line -> !line.isBlank()).toList();
    if (!isDictionary(lines)) {
      throw new IllegalArgumentException(
          "it is no dictionary of jieba's, a word and its count a line");
    }
    long[] counts = new long[lines.size()];
    String[] words = new String[counts.length];
    for (int i = 0; i < counts.length; i++) {
      String[] parts = lines.get(i).strip().split(" ", 3);
      if (parts.length < 2 || !parts[1].matches("\\d{1,15}")) {
        throw new IllegalArgumentException(
            "its line '" + lines.get(i) + "' is no word and its count");
      }
      words[i] = parts[0];
      counts[i] = Long.parseLong(parts[1]);
    }
    return new JiebaWords(Arrays.asList(words), counts);
  }

  /** The beginning that is one character longer; -1: no word has it. */
  int next(int beginning, int c) {
    return tree.next(beginning, c);
  }

  /** Whether a beginning is a whole word. */
  boolean isWord(int beginning) {
    return !Double.isNaN(logShares[beginning]);
  }

  /** The logarithm of a word's share of all counts. */
  double logShare(int word) {
    return logShares[word];
  }

  /** The same of a character that is no word, as if it had been counted once. */
  double logShareOfOther() {
    return logOfOne;
  }
}
