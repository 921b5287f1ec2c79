package zydeco.filters.text;

/**
 * spaCy's rule-based sentence splitter: after a sentence-ending mark the next word that is neither
 * punctuation nor such a mark begins a sentence. Blanks beyond a single one are words there; a
 * sentence of blanks alone does not count.
 */
final class Sentences {
  private Sentences() {}

  /** Counts the sentences of a range of words. */
  static int count(Words words, int from, int to) {
    int[] facts = words.facts();
    boolean ended = false;
    boolean empty = true;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (i > from && (facts[i] & Facts.APART) != 0 && ended) {
        ended = false;
        empty = true;
      }
      boolean end = (facts[i] & Facts.SENTENCE_END) != 0;
      if (ended && (facts[i] & (Facts.PUNCTUATION | Facts.SENTENCE_END)) == 0) {
        ended = false;
        empty = true;
      }
      count += empty ? 1 : 0;
      empty = false;
      ended |= end;
    }
    return count;
  }
}
