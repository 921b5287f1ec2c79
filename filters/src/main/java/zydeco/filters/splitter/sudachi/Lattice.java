package zydeco.filters.splitter.sudachi;

import java.util.Arrays;

/**
 * All ways to cut a text into words, and the cheapest of them (Viterbi 1967). Of equal ones the
 * first found. Used by one thread.
 */
final class Lattice {
  /** An unknown word in the place of one of the dictionary. */
  static final int UNKNOWN = -1;

  /** An unknown word that is a numeral. */
  static final int UNKNOWN_NUMERAL = -2;

  private static final int NONE = -1;
  private static final int KEPT = 1 << 20;

  private final SudachiDictionary dictionary;
  private final UnknownWords unknown;
  private SudachiText text;

  /* Nodes in the order in which they are found: a word, where it begins, its costs. */
  private int count;
  private int[] words = new int[1 << 12];
  private int[] begins = new int[1 << 12];
  private int[] rights = new int[1 << 12];
  private int[] costs = new int[1 << 12];
  private int[] totals = new int[1 << 12];
  private int[] before = new int[1 << 12];
  private int[] sibling = new int[1 << 12];

  /** The first and the last node that end at a place. */
  private int[] firstEnding = new int[257];

  private int[] lastEnding = new int[257];

  /* The nodes that end where words are tried. */
  private int around;
  private int[] aroundNodes = new int[256];
  private int[] aroundRights = new int[256];
  private int[] aroundTotals = new int[256];

  /* The cheapest of them, by how a word connects with it; known for a place's words alone. */
  private final int[] knownAt;
  private final int[] cheapest;
  private final int[] cheapestTotal;

  private int[] found = new int[64];

  Lattice(SudachiDictionary dictionary) {
    this.dictionary = dictionary;
    unknown = dictionary.unknown();
    knownAt = new int[dictionary.connectionsBefore()];
    cheapest = new int[knownAt.length];
    cheapestTotal = new int[knownAt.length];
  }

  /** Finds the cheapest way through a text of at least one character. */
  void cut(SudachiText whole, BestPath path) {
    text = whole;
    int length = whole.count();
    restart(length);
    for (int at = 0; at < length; at++) {
      if (firstEnding[at] != NONE) {
        gather(at);
        boolean any = addWords(at);
        boolean begins = whole.mayBeginUnknown(at);
        any |= begins && addUnknown(at, any);
        if (!any) {
          addSimple(at);
        }
      }
    }
    gather(length);
    path.restart(whole, this);
    int node = cheapest(0, length);
    int steps = 0;
    for (; node != 0; node = before[node]) {
      found = steps < found.length ? found : Arrays.copyOf(found, 2 * steps);
      found[steps++] = node;
    }
    int end = 0;
    for (int i = steps - 1; i >= 0; i--) {
      end = i > 0 ? begins[found[i - 1]] : length;
      path.add(words[found[i]], begins[found[i]], end);
    }
  }

  private void restart(int length) {
    if (words.length > KEPT) {
      grow(1 << 12);
    }
    if (firstEnding.length <= length) {
      firstEnding = new int[2 * length + 1];
      lastEnding = new int[2 * length + 1];
    }
    Arrays.fill(firstEnding, 0, length + 1, NONE);
    Arrays.fill(knownAt, NONE);
    count = 0;
    node(UNKNOWN, 0, 0, 0);
    sibling[0] = NONE;
    firstEnding[0] = 0;
  }

  private void grow(int size) {
    words = Arrays.copyOf(words, size);
    begins = Arrays.copyOf(begins, size);
    rights = Arrays.copyOf(rights, size);
    costs = Arrays.copyOf(costs, size);
    totals = Arrays.copyOf(totals, size);
    before = Arrays.copyOf(before, size);
    sibling = Arrays.copyOf(sibling, size);
  }

  private int node(int word, int begin, int right, int cost) {
    if (count == words.length) {
      grow(2 * count);
    }
    words[count] = word;
    begins[count] = begin;
    rights[count] = right;
    costs[count] = cost;
    totals[count] = 0;
    return count++;
  }

  private void gather(int at) {
    around = 0;
    for (int node = firstEnding[at]; node != NONE; node = sibling[node]) {
      if (around == aroundNodes.length) {
        aroundNodes = Arrays.copyOf(aroundNodes, 2 * around);
        aroundRights = Arrays.copyOf(aroundRights, 2 * around);
        aroundTotals = Arrays.copyOf(aroundTotals, 2 * around);
      }
      aroundNodes[around] = node;
      aroundRights[around] = rights[node];
      aroundTotals[around++] = totals[node];
    }
  }

  /** The node before a word that makes the cheapest way to it. */
  private int cheapest(int left, int at) {
    if (knownAt[left] != at) {
      int best = Integer.MAX_VALUE;
      int of = NONE;
      for (int i = 0; i < around; i++) {
        int total = aroundTotals[i] + dictionary.cost(left, aroundRights[i]);
        if (total < best) {
          best = total;
          of = aroundNodes[i];
        }
      }
      knownAt[left] = at;
      cheapest[left] = of;
      cheapestTotal[left] = best;
    }
    return cheapest[left];
  }

  private void insert(int word, int begin, int end, int left, int right, int cost) {
    int node = node(word, begin, right, cost);
    before[node] = cheapest(left, begin);
    totals[node] = cheapestTotal[left] + cost;
    sibling[node] = NONE;
    if (firstEnding[end] == NONE) {
      firstEnding[end] = node;
    } else {
      sibling[lastEnding[end]] = node;
    }
    lastEnding[end] = node;
  }

  private boolean addWords(int at) {
    byte[] bytes = text.bytes();
    int length = text.offset(text.count());
    int place = dictionary.root();
    boolean any = false;
    for (int i = text.offset(at); i < length; i++) {
      place = dictionary.next(place, bytes[i] & 0xFF);
      if (place == SudachiDictionary.NOWHERE) {
        break;
      }
      if (SudachiDictionary.endsWords(place)) {
        int end = text.character(i + 1);
        if (end == text.count() || text.mayBegin(end)) {
          found = dictionary.words(place, found);
          for (int word = 1; word <= found[0]; word++) {
            add(found[word], at, end);
          }
          any = true;
        }
      }
    }
    return any;
  }

  private void add(int word, int begin, int end) {
    int left = dictionary.left(word);
    insert(word, begin, end, left, dictionary.right(word), dictionary.cost(word));
  }

  /** Adds unknown words at a place; false: there are none. */
  private boolean addUnknown(int at, boolean known) {
    int nodes = count;
    int alike = text.alike(at);
    for (int types = text.types(at) & 0x7FF; types != 0; types &= types - 1) {
      int type = Integer.numberOfTrailingZeros(types);
      if (known && !UnknownWords.isAlwaysTried(type)) {
        continue;
      }
      int longest = alike;
      if (UnknownWords.isGrouped(type)) {
        addUnknown(type, at, at + alike);
        longest--;
      }
      for (int length = 1; length <= UnknownWords.longest(type); length++) {
        int own = Math.min(length, text.count() - at);
        if (own > longest) {
          break;
        }
        addUnknown(type, at, at + own);
      }
    }
    return count > nodes;
  }

  private void addUnknown(int type, int begin, int end) {
    int word = UnknownWords.areNumerals(type) ? UNKNOWN_NUMERAL : UNKNOWN;
    for (int i = 0; i < unknown.count(type); i++) {
      int connection = unknown.connection(type, i);
      insert(word, begin, end, connection, connection, unknown.cost(type, i));
    }
  }

  /** Adds what stands up to where a word may begin, as a word. */
  private void addSimple(int at) {
    int end = at + 1;
    while (end < text.count() && !text.mayBegin(end)) {
      end++;
    }
    int connection = unknown.connection(0, 0);
    insert(UNKNOWN, at, end, connection, connection, unknown.cost(0, 0));
  }

  /**
   * The word that costs least by itself of those in a range; {@link BestPath#NONE}: there is none.
   */
  int cheapestWord(int begin, int end) {
    int best = NONE;
    for (int node = firstEnding[end]; node != NONE; node = sibling[node]) {
      if (begins[node] == begin && (best == NONE || costs[node] < costs[best])) {
        best = node;
      }
    }
    return best == NONE ? BestPath.NONE : words[best];
  }

  SudachiDictionary dictionary() {
    return dictionary;
  }
}
