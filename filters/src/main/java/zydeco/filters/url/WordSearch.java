package zydeco.filters.url;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds any of many words of {@code a-z0-9} anywhere in a text of these, in one walk over it.
 *
 * <p>Aho and Corasick, "Efficient string matching" (1975), with the failures worked into the
 * transitions: a table of 36 columns and a row a prefix.
 */
final class WordSearch {
  private static final int LETTERS = 36;

  private final List<String> words;
  private final int[][] next;

  /** By state, the place of a word that ends there, or -1. */
  private final int[] ends;

  WordSearch(List<String> words) {
    this.words = words;
    int most = 1 + words.stream().mapToInt(String::length).sum();
    next = new int[most][];
    ends = new int[most];
    Arrays.fill(ends, -1);
    next[0] = new int[LETTERS];
    int states = 1;
    for (int word = 0; word < words.size(); word++) {
      int state = 0;
      for (int i = 0; i < words.get(word).length(); i++) {
        int letter = letter(words.get(word).charAt(i));
        if (next[state][letter] == 0) {
          next[states] = new int[LETTERS];
          next[state][letter] = states++;
        }
        state = next[state][letter];
      }
      ends[state] = ends[state] < 0 ? word : ends[state];
    }
    link();
  }

  private void link() {
    int[] fallback = new int[next.length];
    Deque<Integer> queue = new ArrayDeque<>();
    for (int letter = 0; letter < LETTERS; letter++) {
      if (next[0][letter] != 0) {
        queue.add(next[0][letter]);
      }
    }
    while (!queue.isEmpty()) {
      int state = queue.remove();
      int back = fallback[state];
      ends[state] = ends[state] < 0 ? ends[back] : ends[state];
      for (int letter = 0; letter < LETTERS; letter++) {
        int to = next[state][letter];
        if (to == 0) {
          next[state][letter] = next[back][letter];
        } else {
          fallback[to] = next[back][letter];
          queue.add(to);
        }
      }
    }
  }

  private static int letter(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
  }

  /** The word that ends first; null where none is in the text. */
  String firstIn(String text) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      state = next[state][letter(text.charAt(i))];
      if (ends[state] >= 0) {
        return words.get(ends[state]);
      }
    }
    return null;
  }
}
