package zydeco.classifiers.fasttext;

/**
 * The rows of a word's character n-grams. The word stands in angle brackets; an n-gram is minn to
 * maxn characters (UTF-8), but never a bracket alone; each start gives its n-grams from short to
 * long.
 */
final class CharacterNgrams {

  private final int minn;
  private final int maxn;
  private final Remainder bucket;
  private final Vocabulary vocabulary;

  CharacterNgrams(Arguments arguments, Vocabulary vocabulary) {
    this.minn = arguments.minn();
    this.maxn = arguments.maxn();
    this.bucket = new Remainder(Math.max(1, arguments.bucket()));
    this.vocabulary = vocabulary;
  }

  /**
   * @param bracketed holds the word with its brackets from 0 to the length
   */
  void forEach(byte[] bracketed, int length, RowBlock rows) {
    for (int start = 0; start < length; start++) {
      if (!continues(bracketed[start])) {
        from(start, bracketed, length, rows);
      }
    }
  }

  private void from(int start, byte[] word, int length, RowBlock rows) {
    int hash = Vocabulary.HASH_START;
    int end = start;
    for (int n = 1; n <= maxn && end < length; n++) {
      hash = Vocabulary.hash(hash, word[end++]);
      while (end < length && continues(word[end])) {
        hash = Vocabulary.hash(hash, word[end++]);
      }
      if (n >= minn && !(n == 1 && (start == 0 || end == length))) {
        int row = vocabulary.row(bucket.of(hash));
        if (row >= 0) {
          rows.add(row);
        }
      }
    }
  }

  private static boolean continues(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
