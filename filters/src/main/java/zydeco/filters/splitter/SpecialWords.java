package zydeco.filters.splitter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import zydeco.filters.bytes.WordSet;

/** Words with cuts of their own. Immutable. */
public final class SpecialWords {
  private static final String FILE = "special-words.txt";

  /** Those of every language. */
  static final SpecialWords GENERAL = new SpecialWords(read("-every"));

  /** Those of English, among them those of every language. */
  public static final SpecialWords ENGLISH = new SpecialWords(english());

  /** There are none. */
  public static final SpecialWords NONE = new SpecialWords(Map.of());

  private final Map<String, List<String>> all;
  private final WordSet words;
  private final int[][] lengths;
  private final int longest;

  /**
   * Special words.
   *
   * @param all the parts of each word; joined they are the word
   */
  public SpecialWords(Map<String, List<String>> all) {
    this.all = Collections.unmodifiableMap(new TreeMap<>(all));
    words = new WordSet(List.copyOf(this.all.keySet()));
    lengths = this.all.values().stream().map(SpecialWords::lengths).toArray(int[][]::new);
    longest = Arrays.stream(lengths).mapToInt(parts -> Arrays.stream(parts).sum()).max().orElse(0);
  }

  /** The parts of each special word; joined they are the word. */
  public Map<String, List<String>> all() {
    return all;
  }

  /** The lengths in bytes of the parts of a special word, or null for any other. */
  public int[] parts(byte[] bytes, int from, int to) {
    int index = to - from > longest ? -1 : words.index(bytes, from, to);
    return index < 0 ? null : lengths[index];
  }

  static int[] lengths(List<String> parts) {
    return parts.stream().mapToInt(part -> part.getBytes(StandardCharsets.UTF_8).length).toArray();
  }

  /** In English each straight apostrophe may also be a curly one. */
  private static Map<String, List<String>> english() {
    Map<String, List<String>> parts = read("");
    parts.putAll(read("-every"));
    for (List<String> cut : List.copyOf(parts.values())) {
      List<String> curly = cut.stream().map(part -> part.replace('\'', '’')).toList();
      parts.put(String.join("", curly), curly);
    }
    parts.keySet().removeAll(never());
    return parts;
  }

  private static Map<String, List<String>> read(String which) {
    Map<String, List<String>> parts = new TreeMap<>();
    for (String line : section("[split" + which + "]")) {
      expand(line).forEach(cut -> add(parts, List.of(cut.split("\\|"))));
    }
    for (String line : section("[whole" + which + "]")) {
      Arrays.stream(line.split(" ")).forEach(word -> add(parts, List.of(word)));
    }
    return parts;
  }

  private static Set<String> never() {
    Set<String> never = new HashSet<>();
    section("[never]").forEach(line -> Collections.addAll(never, line.split(" ")));
    return never;
  }

  private static void add(Map<String, List<String>> parts, List<String> cut) {
    parts.put(String.join("", cut), cut);
  }

  private static List<String> section(String name) {
    List<String> found = new ArrayList<>();
    try (InputStream in = SpecialWords.class.getResourceAsStream(FILE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("\\[[a-z-]+]")) {
          section = line;
        } else if (section.equals(name)) {
          found.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static List<String> expand(String line) {
    if (!line.startsWith("^")) {
      return alternatives(line);
    }
    List<String> words = new ArrayList<>(alternatives(line.substring(1)));
    for (String word : List.copyOf(words)) {
      words.add(Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return words;
  }

  private static List<String> alternatives(String line) {
    int open = line.indexOf('{');
    if (open < 0) {
      return List.of(line);
    }
    int close = line.indexOf('}', open);
    List<String> all = new ArrayList<>();
    for (String choice : line.substring(open + 1, close).split(",")) {
      all.addAll(alternatives(line.substring(0, open) + choice + line.substring(close + 1)));
    }
    return all;
  }
}
