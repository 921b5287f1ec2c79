package zydeco.filters.text;

import java.util.Arrays;

/**
 * Repeated n-grams of the words of one text, as datatrove's Gopher repetition filter counts them.
 *
 * <p>The top n-gram (n = 2 to 4) is the most frequent, the first seen of equals; it counts even
 * where it occurs once. Of n = 5 to 10, an n-gram is repeated where its words, joined without
 * blanks, equal those of one met before; the search then goes on behind it, so that what it skips
 * is never met.
 */
public final class Repeats {
  /* Places where nothing can repeat are left out first. An n-gram of 2 to 4 repeats only where both
   * its (n-1)-grams do. Joined words do not nest so ("ab c" equals "a bc"), but where the joined
   * words have 16 bytes or more, the first 16 repeat; the rare shorter ones are all looked at. */

  private static final int SHORTEST_TOP = 2;
  private static final int LONGEST_TOP = 4;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 10;
  private static final int KEY = 16;
  private static final int KEPT = 1 << 20;

  private final Words words;
  private final Bits bits = new Bits();
  private final GramTable table = new GramTable();
  private final SpanSet spans = new SpanSet();
  private final long[] topCharacters = new long[LONGEST_TOP + 1];
  private final long[] repeatedCharacters = new long[LONGEST + 1];
  private long[] hashes = new long[1024];
  private int[] places = new int[1024];
  private int[] grams = new int[1024];
  private int[] charactersBefore;
  private int[] bytesBefore;
  private byte[] joined;
  private int count;

  Repeats(Words words) {
    this.words = words;
  }

  void read() {
    count = words.count();
    joined = words.joined();
    bytesBefore = words.bytesBefore();
    charactersBefore = words.charactersBefore();
    Arrays.fill(topCharacters, 0);
    Arrays.fill(repeatedCharacters, 0);
    reserve();
    hashWords();
    int candidates = bigramPlaces();
    for (int n = SHORTEST_TOP; n <= LONGEST_TOP && n <= count; n++) {
      number(n, candidates);
      topCharacters[n] = top(n);
      candidates = n < LONGEST_TOP ? next(candidates) : 0;
    }
    int repeating = joinedPlaces();
    for (int n = SHORTEST; n <= LONGEST && n <= count && repeating > 0; n++) {
      repeatedCharacters[n] = repeated(n, repeating);
    }
  }

  private void reserve() {
    if (places.length < count || places.length > KEPT && count < KEPT) {
      int size = Math.max(1024, count + count / 4);
      hashes = new long[size];
      places = new int[size];
      grams = new int[size];
    }
  }

  private void hashWords() {
    for (int i = 0; i < count; i++) {
      int start = bytesBefore[i];
      int length = bytesBefore[i + 1] - start;
      long head = Hashing.head(joined, start, length);
      long tail = length > 8 ? Hashing.word(joined, start + length - 8) : 0;
      hashes[i] = Hashing.of(joined, start, head, tail, length);
    }
  }

  private static long pair(long one, long two) {
    return Hashing.mix(one * 0xC2B2AE3D27D4EB4FL + two);
  }

  /** Puts the places where a bigram may repeat into {@link #places}; returns how many. */
  private int bigramPlaces() {
    bits.clear(count);
    for (int i = 0; i + 1 < count; i++) {
      bits.add(pair(hashes[i], hashes[i + 1]));
    }
    int found = 0;
    for (int i = 0; i + 1 < count; i++) {
      places[found] = i;
      found += bits.isRepeated(pair(hashes[i], hashes[i + 1])) ? 1 : 0;
    }
    return found;
  }

  /** Numbers the n-grams at the places; {@link #grams} gets the numbers. */
  private void number(int n, int candidates) {
    table.clear(words, n, candidates);
    for (int k = 0; k < candidates; k++) {
      int place = places[k];
      long hash = hashes[place];
      for (int i = 1; i < n; i++) {
        hash = pair(hash, hashes[place + i]);
      }
      grams[k] = table.add(hash, place);
    }
  }

  private long top(int n) {
    int most = 1;
    int first = 0;
    for (int gram = 0; gram < table.size(); gram++) {
      if (table.count(gram) > most) {
        most = table.count(gram);
        first = table.first(gram);
      }
    }
    long characters = charactersBefore[first + n] - charactersBefore[first] + n - 1;
    return characters * most;
  }

  /** Keeps the places where this n-gram and the next one both repeat; returns how many. */
  private int next(int candidates) {
    int found = 0;
    for (int k = 0; k + 1 < candidates; k++) {
      boolean both =
          places[k + 1] == places[k] + 1
              && table.count(grams[k]) > 1
              && table.count(grams[k + 1]) > 1;
      places[found] = places[k];
      found += both ? 1 : 0;
    }
    return found;
  }

  /** Puts the places where joined words may repeat into {@link #places}; returns how many. */
  private int joinedPlaces() {
    int keyed = count;
    while (keyed > 0 && bytesBefore[keyed - 1] + KEY > bytesBefore[count]) {
      keyed--;
    }
    bits.clear(count);
    for (int i = 0; i < keyed; i++) {
      hashes[i] = key(joined, bytesBefore[i]);
      bits.add(hashes[i]);
    }
    int found = 0;
    for (int i = 0; i + SHORTEST <= count; i++) {
      boolean small = bytesBefore[i + SHORTEST] - bytesBefore[i] < KEY;
      places[found] = i;
      found += small || i < keyed && bits.isRepeated(hashes[i]) ? 1 : 0;
    }
    return found;
  }

  private static long key(byte[] bytes, int at) {
    return Hashing.of(Hashing.word(bytes, at), Hashing.word(bytes, at + 8), 0);
  }

  private long repeated(int n, int candidates) {
    spans.clear();
    long characters = 0;
    int free = 0;
    for (int k = 0; k < candidates && places[k] + n <= count; k++) {
      int place = places[k];
      if (place >= free && !spans.add(joined, bytesBefore[place], bytesBefore[place + n])) {
        characters += charactersBefore[place + n] - charactersBefore[place];
        free = place + n;
      }
    }
    return characters;
  }

  /** Characters of the top n-gram, its blanks among them, times its count; n is 2 to 4. */
  public long topCharacters(int n) {
    return topCharacters[n];
  }

  /** Characters of repeated n-grams; n is 5 to 10. */
  public long repeatedCharacters(int n) {
    return repeatedCharacters[n];
  }
}
