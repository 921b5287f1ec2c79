package zydeco.filters.text;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.pipeline.text.Unicode;

/**
 * Sentences as datatrove finds them. spaCy's rule-based splitter: after a sentence-ending mark the
 * next word that is neither punctuation nor such a mark begins a sentence. Blanks beyond a single
 * one are words there; a sentence of them alone counts in {@link #ofLine} only.
 */
final class Sentences {

  /** Takes a sentence: its first word, and the first word after it. */
  interface Each {
    void sentence(int from, int to);
  }

  private Sentences() {}

  /** Counts the sentences of a range of words. */
  static int count(Words words, int from, int to) {
    int count = from < to ? 1 : 0;
    int start = from;
    for (int next = end(words, start, to); next < to; next = end(words, start, to)) {
      start = next;
      count++;
    }
    return count;
  }

  /**
   * Counts the sentences of a line of its own, at whose ends blanks may stand. Where they are a
   * token of spaCy's behind a sentence's mark, they are a sentence; so are blanks alone.
   *
   * @param blanksBehind whether there are more behind the last word than a space
   */
  static int ofLine(Words words, boolean blanksBehind) {
    int count = 0;
    int start = 0;
    while (start < words.count()) {
      int end = end(words, start, words.count());
      boolean last = end == words.count();
      count += last && blanksBehind && hasEnd(words, start, end) ? 2 : 1;
      start = end;
    }
    return Math.max(1, count);
  }

  private static boolean hasEnd(Words words, int from, int to) {
    int any = 0;
    for (int word = from; word < to; word++) {
      any |= words.facts()[word];
    }
    return (any & Facts.SENTENCE_END) != 0;
  }

  /** Walks over the sentences of all words. */
  static void each(Words words, Each each) {
    int start = 0;
    while (start < words.count()) {
      int end = end(words, start, words.count());
      each.sentence(start, end);
      start = end;
    }
  }

  /**
   * Counts the sentences of a line as datatrove's WhitespaceTokenizer does: each ends with a run of
   * terminal marks and a quote behind them. The full stop of a capital letter ends one only where
   * no other mark follows. A line without marks is one sentence.
   */
  static int byMarks(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = markedEnd(bytes, from, to); at >= 0; at = markedEnd(bytes, at, to)) {
      count++;
    }
    return Math.max(1, count);
  }

  /** Where the sentence ends that begins at an offset, or -1: there is no mark behind it. */
  private static int markedEnd(byte[] bytes, int from, int to) {
    int stop = -1;
    int at = from;
    while (at < to) {
      int c = Utf8.at(bytes, at, to);
      at += Utf8.width(bytes[at]);
      if (at < to && bytes[at] == '.' && isCapital(c)) {
        stop = at++;
      }
      if (at < to && isTerminal(bytes, at, to)) {
        return behindMarks(bytes, at, to);
      }
    }
    return stop < 0 ? -1 : behindMarks(bytes, stop, to);
  }

  private static boolean isCapital(int c) {
    return Unicode.category(c) == Character.UPPERCASE_LETTER;
  }

  private static int behindMarks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isTerminal(bytes, at, to)) {
      at += Utf8.width(bytes[at]);
    }
    int c = at < to ? Utf8.at(bytes, at, to) : -1;
    return c == '"' || c == '\'' || c == '”' ? at + Utf8.width(bytes[at]) : at;
  }

  private static boolean isTerminal(byte[] bytes, int at, int to) {
    return Characters.is(Utf8.at(bytes, at, to), Characters.TERMINAL);
  }

  /** Where the sentence ends that begins with a word. */
  private static int end(Words words, int from, int to) {
    int[] facts = words.facts();
    boolean ended = false;
    for (int i = from; i < to; i++) {
      boolean apart = i > from && (facts[i] & Facts.APART) != 0;
      boolean mark = (facts[i] & (Facts.PUNCTUATION | Facts.SENTENCE_END)) != 0;
      if (ended && (apart || !mark)) {
        return i;
      }
      ended |= (facts[i] & Facts.SENTENCE_END) != 0;
    }
    return to;
  }
}
