package zydeco.classifiers.fasttext;

import java.util.Arrays;

/** The input rows of every word of the vocabulary: its own, then those of its n-grams. */
final class WordRows {
  private int[] starts;
  private int[] rows = new int[1 << 10];
  private int count;

  private WordRows() {}

  static WordRows of(Vocabulary vocabulary, CharacterNgrams ngrams) {
    WordRows all = new WordRows();
    RowBlock block = new RowBlock(all::add);
    all.starts = new int[vocabulary.words() + 1];
    for (int id = 0; id < vocabulary.words(); id++) {
      block.add(id);
      byte[] word = vocabulary.word(id);
      if (!Arrays.equals(word, Vocabulary.END)) {
        byte[] bracketed = new byte[word.length + 2];
        bracketed[0] = '<';
        System.arraycopy(word, 0, bracketed, 1, word.length);
        bracketed[word.length + 1] = '>';
        ngrams.forEach(bracketed, bracketed.length, block);
      }
      block.flush();
      all.starts[id + 1] = all.count;
    }
    all.rows = Arrays.copyOf(all.rows, all.count);
    return all;
  }

  private void add(int[] more, int length) {
    if (count + length > rows.length) {
      rows = Arrays.copyOf(rows, 2 * (count + length));
    }
    System.arraycopy(more, 0, rows, count, length);
    count += length;
  }

  int start(int word) {
    return starts[word];
  }

  int row(int place) {
    return rows[place];
  }
}
