package zydeco.filters.text;

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

/** English words with cuts of their own, from {@code english-words.txt}. */
final class SpecialWords {
  private static final Map<String, List<String>> PARTS = read();
  private static final ByteWords WORDS = new ByteWords(PARTS.keySet().toArray(new String[0]));
  private static final int[][] LENGTHS =
      PARTS.values().stream().map(SpecialWords::lengths).toArray(int[][]::new);
  private static final int LONGEST =
      Arrays.stream(LENGTHS).mapToInt(parts -> Arrays.stream(parts).sum()).max().orElse(0);

  private SpecialWords() {}

  /** The parts of each special word; joined they are the word. */
  static Map<String, List<String>> all() {
    return PARTS;
  }

  /** The lengths in bytes of the parts of a special word, or null for any other. */
  static int[] parts(byte[] bytes, int from, int to) {
    int index = to - from > LONGEST ? -1 : WORDS.index(bytes, from, to);
    return index < 0 ? null : LENGTHS[index];
  }

  static int[] lengths(List<String> parts) {
    return parts.stream().mapToInt(part -> part.getBytes(StandardCharsets.UTF_8).length).toArray();
  }

  private static Map<String, List<String>> read() {
    Map<String, List<String>> parts = new TreeMap<>();
    Set<String> never = new HashSet<>();
    try (InputStream in = SpecialWords.class.getResourceAsStream("english-words.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("\\[(split|whole|never)]")) {
          section = line;
        } else if (section.equals("[split]")) {
          expand(line).forEach(cut -> add(parts, List.of(cut.split("\\|"))));
        } else if (section.equals("[whole]")) {
          Arrays.stream(line.split(" ")).forEach(word -> add(parts, List.of(word)));
        } else if (section.equals("[never]")) {
          Collections.addAll(never, line.split(" "));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    parts.keySet().removeAll(never);
    return Collections.unmodifiableMap(parts);
  }

  private static void add(Map<String, List<String>> parts, List<String> cut) {
    parts.put(String.join("", cut), cut);
    List<String> curly = cut.stream().map(part -> part.replace('\'', '’')).toList();
    parts.put(String.join("", curly), curly);
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
