package zydeco.filters.splitter.khmer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.filters.list.ListFile;

/**
 * What khmer-nltk 1.6 puts in the place of parts of a text, one after the other. Immutable; any
 * thread may ask.
 */
public final class KhmerCorrections {
  private static final String NAME = "mistokenized_dict";
  private static final Pattern PAIR =
      Pattern.compile("^\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\",?\\s*$");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  private final Map<String, String> pairs = new LinkedHashMap<>();

  private KhmerCorrections() {}

  /** Whether lines are of khmer-nltk's {@code constants.py}. */
  public static boolean areIn(List<String> lines) {
    return lines.stream().anyMatch(line -> line.startsWith(NAME));
  }

  /**
   * Reads khmer-nltk's {@code constants.py}. Throws IllegalArgumentException, with the cause in
   * words, where it is something else.
   */
  public static KhmerCorrections read(Path file) {
    KhmerCorrections corrections = new KhmerCorrections();
    boolean inside = false;
    for (String line : ListFile.entries(file)) {
      inside |= line.startsWith(NAME);
      Matcher pair = PAIR.matcher(line);
      if (inside && pair.matches()) {
        corrections.pairs.put(unescaped(pair.group(1)), unescaped(pair.group(2)));
      }
    }
    if (corrections.pairs.isEmpty()) {
      throw new IllegalArgumentException("it is not khmer-nltk's constants.py: it has no " + NAME);
    }
    return corrections;
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(found -> "" + (char) Integer.parseInt(found.group(1), 16));
  }

  /** A text with all of them. */
  String correct(String text) {
    String corrected = text;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      corrected = corrected.replace(pair.getKey(), pair.getValue());
    }
    return corrected;
  }
}
