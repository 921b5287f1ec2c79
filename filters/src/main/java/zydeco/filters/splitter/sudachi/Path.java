package zydeco.filters.splitter.sudachi;

import java.util.Arrays;
import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.sudachi.NumberReader.Mistake;

/**
 * The words of a text from its {@link Lattice}, which SudachiPy then changes: it joins the parts of
 * numbers, and katakana of which it knows no word, and cuts what is left into short units. Used by
 * one thread.
 */
final class Path {
  /** No word. */
  static final int NONE = -3;

  /** Katakana of fewer characters are joined with others even where the dictionary has them. */
  private static final int FEW = 3;

  private static final char NO_MARK = 0;

  private final NumberReader number = new NumberReader();
  private SudachiText text;
  private Lattice lattice;
  private SudachiDictionary dictionary;
  private int count;
  private int[] words = new int[256];
  private int[] begins = new int[256];
  private int[] ends = new int[256];

  /** Begins anew with a text. */
  void restart(SudachiText whole, Lattice found) {
    text = whole;
    lattice = found;
    dictionary = found.dictionary();
    count = 0;
  }

  /** Adds a word of the dictionary, or {@link Lattice#UNKNOWN} or its numeral. */
  void add(int word, int begin, int end) {
    if (count == words.length) {
      words = Arrays.copyOf(words, 2 * count);
      begins = Arrays.copyOf(begins, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    words[count] = word;
    begins[count] = begin;
    ends[count++] = end;
  }

  /** Adds the offsets in the original text at which its short units end, without empty ones. */
  void units(IntList unitEnds) {
    joinNumbers();
    joinKatakana();
    int last = text.origin(0);
    for (int i = 0; i < count; i++) {
      int units = words[i] < 0 ? 0 : dictionary.shortUnits(words[i]);
      int offset = text.offset(begins[i]);
      for (int unit = 0; unit < units - 1; unit++) {
        offset += dictionary.length(dictionary.shortUnit(words[i], unit));
        last = unit(text.origin(text.character(offset)), last, unitEnds);
      }
      last = unit(text.origin(ends[i]), last, unitEnds);
    }
  }

  private static int unit(int end, int last, IntList unitEnds) {
    if (end > last) {
      unitEnds.add(end);
    }
    return Math.max(end, last);
  }

  private void join(int from, int to, int word) {
    words[from] = word;
    ends[from] = ends[to - 1];
    System.arraycopy(words, to, words, from + 1, count - to);
    System.arraycopy(begins, to, begins, from + 1, count - to);
    System.arraycopy(ends, to, ends, from + 1, count - to);
    count -= to - from - 1;
  }

  private void joinNumbers() {
    int start = NONE;
    boolean commas = true;
    boolean points = true;
    int at = 0;
    while (at < count) {
      if (isNumeric(at) || commas && isMark(at, ',') || points && isMark(at, '.')) {
        if (start < 0) {
          number.restart();
          start = at;
        }
        if (!read(at)) {
          Mistake mistake = number.mistake();
          at = mistake == Mistake.NONE ? at : start - 1;
          commas &= mistake != Mistake.COMMA;
          points &= mistake != Mistake.POINT;
          start = NONE;
        }
      } else {
        boolean comma = isMark(at, ',');
        boolean point = isMark(at, '.');
        if (start >= 0) {
          at = endNumber(start, at);
        }
        start = NONE;
        commas |= !comma;
        points |= !point;
      }
      at++;
    }
    if (start >= 0) {
      endNumber(start, count);
    }
  }

  /** Joins the parts of a number; returns where to go on. */
  private int endNumber(int from, int to) {
    if (number.isWhole()) {
      joinNumber(from, to);
      return from + 1;
    }
    char mark =
        switch (number.mistake()) {
          case COMMA -> ',';
          case POINT -> '.';
          case NONE -> NO_MARK;
        };
    if (mark != NO_MARK && isMark(to - 1, mark)) {
      joinNumber(from, to - 1);
      return from + 2;
    }
    return to;
  }

  private void joinNumber(int from, int to) {
    if (isNumeral(from)) {
      String normalized = number.text();
      if (to - from > 1 || !normalized.contentEquals(normalized(from))) {
        join(from, to, Lattice.UNKNOWN_NUMERAL);
      }
    }
  }

  private boolean isNumeral(int at) {
    return words[at] < 0 ? words[at] == Lattice.UNKNOWN_NUMERAL : dictionary.isNumeral(words[at]);
  }

  private boolean isNumeric(int at) {
    int common = text.common(begins[at], ends[at]);
    return (common & (CharacterTypes.NUMERIC | CharacterTypes.KANJI_NUMERIC)) != 0;
  }

  /** Whether the normalised form of a word is a character. */
  private boolean isMark(int at, char c) {
    return words[at] < 0
        ? ends[at] == begins[at] + 1 && text.point(begins[at]) == c
        : dictionary.isNormalized(words[at], c);
  }

  private CharSequence normalized(int at) {
    if (words[at] >= 0) {
      return dictionary.normalized(words[at]);
    }
    StringBuilder form = new StringBuilder();
    for (int i = begins[at]; i < ends[at]; i++) {
      form.appendCodePoint(text.point(i));
    }
    return form;
  }

  private boolean read(int at) {
    CharSequence form = normalized(at);
    for (int i = 0; i < form.length(); i++) {
      if (!number.read(form.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private void joinKatakana() {
    for (int at = 0; at < count; at++) {
      if ((words[at] < 0 || ends[at] - begins[at] < FEW) && isKatakana(at)) {
        int from = at;
        while (from > 0 && isKatakana(from - 1)) {
          from--;
        }
        int to = at + 1;
        while (to < count && isKatakana(to)) {
          to++;
        }
        while (from < to && !mayBeginUnknown(from)) {
          from++;
        }
        if (to - from > 1) {
          int word = lattice.cheapestWord(begins[from], ends[to - 1]);
          join(from, to, word == NONE ? Lattice.UNKNOWN : word);
          at = from + 1;
        }
      }
    }
  }

  private boolean isKatakana(int at) {
    return (text.common(begins[at], ends[at]) & CharacterTypes.KATAKANA) != 0;
  }

  private boolean mayBeginUnknown(int at) {
    return (text.types(begins[at]) & CharacterTypes.BEGINS_NONE) == 0;
  }
}
