package zydeco.classifiers.fasttext;

import java.util.Arrays;

/**
 * Takes a text apart into the rows of the input matrix, one text after another, for one thread. A
 * text is one line: words are separated by blanks (space, newline, tab, vertical tab, form feed,
 * carriage return, NUL), and the end-of-line token follows the last word. A word {@code </s>} in
 * the text ends the line. Words that read as labels are left out.
 *
 * <p>Words are cut and hashed, looked up, and turned into rows in loops of their own over blocks of
 * words, because it is waiting for memory that costs.
 */
final class LineReader {
  private static final int SPARE = 1 << 16;
  private static final int BLOCK = 512;
  private static final long BLANKS = 1L << ' ' | 0b11111L << '\t' | 1;
  private static final int END_HASH = Vocabulary.hash(Vocabulary.END, 0, Vocabulary.END.length);

  private final Vocabulary vocabulary;
  private final WordRows wordRows;
  private final CharacterNgrams ngrams;
  private final Remainder bucket;
  private final boolean subwords;
  private final int wordNgrams;
  private final RowBlock rows;
  private final int[] starts = new int[BLOCK];
  private final int[] lengths = new int[BLOCK];
  private final int[] blockHashes = new int[BLOCK];
  private final int[] ids = new int[BLOCK];
  private byte[] bracketed = new byte[256];
  private int[] hashes = new int[1024];
  private int words;

  LineReader(Arguments arguments, Vocabulary vocabulary, WordRows wordRows, RowBlock.Sink sink) {
    this.vocabulary = vocabulary;
    this.wordRows = wordRows;
    this.ngrams = new CharacterNgrams(arguments, vocabulary);
    this.bucket = new Remainder(Math.max(1, arguments.bucket()));
    this.subwords = arguments.maxn() > 0;
    this.wordNgrams = arguments.wordNgrams();
    this.rows = new RowBlock(sink);
  }

  void read(byte[] text) {
    words = 0;
    int at = 0;
    int block = 0;
    boolean ended = false;
    while (!ended) {
      while (at < text.length && isBlank(text[at])) {
        at++;
      }
      if (at == text.length) {
        break;
      }
      int from = at;
      int hash = Vocabulary.HASH_START;
      while (at < text.length && !isBlank(text[at])) {
        hash = Vocabulary.hash(hash, text[at++]);
      }
      starts[block] = from;
      lengths[block] = at - from;
      blockHashes[block++] = hash;
      ended = hash == END_HASH && isEnd(text, from, at);
      if (block == BLOCK || ended) {
        add(text, block);
        block = 0;
      }
    }
    add(text, block);
    if (!ended) {
      starts[0] = 0;
      lengths[0] = Vocabulary.END.length;
      blockHashes[0] = END_HASH;
      add(Vocabulary.END, 1);
    }
    addWordNgrams();
    rows.flush();
    trim();
  }

  static boolean isBlank(byte b) {
    return (b & 0xff) <= ' ' && (BLANKS >>> b & 1) != 0;
  }

  private static boolean isEnd(byte[] text, int from, int to) {
    return Arrays.equals(Vocabulary.END, 0, Vocabulary.END.length, text, from, to);
  }

  /** Adds the block's words. */
  private void add(byte[] text, int block) {
    for (int i = 0; i < block; i++) {
      ids[i] = vocabulary.find(text, starts[i], lengths[i], blockHashes[i]);
    }
    for (int i = 0; i < block; i++) {
      int id = ids[i];
      if (id >= vocabulary.words() || id < 0 && Vocabulary.isLabel(text, starts[i], lengths[i])) {
        continue;
      }
      if (id >= 0) {
        addKnown(id);
      } else if (subwords && !isEnd(text, starts[i], starts[i] + lengths[i])) {
        addUnknown(text, starts[i], lengths[i]);
      }
      if (wordNgrams > 1) {
        remember(blockHashes[i]);
      }
    }
  }

  private void addKnown(int id) {
    int end = wordRows.start(id + 1);
    for (int place = wordRows.start(id); place < end; place++) {
      rows.add(wordRows.row(place));
    }
  }

  private void addUnknown(byte[] text, int from, int length) {
    if (length + 2 > bracketed.length) {
      bracketed = new byte[2 * length + 2];
    }
    bracketed[0] = '<';
    System.arraycopy(text, from, bracketed, 1, length);
    bracketed[length + 1] = '>';
    ngrams.forEach(bracketed, length + 2, rows);
  }

  private void remember(int hash) {
    if (words == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * words);
    }
    hashes[words++] = hash;
  }

  /** N-grams of words: a hash over hashes that are taken as signed numbers, as fastText does. */
  private void addWordNgrams() {
    for (int i = 0; i < words; i++) {
      long hash = hashes[i];
      for (int j = i + 1; j < words && j < i + wordNgrams; j++) {
        hash = hash * 116049371L + hashes[j];
        int row = vocabulary.row(bucket.of(hash));
        if (row >= 0) {
          rows.add(row);
        }
      }
    }
  }

  /** Gives back what one huge text needed. */
  private void trim() {
    if (bracketed.length > SPARE) {
      bracketed = new byte[256];
    }
    if (hashes.length > SPARE) {
      hashes = new int[1024];
    }
  }
}
