package zydeco.filters.text;

/**
 * spaCy's rule-based sentence splitter: after a sentence-ending mark the next word that is neither
 * punctuation nor such a mark begins a sentence. Blanks beyond a single one are words there; a
 * sentence of blanks alone does not count.
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

  /** Walks over the sentences of all words. */
  static void each(Words words, Each each) {
    int start = 0;
    while (start < words.count()) {
      int end = end(words, start, words.count());
      each.sentence(start, end);
      start = end;
    }
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
