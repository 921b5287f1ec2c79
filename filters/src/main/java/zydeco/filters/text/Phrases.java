package zydeco.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.WordSet;
import zydeco.filters.splitter.Splitter;

/**
 * Special words that the affix rules cut to pieces inside a longer run, such as {@code :)} in
 * {@code nice:)}, or that have a blank in them: where their pieces stand side by side, they are put
 * together again. Immutable.
 */
final class Phrases {
  /**
   * A special word.
   *
   * @param pieces what the affix rules alone make of it
   * @param spaced for each piece, whether a blank stands before it
   * @param parts the words that it should be
   */
  record Phrase(List<String> pieces, List<Boolean> spaced, List<String> parts) {

    boolean changes() {
      return !parts.equals(pieces);
    }

    boolean hasBlank() {
      return spaced.contains(true);
    }
  }

  /** By their first piece, those of most pieces first. */
  private final Map<String, List<Phrase>> byFirst = new HashMap<>();

  /** First pieces of phrases that the affix rules alone would cut otherwise. */
  private final WordSet firstPieces;

  /** Second pieces of the same. */
  private final WordSet secondPieces;

  /** First pieces of phrases with a blank in them. */
  private final WordSet beforeBlanks;

  Phrases(Splitter splitter) {
    splitter.special().all().forEach((word, parts) -> add(splitter, word, parts));
    byFirst.values().forEach(list -> list.sort((a, b) -> b.pieces().size() - a.pieces().size()));
    Predicate<Phrase> changing = phrase -> phrase.changes() && !phrase.hasBlank();
    firstPieces = pieces(0, changing);
    secondPieces = pieces(1, changing);
    beforeBlanks = pieces(0, Phrase::hasBlank);
  }

  private void add(Splitter splitter, String word, List<String> parts) {
    List<String> pieces = new ArrayList<>();
    List<Boolean> spaced = new ArrayList<>();
    for (String run : word.split(" ")) {
      int first = pieces.size();
      pieces.addAll(pieces(splitter, run));
      for (int i = first; i < pieces.size(); i++) {
        spaced.add(i == first && first > 0);
      }
    }
    if (pieces.size() > 1) {
      byFirst
          .computeIfAbsent(pieces.get(0), first -> new ArrayList<>())
          .add(new Phrase(pieces, spaced, parts));
    }
  }

  /** The pieces of a place among those of some phrases. */
  private WordSet pieces(int at, Predicate<Phrase> which) {
    return new WordSet(
        byFirst.values().stream()
            .flatMap(List::stream)
            .filter(which)
            .map(phrase -> phrase.pieces().get(at))
            .distinct()
            .toList());
  }

  private static List<String> pieces(Splitter splitter, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    IntList ends = new IntList();
    splitter.split(Arrays.copyOf(bytes, bytes.length + 16), 0, bytes.length, false, ends);
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

  /** Whether a phrase that is to be put together stands, or may begin, in the words of a run. */
  boolean isIn(byte[] bytes, int from, IntList ends) {
    int start = from;
    List<String> words = null;
    for (int at = 0; at < ends.size(); at++) {
      if (beforeBlanks.has(bytes, start, ends.get(at))) {
        return true;
      }
      if (at + 1 < ends.size()
          && firstPieces.has(bytes, start, ends.get(at))
          && secondPieces.has(bytes, ends.get(at), ends.get(at + 1))) {
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
  Phrase longest(List<String> words, int at) {
    for (Phrase phrase : byFirst.getOrDefault(words.get(at), List.of())) {
      int end = at + phrase.pieces().size();
      if (end <= words.size() && words.subList(at, end).equals(phrase.pieces())) {
        return phrase;
      }
    }
    return null;
  }
}
