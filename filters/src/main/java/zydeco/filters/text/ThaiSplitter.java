package zydeco.filters.text;

/**
 * Words of PyThaiNLP 5.4's {@code word_tokenize} with the engine {@code newmm-safe}, without
 * blanks, numbers with marks in them joined. A text is cut into parts of at most 140 characters, at
 * blanks or in front of a long word, and each part by {@link ThaiMatcher}.
 */
final class ThaiSplitter implements TextSplitter {
  private static final int MOST = 140;
  private static final int LEAST = 100;

  private final ThaiMatcher matcher;
  private final IntList ends = new IntList();
  private final int[] points = new int[MOST];
  private final int[] offsets = new int[MOST + 1];
  private byte[] text;
  private int length;
  private int numberFrom;
  private int numberTo;
  private boolean inNumber;

  ThaiSplitter(ThaiWords dictionary) {
    matcher = new ThaiMatcher(dictionary, MOST);
  }

  @Override
  public void split(byte[] bytes, int bytesOfText, WordList words) {
    text = bytes;
    length = bytesOfText;
    inNumber = false;
    findNumber(0);
    int at = 0;
    while (at < length) {
      int count = take(at);
      int part = count < MOST ? count : partEnd();
      ends.clear();
      matcher.cut(points, 0, part, ends);
      int from = 0;
      for (int i = 0; i < ends.size(); i++) {
        add(offsets[from], offsets[ends.get(i)], words);
        from = ends.get(i);
      }
      at = offsets[part];
    }
    words.endWord();
  }

  /** Reads the next code points; returns how many. */
  private int take(int from) {
    int count = 0;
    int at = from;
    while (count < MOST && at < length) {
      offsets[count] = at;
      points[count++] = Utf8.at(text, at, length);
      at = Math.min(length, at + Utf8.width(text[at]));
    }
    offsets[count] = at;
    return count;
  }

  /** Where a part ends: behind the last blank, or before the last of the longest words. */
  private int partEnd() {
    for (int at = MOST - 1; at >= LEAST; at--) {
      if (points[at] == ' ') {
        return at + 1;
      }
    }
    ends.clear();
    matcher.cut(points, LEAST, MOST, ends);
    int start = LEAST;
    int longest = 0;
    int best = LEAST;
    for (int i = 0; i < ends.size(); i++) {
      if (ends.get(i) - start >= longest) {
        longest = ends.get(i) - start;
        best = start;
      }
      start = ends.get(i);
    }
    return best;
  }

  /** Adds a word, or a part of a number. */
  private void add(int from, int to, WordList words) {
    while (!inNumber && numberTo > 0 && from >= numberTo) {
      findNumber(numberTo);
    }
    inNumber |= numberTo > 0 && from >= numberFrom;
    words.append(text, from, to);
    if (inNumber && to < numberTo) {
      return;
    }
    words.endWord();
    if (inNumber) {
      inNumber = false;
      findNumber(numberTo);
    }
  }

  /** Finds the next digits with marks between them; there is none where it ends at 0. */
  private void findNumber(int from) {
    numberFrom = from;
    numberTo = 0;
    while (numberFrom < length && numberTo == 0) {
      int first = behindDigits(numberFrom);
      int end = first;
      while (end > numberFrom && isMark(end) && isDigit(end + 1)) {
        end = behindDigits(end + 1);
      }
      if (end > first) {
        numberTo = end;
      } else {
        numberFrom = Math.max(end, numberFrom + Utf8.width(text[numberFrom]));
      }
    }
  }

  private boolean isMark(int at) {
    return at < length && (text[at] == ',' || text[at] == '.' || text[at] == ':');
  }

  private int behindDigits(int from) {
    int at = from;
    while (isDigit(at)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private boolean isDigit(int at) {
    return at < length && Characters.is(Utf8.at(text, at, length), Characters.DECIMAL);
  }
}
