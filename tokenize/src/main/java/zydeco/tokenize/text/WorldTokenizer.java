package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** RWKV World: at each place the longest token that stands there. */
final class WorldTokenizer implements Tokenizer {
  /*
   * A trie over bytes: the children of all nodes stand in one open-addressing table by node and byte;
   * those of the root in an array besides.
   */
  private static final int EMPTY = 0;
  private final int[] first = new int[256];
  private int[] keys = new int[1 << 20];
  private int[] children = new int[1 << 20];
  private int[] ids = new int[1 << 16];
  private int nodes = 1;

  WorldTokenizer(JsonNode definition) {
    Map<Character, Integer> bytes = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      bytes.put(BpeMerges.charOf(b), b);
    }
    Arrays.fill(ids, -1);
    definition
        .path("model")
        .path("vocab")
        .properties()
        .forEach(
            entry -> {
              int node = 0;
              for (char c : entry.getKey().toCharArray()) {
                node = child(node, bytes.get(c), true);
              }
              ids[node] = entry.getValue().asInt();
            });
    for (int b = 0; b < 256; b++) {
      first[b] = child(0, b, false);
    }
  }

  private static int slot(int key, int mask) {
    return (key * 0x9e3779b9 >>> 7) & mask;
  }

  /** The child of a node, made where it is wanted; 0 where there is none. */
  private int child(int node, int b, boolean make) {
    int key = (node << 8 | b) + 1;
    int mask = keys.length - 1;
    int at = slot(key, mask);
    while (keys[at] != EMPTY && keys[at] != key) {
      at = (at + 1) & mask;
    }
    if (keys[at] == EMPTY && make) {
      keys[at] = key;
      children[at] = nodes++;
      grow();
      return nodes - 1;
    }
    return keys[at] == EMPTY ? 0 : children[at];
  }

  private void grow() {
    if (nodes == ids.length) {
      ids = Arrays.copyOf(ids, 2 * nodes);
      Arrays.fill(ids, nodes, ids.length, -1);
    }
    if (2 * nodes > keys.length) {
      int[] oldKeys = keys;
      int[] oldChildren = children;
      keys = new int[2 * oldKeys.length];
      children = new int[keys.length];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != EMPTY) {
          int at = slot(oldKeys[i], keys.length - 1);
          while (keys[at] != EMPTY) {
            at = (at + 1) & (keys.length - 1);
          }
          keys[at] = oldKeys[i];
          children[at] = oldChildren[i];
        }
      }
    }
  }

  @Override
  public int encode(byte[] utf8, TokenBuffer to) {
    int before = to.size();
    for (int from = 0; from < utf8.length; ) {
      int node = first[utf8[from] & 0xff];
      int best = -1;
      int end = from;
      for (int at = from + 1; node != 0; at++) {
        if (ids[node] >= 0) {
          best = ids[node];
          end = at;
        }
        node = at < utf8.length ? child(node, utf8[at] & 0xff, false) : 0;
      }
      if (best < 0) {
        throw new IllegalStateException("the vocabulary lacks the byte " + (utf8[from] & 0xff));
      }
      to.add(best);
      from = end;
    }
    return to.size() - before;
  }

  @Override
  public boolean isReusable() {
    return true;
  }
}
