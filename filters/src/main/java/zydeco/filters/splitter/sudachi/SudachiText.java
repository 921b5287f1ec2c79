package zydeco.filters.splitter.sudachi;

import java.util.Arrays;
import zydeco.filters.bytes.Utf8;

/**
 * A text as SudachiPy looks for words in it: characters are replaced ({@link Normalization}), marks
 * of long vowels side by side are one, and readings in brackets behind ideographs are left out.
 * Filled again for each text.
 */
final class SudachiText {
  private static final int LONGEST_READING = 4;

  private int[] points = new int[256];
  private int[] origins = new int[257];
  private int[] types = new int[256];
  private int[] alike = new int[256];
  private int[] offsets = new int[257];
  private byte[] bytes = new byte[1024];
  private int[] characters = new int[1025];
  private int count;

  /** Reads a range of a text. */
  void read(byte[] text, int from, int to) {
    count = 0;
    int at = from;
    while (at < to) {
      int c = Utf8.at(text, at, to);
      int behind = Math.min(to, at + Utf8.width(text[at]));
      int pair = behind < to ? Normalization.ofPair(c, Utf8.at(text, behind, to)) : -1;
      int[] others = pair < 0 ? Normalization.of(c) : null;
      if (pair >= 0) {
        add(pair, at);
        behind = Math.min(to, behind + Utf8.width(text[behind]));
      } else if (others == null) {
        add(c, at);
      } else {
        add(others[0], at);
        for (int i = 1; i < others.length; i++) {
          add(others[i], behind);
        }
      }
      at = behind;
    }
    origins[count] = to;
    joinMarks();
    dropReadings();
    describe();
  }

  private void add(int c, int origin) {
    if (count == points.length) {
      points = Arrays.copyOf(points, 2 * count);
      origins = Arrays.copyOf(origins, 2 * count + 1);
      types = new int[2 * count];
      alike = new int[2 * count];
      offsets = new int[2 * count + 1];
      bytes = new byte[8 * count];
      characters = new int[8 * count + 1];
    }
    points[count] = c;
    origins[count++] = origin;
  }

  private static boolean isMark(int c) {
    return c == 'ー' || c == '-' || c == '⁓' || c == '〜' || c == '〰';
  }

  private void joinMarks() {
    int kept = 0;
    for (int i = 0; i < count; kept++) {
      int end = i + 1;
      while (isMark(points[i]) && end < count && isMark(points[end])) {
        end++;
      }
      points[kept] = end > i + 1 ? 'ー' : points[i];
      origins[kept] = origins[i];
      i = end;
    }
    origins[kept] = origins[count];
    count = kept;
  }

  private void dropReadings() {
    int kept = 0;
    for (int i = 0; i < count; kept++) {
      points[kept] = points[i];
      origins[kept] = origins[i];
      i = has(i, CharacterTypes.KANJI) ? behindReading(i + 1) : i + 1;
    }
    origins[kept] = origins[count];
    count = kept;
  }

  private boolean has(int at, int some) {
    return (CharacterTypes.of(points[at]) & some) != 0;
  }

  /** Where a reading in brackets ends that begins at a place; the place: none does. */
  private int behindReading(int from) {
    if (from >= count || points[from] != '(' && points[from] != '（') {
      return from;
    }
    int at = from + 1;
    int last = Math.min(count, at + LONGEST_READING);
    while (at < last && has(at, CharacterTypes.HIRAGANA | CharacterTypes.KATAKANA)) {
      at++;
    }
    boolean closed = at > from + 1 && at < count && (points[at] == ')' || points[at] == '）');
    return closed ? at + 1 : from;
  }

  private void describe() {
    int to = 0;
    for (int i = 0; i < count; i++) {
      types[i] = CharacterTypes.of(points[i]);
      offsets[i] = to;
      int end = Utf8.put(bytes, to, points[i]);
      Arrays.fill(characters, to, end, i);
      to = end;
    }
    offsets[count] = to;
    characters[to] = count;
    int start = 0;
    while (start < count) {
      int common = types[start];
      int end = start + 1;
      while (end < count && (common & types[end]) != 0) {
        common &= types[end++];
      }
      for (int i = start; i < end; i++) {
        alike[i] = end - i;
      }
      start = end;
    }
  }

  /** How many characters there are. */
  int count() {
    return count;
  }

  /** The characters in UTF-8, {@link #offset} of the count of them. */
  byte[] bytes() {
    return bytes;
  }

  /** The byte with which a character begins. */
  int offset(int at) {
    return offsets[at];
  }

  /** The character that a byte is of. */
  int character(int offset) {
    return characters[offset];
  }

  /** The offset in the original text with which a character, or what is behind all, begins. */
  int origin(int at) {
    return origins[at];
  }

  int point(int at) {
    return points[at];
  }

  /** {@link CharacterTypes} of a character. */
  int types(int at) {
    return types[at];
  }

  /** {@link CharacterTypes} that all characters of a range have. */
  int common(int from, int to) {
    int common = -1;
    for (int i = from; i < to; i++) {
      common &= types[i];
    }
    return common;
  }

  /** How many characters side by side, from one on, share a type. */
  int alike(int at) {
    return alike[at];
  }

  /** Whether a word may begin at a place: not inside of Latin, Greek or Cyrillic letters. */
  boolean mayBegin(int at) {
    int letters = CharacterTypes.ALPHA | CharacterTypes.GREEK | CharacterTypes.CYRILLIC;
    return (types[at] & letters) == 0 || at == 0 || (types[at] & types[at - 1]) == 0;
  }

  /** Whether an unknown word may begin at a place. */
  boolean mayBeginUnknown(int at) {
    return (types[at] & CharacterTypes.BEGINS_NONE) == 0
        && (at == 0 || (types[at - 1] & CharacterTypes.ENDS_NONE) == 0);
  }
}
