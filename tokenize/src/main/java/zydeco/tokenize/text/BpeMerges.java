package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The vocabulary and merges of a BPE model. Not changed once made. */
final class BpeMerges {
  /*
   * Open addressing, a pair and what it gives side by side: the left id and the right one, the rank
   * and the id merged.
   */
  private static final long EMPTY = -1;

  /** Of a pair that has no merge; more than any that has. */
  static final long NONE = Long.MAX_VALUE;

  private final long[] entries;
  private final int mask;
  private final Map<String, Integer> wholeWords;
  private final int longest;

  private BpeMerges(Map<String, Integer> wholeWords, int merges) {
    this.wholeWords = wholeWords;
    longest =
        wholeWords == null
            ? 0
            : wholeWords.keySet().stream().mapToInt(String::length).max().orElse(0);
    int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, merges)) * 4);
    entries = new long[2 * capacity];
    mask = 2 * capacity - 1;
    Arrays.fill(entries, EMPTY);
  }

  static Map<String, Integer> vocabulary(JsonNode model) {
    Map<String, Integer> vocab = new HashMap<>();
    model.path("vocab").properties().forEach(e -> vocab.put(e.getKey(), e.getValue().asInt()));
    return vocab;
  }

  /** The ids of bytes in a byte-level vocabulary; null where it lacks a byte of UTF-8. */
  static int[] byteIdsOrNull(Map<String, Integer> vocab) {
    int[] byteIds = new int[256];
    for (int b = 0; b < 256; b++) {
      Integer id = vocab.get(String.valueOf(charOf(b)));
      if (id == null && inUtf8(b)) {
        return null;
      }
      byteIds[b] = id == null ? -1 : id;
    }
    return byteIds;
  }

  /** Null where the vocabulary lacks a part of a merge. */
  static BpeMerges ofOrNull(JsonNode model, Map<String, Integer> vocab) {
    JsonNode list = model.path("merges");
    boolean whole = model.path("ignore_merges").asBoolean();
    BpeMerges merges = new BpeMerges(whole ? vocab : null, list.size());
    for (int rank = 0; rank < list.size(); rank++) {
      String[] parts = parts(list.get(rank));
      Integer left = vocab.get(parts[0]);
      Integer right = vocab.get(parts[1]);
      Integer both = vocab.get(parts[0] + parts[1]);
      if (left == null || right == null || both == null) {
        return null;
      }
      merges.put(left, right, rank, both);
    }
    return merges;
  }

  /** Some vocabularies leave out the bytes that no UTF-8 text has. */
  private static boolean inUtf8(int b) {
    return b != 0xc0 && b != 0xc1 && b < 0xf5;
  }

  /** The two tokens that a merge joins. */
  static String[] parts(JsonNode merge) {
    return merge.isArray()
        ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
        : merge.asText().split(" ", 2);
  }

  /** The character that stands for a byte in byte-level vocabularies, as GPT-2 chose them. */
  static char charOf(int b) {
    if ((b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff)) {
      return (char) b;
    }
    int before = b <= 32 ? b : b <= 0xa0 ? 33 + b - 127 : 67;
    return (char) (256 + before);
  }

  private void put(int left, int right, int rank, int both) {
    long pair = pair(left, right);
    int at = hash(pair) & mask;
    while (entries[at] != EMPTY && entries[at] != pair) {
      at = (at + 2) & mask;
    }
    entries[at] = pair;
    entries[at + 1] = (long) rank << 32 | both;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  private static int hash(long pair) {
    return (int) ((pair * 0x9e3779b97f4a7c15L) >>> 32) << 1;
  }

  /** What a pair gives: the merge's rank, lower ones come first, above the id merged. */
  long find(int left, int right) {
    long pair = pair(left, right);
    for (int at = hash(pair) & mask; ; at = (at + 2) & mask) {
      if (entries[at] == pair) {
        return entries[at + 1];
      }
      if (entries[at] == EMPTY) {
        return NONE;
      }
    }
  }

  /** The id of a word that the model takes whole without merging, or -1. */
  int wholeWord(byte[] d, int from, int to) {
    if (wholeWords == null || to - from > longest) {
      return -1;
    }
    StringBuilder word = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      word.append(charOf(d[i] & 0xff));
    }
    return wholeWords.getOrDefault(word.toString(), -1);
  }
}
