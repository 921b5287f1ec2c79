package zydeco.filters.text;

import java.util.Arrays;
import zydeco.filters.bytes.PlaceTable;
import zydeco.filters.bytes.SpanSet;

/**
 * Repeated n-grams of the words of one text, as datatrove's Gopher repetition filter counts them.
 *
 * <p>The top n-gram (n = 2 to 4) is the most frequent, the first seen of equals; it counts even
 * where it occurs once. Of n = 5 to 10, an n-gram is repeated where its words, joined without
 * blanks, equal those of one met before; the search then goes on behind it, so that what it skips
 * is never met.
 */
public final class Repeats {
  private static final int SHORTEST = 5;
  private static final int LONGEST = 10;

  private final Words words;
  private final WordCodes codes;
  private final TopGrams top;
  private final Echoes echoes;
  private final SpanSet spans = new SpanSet();
  private final long[] repeatedCharacters = new long[LONGEST + 1];

  Repeats(Words words) {
    this.words = words;
    codes = new WordCodes(words);
    Tally tally = new Tally();
    PlaceTable table = new PlaceTable();
    top = new TopGrams(codes, tally, table);
    echoes = new Echoes(words, tally, table, SHORTEST);
  }

  void read() {
    codes.read();
    top.read();
    Arrays.fill(repeatedCharacters, 0);
    echoes.read();
    for (int n = SHORTEST; n <= LONGEST && n <= words.count() && echoes.count() > 0; n++) {
      echoes.keep(n);
      repeatedCharacters[n] = repeated(n);
    }
  }

  private long repeated(int n) {
    byte[] joined = words.joined();
    int[] bytesBefore = words.bytesBefore();
    int[] charactersBefore = words.charactersBefore();
    spans.clear();
    long characters = 0;
    int free = 0;
    for (int k = 0; k < echoes.count(); k++) {
      int place = echoes.place(k);
      if (place >= free && !spans.add(joined, bytesBefore[place], bytesBefore[place + n])) {
        characters += charactersBefore[place + n] - charactersBefore[place];
        free = place + n;
      }
    }
    return characters;
  }

  /** Characters of the top n-gram, its blanks among them, times its count; n is 2 to 4. */
  public long topCharacters(int n) {
    int[] before = words.charactersBefore();
    int place = top.topPlace(n);
    int count = top.topCount(n);
    return count == 0 ? 0 : (before[place + n] - before[place] + n - 1L) * count;
  }

  /** Characters of repeated n-grams; n is 5 to 10. */
  public long repeatedCharacters(int n) {
    return repeatedCharacters[n];
  }
}
