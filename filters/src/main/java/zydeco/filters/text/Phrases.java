package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Special words that the affix rules cut to pieces inside a longer run, such as {@code :)} in
 * {@code nice:)}: where their pieces stand side by side, they are put together again.
 */
final class Phrases {
  /**
   * A special word.
   *
   * @param pieces what the affix rules alone make of it, two or more
   * @param parts lengths in bytes of the words that it should be
   */
  record Phrase(List<String> pieces, int[] parts) {

    boolean changes() {
      return !Arrays.equals(parts, SpecialWords.lengths(pieces));
    }
  }

  /** By their first piece, those of most pieces first. */
  private static final Map<String, List<Phrase>> BY_FIRST = read();

  /** First pieces of phrases that the affix rules alone would cut otherwise. */
  private static final ByteWords FIRST_PIECES =
      new ByteWords(
          BY_FIRST.values().stream()
              .flatMap(List::stream)
              .filter(Phrase::changes)
              .map(phrase -> phrase.pieces().get(0))
              .distinct()
              .toArray(String[]::new));

  private Phrases() {}

  private static Map<String, List<Phrase>> read() {
    Map<String, List<Phrase>> byFirst = new HashMap<>();
    EnglishSplitter splitter = new EnglishSplitter();
    new TreeMap<>(SpecialWords.all())
        .forEach(
            (word, parts) -> {
              List<String> pieces = pieces(splitter, word);
              if (pieces.size() > 1) {
                byFirst
                    .computeIfAbsent(pieces.get(0), first -> new ArrayList<>())
                    .add(new Phrase(pieces, SpecialWords.lengths(parts)));
              }
            });
    byFirst.values().forEach(list -> list.sort((a, b) -> b.pieces().size() - a.pieces().size()));
    return byFirst;
  }

  private static List<String> pieces(EnglishSplitter splitter, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    IntList ends = new IntList();
    splitter.split(bytes, 0, bytes.length, false, ends);
    return texts(bytes, 0, ends);
  }

  private static List<String> texts(byte[] bytes, int from, IntList ends) {
    List<String> texts = new ArrayList<>();
    int start = from;
    for (int i = 0; i < ends.size(); i++) {
      texts.add(new String(bytes, start, ends.get(i) - start, StandardCharsets.UTF_8));
      start = ends.get(i);
    }
    return texts;
  }

  /** Whether a phrase that is to be put together stands among the words of one run. */
  static boolean isIn(byte[] bytes, int from, IntList ends) {
    int start = from;
    List<String> words = null;
    for (int at = 0; at + 1 < ends.size(); at++) {
      if (FIRST_PIECES.has(bytes, start, ends.get(at))) {
        words = words == null ? texts(bytes, from, ends) : words;
        Phrase phrase = longest(words, at);
        if (phrase != null && phrase.changes()) {
          return true;
        }
      }
      start = ends.get(at);
    }
    return false;
  }

  /** The phrase of most pieces that stands at a place of a list of words, or null. */
  static Phrase longest(List<String> words, int at) {
    for (Phrase phrase : BY_FIRST.getOrDefault(words.get(at), List.of())) {
      int end = at + phrase.pieces().size();
      if (end <= words.size() && words.subList(at, end).equals(phrase.pieces())) {
        return phrase;
      }
    }
    return null;
  }
}
