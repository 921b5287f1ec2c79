package zydeco.filters.splitter.lao;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.splitter.WordTree;

/** The words of laonlp's lists, as a tree of their beginnings. Immutable; any thread may ask. */
public final class LaoWords {
  private final WordTree tree = new WordTree();
  private final BitSet words = new BitSet();

  private LaoWords() {}

  private void add(List<String> entries) {
    for (String entry : entries) {
      if (!entry.startsWith("#")) {
        words.set(tree.add(entry.strip()));
      }
    }
    words.clear(WordTree.ROOT);
  }

  /** Whether a file is a list with more Lao than Thai words, or than other ones. */
  public static boolean areIn(Path file) {
    return areMost(entries(file));
  }

  /** The entries of a list; none of what is no text in UTF-8. */
  private static List<String> entries(Path file) {
    try {
      return ListFile.entries(file);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        return List.of();
      }
      throw e;
    }
  }

  private static boolean areMost(List<String> entries) {
    return 2 * entries.stream().filter(LaoWords::hasLao).count() > entries.size();
  }

  private static boolean hasLao(String entry) {
    return entry.chars().anyMatch(c -> c >= 0xE80 && c <= 0xEFF);
  }

  /**
   * Reads lists of one word a line, in which lines with {@code #} in front are remarks. Throws
   * IllegalArgumentException, with the cause in words, where one has no Lao word.
   */
  public static LaoWords read(List<Path> files) {
    LaoWords all = new LaoWords();
    for (Path file : files) {
      List<String> entries = entries(file);
      if (!areMost(entries)) {
        throw new IllegalArgumentException(
            "of its entries fewer than half are Lao words, in " + file.getFileName());
      }
      all.add(entries);
    }
    return all;
  }

  /** The beginning that is one character longer; -1: no word has it. */
  int next(int beginning, int c) {
    return tree.next(beginning, c);
  }

  /** Whether a beginning is a whole word. */
  boolean isWord(int beginning) {
    return words.get(beginning);
  }
}
