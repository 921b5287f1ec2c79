package zydeco.filters.bytes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for many byte strings at once. Immutable; any thread may ask. Linear in the bytes and the
 * finds (Aho and Corasick 1975).
 */
public final class ByteTrie {
  /* next holds 256 successors a state. A state's own strings and those of its longest suffix that is
   * a state too, and so on, are chained by reportSuffix. */

  /** States, of a kilobyte each. */
  private static final int MOST = 1 << 20;

  private final int[] next;
  private final List<List<Integer>> ends = new ArrayList<>();
  private final int[] lengths;
  private final int[][] found;
  private final boolean[] isFirst = new boolean[256];

  /** A trie of strings; the same string may stand there twice and is then found twice. */
  public ByteTrie(List<byte[]> words) {
    next = new int[states(words) << 8];
    ends.add(new ArrayList<>());
    lengths = new int[words.size()];
    for (int word = 0; word < words.size(); word++) {
      lengths[word] = words.get(word).length;
      if (lengths[word] > 0) {
        add(words.get(word), word);
      }
    }
    found = link();
  }

  /** The distinct beginnings of all words, the empty one among them. */
  private static int states(List<byte[]> words) {
    List<byte[]> sorted = new ArrayList<>(words);
    sorted.sort(Arrays::compare);
    long states = 1;
    byte[] before = {};
    for (byte[] word : sorted) {
      int differ = Arrays.mismatch(before, word);
      states += differ < 0 ? 0 : word.length - differ;
      before = word;
    }
    if (states > MOST) {
      throw new IllegalArgumentException(
          "its entries have more than " + MOST + " bytes, beginnings that they share counted once");
    }
    return (int) states;
  }

  private void add(byte[] bytes, int word) {
    int state = 0;
    isFirst[bytes[0] & 0xFF] = true;
    for (byte octet : bytes) {
      int at = state << 8 | octet & 0xFF;
      if (next[at] == 0) {
        next[at] = ends.size();
        ends.add(new ArrayList<>());
      }
      state = next[at];
    }
    ends.get(state).add(word);
  }

  private int[][] link() {
    int[] suffix = new int[ends.size()];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      for (int octet = 0; octet < 256; octet++) {
        int child = next[state << 8 | octet];
        int other = state == 0 ? 0 : next[suffix[state] << 8 | octet];
        if (child == 0) {
          next[state << 8 | octet] = other;
        } else {
          suffix[child] = other;
          ends.get(child).addAll(ends.get(other));
          queue.add(child);
        }
      }
    }
    return ends.stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /** Takes a find: the string's place in the list, and where it ends. */
  public interface Find {
    void found(int word, int end);
  }

  /** Reports every occurrence, overlapping ones too, by where it ends. */
  public void search(byte[] bytes, int from, int to, Find find) {
    int state = 0;
    for (int at = from; at < to; at++) {
      int octet = bytes[at] & 0xFF;
      if (state == 0 && !isFirst[octet]) {
        continue;
      }
      state = next[state << 8 | octet];
      for (int word : found[state]) {
        find.found(word, at + 1);
      }
    }
  }

  /** The bytes of a string of the list. */
  public int length(int word) {
    return lengths[word];
  }

  /** The sum over the strings of occurrences that do not overlap themselves, from the left. */
  public int count(byte[] bytes, int length) {
    int[] free = new int[lengths.length];
    int[] count = {0};
    search(
        bytes,
        0,
        length,
        (word, end) -> {
          if (end - lengths[word] >= free[word]) {
            free[word] = end;
            count[0]++;
          }
        });
    return count[0];
  }
}
