package zydeco.filters.text;

/**
 * Sums over the n-grams of a list of words, n from 2 to 10, in the several ways in which the
 * origins count. All lengths are in code points of the words alone.
 */
public final class GramFacts {
  private static final int LONGEST = 10;

  private final Grams grams = new Grams();
  private final int[] topPlace = new int[LONGEST + 1];
  private final int[] topCount = new int[LONGEST + 1];
  private final int[] topLongest = new int[LONGEST + 1];
  private final long[] repeated = new long[LONGEST + 1];
  private final long[] covered = new long[LONGEST + 1];
  private final long[] later = new long[LONGEST + 1];
  private Tokens tokens;

  /** Reads a list of words. */
  public void read(Tokens words) {
    tokens = words;
    for (int n = 2; n <= LONGEST; n++) {
      if (n == 2) {
        grams.start(words);
      } else {
        grams.next();
      }
      top(n);
      sums(n);
    }
  }

  private void top(int n) {
    int most = 1;
    int place = 0;
    int longest = 0;
    for (int gram = 0; gram < grams.size(); gram++) {
      int count = grams.count(gram);
      if (count > 1 && count >= most) {
        int first = grams.first(gram);
        place = count > most ? first : place;
        longest = Math.max(count > most ? 0 : longest, tokens.characters(first, first + n));
        most = count;
      }
    }
    topCount[n] = most;
    topPlace[n] = place;
    topLongest[n] = longest;
  }

  private void sums(int n) {
    int[] before = tokens.charactersBefore();
    long all = 0;
    long union = 0;
    long copies = 0;
    int unionEnd = 0;
    int copiesEnd = 0;
    for (int k = 0; k < grams.candidates(); k++) {
      int gram = grams.gram(k);
      if (grams.count(gram) > 1) {
        int place = grams.place(k);
        all += before[place + n] - before[place];
        union += before[place + n] - before[Math.max(place, unionEnd)];
        unionEnd = place + n;
        if (place > grams.first(gram)) {
          int from = Math.max(place, copiesEnd);
          copies += before[place + n] - before[from] + Math.min(place + n - from, n - 1);
          copiesEnd = place + n;
        }
      }
    }
    repeated[n] = all;
    covered[n] = union;
    later[n] = copies;
  }

  /** How often the most frequent n-gram occurs; 1 where none repeats. */
  public int topCount(int n) {
    return topCount[n];
  }

  /** Where the most frequent n-gram, the first seen of equals, occurs first. */
  public int topPlace(int n) {
    return topPlace[n];
  }

  /** The length of the longest of the most frequent n-grams; 0 where none repeats. */
  public int topLongest(int n) {
    return topLongest[n];
  }

  /** The lengths of all occurrences of n-grams that occur more than once, overlaps in full. */
  public long repeated(int n) {
    return repeated[n];
  }

  /** The length of the words that lie in an n-gram that occurs more than once, each word once. */
  public long covered(int n) {
    return covered[n];
  }

  /**
   * The length of the words in second and later occurrences, each word once, with the blanks
   * between words as NeMo Curator counts them.
   */
  public long later(int n) {
    return later[n];
  }

  /** The lengths of all n-grams, overlaps in full. */
  public long all(int n) {
    int[] before = tokens.charactersBefore();
    long sum = 0;
    for (int place = 0; place + n <= tokens.count(); place++) {
      sum += before[place + n] - before[place];
    }
    return sum;
  }
}
