package zydeco.classifiers.fasttext;

import java.util.Arrays;

/**
 * Takes a text apart into the rows of the input matrix, one text after another, for one thread. A
 * text is one line: words are separated by blanks (space, newline, tab, vertical tab, form feed,
 * carriage return, NUL), and the end-of-line token follows the last word. A word {@code </s>} in
 * the text ends the line. Words that read as labels are left out.
 */
final class LineReader {
  private static final int SPARE = 1 << 16;
  private static final int END_HASH = Vocabulary.hash(Vocabulary.END, 0, Vocabulary.END.length);

  /** Takes the rows one by one, in the order in which fastText adds them up. */
  interface RowSink {
    void row(int row);
  }

  private final Vocabulary vocabulary;
  private final WordRows wordRows;
  private final CharacterNgrams ngrams;
  private final Remainder bucket;
  private final boolean subwords;
  private final int wordNgrams;
  private final RowSink sink;
  private byte[] bracketed = new byte[256];
  private int[] hashes = new int[1024];
  private int words;

  LineReader(Arguments arguments, Vocabulary vocabulary, WordRows wordRows, RowSink sink) {
    this.vocabulary = vocabulary;
    this.wordRows = wordRows;
    this.ngrams = new CharacterNgrams(arguments, vocabulary);
    this.bucket = new Remainder(Math.max(1, arguments.bucket()));
    this.subwords = arguments.maxn() > 0;
    this.wordNgrams = arguments.wordNgrams();
    this.sink = sink;
  }

  void read(byte[] text) {
    words = 0;
    boolean ended = false;
    int at = 0;
    while (at < text.length && !ended) {
      if (isBlank(text[at])) {
        at++;
        continue;
      }
      int from = at;
      int hash = Vocabulary.HASH_START;
      while (at < text.length && !isBlank(text[at])) {
        hash = Vocabulary.hash(hash, text[at++]);
      }
      ended = word(text, from, at - from, hash);
    }
    if (!ended) {
      word(Vocabulary.END, 0, Vocabulary.END.length, END_HASH);
    }
    addWordNgrams();
    trim();
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
  }

  /** Adds one token; says whether it ends the line. */
  private boolean word(byte[] text, int from, int length, int hash) {
    int id = vocabulary.find(text, from, length, hash);
    boolean end =
        hash == END_HASH
            && Arrays.equals(Vocabulary.END, 0, Vocabulary.END.length, text, from, from + length);
    if (id >= vocabulary.words() || id < 0 && Vocabulary.isLabel(text, from, length)) {
      return end;
    }
    if (id >= 0) {
      addKnown(id);
    } else if (!end && subwords) {
      addUnknown(text, from, length);
    }
    if (wordNgrams > 1) {
      remember(hash);
    }
    return end;
  }

  private void addKnown(int id) {
    int end = wordRows.start(id + 1);
    for (int place = wordRows.start(id); place < end; place++) {
      sink.row(wordRows.row(place));
    }
  }

  private void addUnknown(byte[] text, int from, int length) {
    if (length + 2 > bracketed.length) {
      bracketed = new byte[2 * length + 2];
    }
    bracketed[0] = '<';
    System.arraycopy(text, from, bracketed, 1, length);
    bracketed[length + 1] = '>';
    ngrams.forEach(bracketed, length + 2, sink);
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
          sink.row(row);
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
