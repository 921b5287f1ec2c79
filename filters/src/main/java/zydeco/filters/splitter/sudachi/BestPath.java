package zydeco.filters.splitter.sudachi;

import java.util.Arrays;
import zydeco.filters.bytes.IntList;
import zydeco.filters.splitter.sudachi.NumberReader.Mistake;

/**
 * The words of a text from its {@link Lattice}, which SudachiPy then changes: it joins the parts of
 * numbers, and katakana of which it knows no word, and cuts what is left into short units. Used by
 * one thread.
 */
final class BestPath {
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
  private int gap;
  private int gapSize;
  private int[] words = new int[256];
  private int[] begins = new int[256];
  private int[] ends = new int[256];

  /** Begins anew with a text. */
  void restart(SudachiText whole, Lattice found) {
    text = whole;
    lattice = found;
    dictionary = found.dictionary();
    count = 0;
    gap = 0;
    gapSize = 0;
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
      int units = word(i) < 0 ? 0 : dictionary.shortUnits(word(i));
      int offset = text.offset(begin(i));
      for (int unit = 0; unit < units - 1; unit++) {
        offset += dictionary.length(dictionary.shortUnit(word(i), unit));
        last = unit(text.origin(text.character(offset)), last, unitEnds);
      }
      last = unit(text.origin(end(i)), last, unitEnds);
    }
  }

  private static int unit(int end, int last, IntList unitEnds) {
    if (end > last) {
      unitEnds.add(end);
    }
    return Math.max(end, last);
  }

  /** Where a word stands: those from the gap on stand behind it. */
  private int place(int at) {
    return at < gap ? at : at + gapSize;
  }

  private int word(int at) {
    return words[place(at)];
  }

  private int begin(int at) {
    return begins[place(at)];
  }

  private int end(int at) {
    return ends[place(at)];
  }

  /** Makes one word of several; joins go forward, so that the gap they leave moves but little. */
  private void join(int from, int to, int word) {
    moveGap(to);
    words[from] = word;
    ends[from] = ends[to - 1];
    gap = from + 1;
    gapSize += to - gap;
    count -= to - gap;
  }

  private void moveGap(int to) {
    int from = Math.min(gap, to);
    int moved = Math.abs(to - gap);
    int source = to > gap ? from + gapSize : from;
    int target = to > gap ? from : from + gapSize;
    System.arraycopy(words, source, words, target, moved);
    System.arraycopy(begins, source, begins, target, moved);
    System.arraycopy(ends, source, ends, target, moved);
    gap = to;
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
    return word(at) < 0 ? word(at) == Lattice.UNKNOWN_NUMERAL : dictionary.isNumeral(word(at));
  }

  private boolean isNumeric(int at) {
    int common = text.common(begin(at), end(at));
    return (common & (CharacterTypes.NUMERIC | CharacterTypes.KANJI_NUMERIC)) != 0;
  }

  /** Whether the normalised form of a word is a character. */
  private boolean isMark(int at, char c) {
    return word(at) < 0
        ? end(at) == begin(at) + 1 && text.point(begin(at)) == c
        : dictionary.isNormalized(word(at), c);
  }

  private CharSequence normalized(int at) {
    if (word(at) >= 0) {
      return dictionary.normalized(word(at));
    }
    StringBuilder form = new StringBuilder();
    for (int i = begin(at); i < end(at); i++) {
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
      if ((word(at) < 0 || end(at) - begin(at) < FEW) && isKatakana(at)) {
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
          int word = lattice.cheapestWord(begin(from), end(to - 1));
          join(from, to, word == NONE ? Lattice.UNKNOWN : word);
          at = from + 1;
        } else {
          at = to - 1; // nor are they joined from another of them on
        }
      }
    }
  }

  private boolean isKatakana(int at) {
    return (text.common(begin(at), end(at)) & CharacterTypes.KATAKANA) != 0;
  }

  private boolean mayBeginUnknown(int at) {
    return (text.types(begin(at)) & CharacterTypes.BEGINS_NONE) == 0;
  }
}
