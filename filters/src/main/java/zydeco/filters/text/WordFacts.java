package zydeco.filters.text;

/** Counts over the words of one text. */
public final class WordFacts {
  private final Words words;
  private int properWords;
  private long properCharacters;
  private int alphabeticWords;
  private int stopWords;

  WordFacts(Words words) {
    this.words = words;
  }

  void read() {
    int[] facts = words.facts();
    int[] charactersBefore = words.charactersBefore();
    int count = words.count();
    int symbols = 0;
    int alphabetic = 0;
    int any = 0;
    int symbolCharacters = 0;
    for (int i = 0; i < count; i++) {
      any |= facts[i];
      alphabetic += facts[i] >>> 8 & 1;
      int symbol = facts[i] >>> 9 & 1;
      symbols += symbol;
      symbolCharacters += -symbol & (charactersBefore[i + 1] - charactersBefore[i]);
    }
    properWords = count - symbols;
    properCharacters = charactersBefore[count] - symbolCharacters;
    alphabeticWords = alphabetic;
    stopWords =
        words.rules().isEnglish()
            ? Integer.bitCount(any & Facts.STOPS)
            : words.rules().distinctStopWords(words);
  }

  /** Words that are not made of punctuation alone. */
  public int properWords() {
    return properWords;
  }

  /** Code points of those. */
  public long properCharacters() {
    return properCharacters;
  }

  /** Words with a letter. */
  public int alphabeticWords() {
    return alphabeticWords;
  }

  /** How many of the language's stop words occur; -1 where it has none. */
  public int stopWords() {
    return stopWords;
  }
}
