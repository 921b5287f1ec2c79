package zydeco.filters.splitter.thai;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import zydeco.filters.list.ListFile;
import zydeco.filters.splitter.WordTree;
import zydeco.filters.splitter.jieba.JiebaWords;
import zydeco.filters.splitter.khmer.KhmerCorrections;

/** The words of a dictionary, as a tree of their beginnings. Immutable; any thread may ask. */
public final class ThaiWords {
  private final WordTree tree = new WordTree();
  private final BitSet words = new BitSet();

  ThaiWords(Collection<String> entries) {
    entries.forEach(entry -> words.set(tree.add(entry.strip())));
    words.clear(WordTree.ROOT);
  }

  /**
   * Reads a list of one word a line, such as PyThaiNLP's {@code words_th.txt}. Throws
   * IllegalArgumentException, with the cause in words, where it has no Thai word.
   */
  public static ThaiWords read(Path file) {
    List<String> entries;
    try {
      entries = ListFile.entries(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new IllegalArgumentException("it is no file of spaCy's and no text in UTF-8", e);
      }
      throw e;
    }
    if (JiebaWords.isDictionary(entries)) {
      throw new IllegalArgumentException(
          "it is jieba's dictionary, which needs its prob_emit.py under 'new-words'");
    }
    if (KhmerCorrections.areIn(entries)) {
      throw new IllegalArgumentException(
          "it is khmer-nltk's constants.py, which needs its model under 'new-words'");
    }
    if (entries.stream().noneMatch(entry -> entry.chars().anyMatch(ThaiWords::isConsonant))) {
      throw new IllegalArgumentException("it is no file of spaCy's and has no Thai word");
    }
    return new ThaiWords(entries);
  }

  static boolean isConsonant(int c) {
    return c >= 'ก' && c <= 'ฮ';
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
