package zydeco.filters.text;

import java.util.List;
import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.bytes.WordSet;

/** What is known of a word, or of a run between blanks, one bit each. */
final class Facts {
  /** Gopher's stop words: bit i stands for the i-th. */
  static final List<String> STOP_WORDS =
      List.of("the", "be", "to", "of", "and", "that", "have", "with");

  /** The bits of the stop words. */
  static final int STOPS = 0xFF;

  /** The word has a letter. */
  static final int ALPHABETIC = 1 << 8;

  /** Every character is one of datatrove's punctuation. */
  static final int SYMBOLS = 1 << 9;

  /** The word is one sentence-ending character. */
  static final int SENTENCE_END = 1 << 10;

  /** Every character is of general category P. */
  static final int PUNCTUATION = 1 << 11;

  /** The words of the run have a {@link Phrases} among them. */
  static final int PHRASE = 1 << 12;

  /** The run has more than 1,000 characters. */
  static final int LONG_RUN = 1 << 13;

  /** The run has "javascript" in any case. */
  static final int JAVASCRIPT = 1 << 14;

  /** The run has an opening curly bracket. */
  static final int CURLY_BRACKET = 1 << 15;

  /** The run has an opening square bracket. */
  static final int SQUARE_BRACKET = 1 << 16;

  /** The run may be the last word of "lorem ipsum" or of a policy phrase. */
  static final int PHRASE_END = 1 << 17;

  /** The run has a number sign or an ellipsis. */
  static final int MARKS = 1 << 18;

  /** The run ends "lorem ipsum". */
  static final int LOREM_IPSUM = 1 << 22;

  /** The run ends a phrase of cookie banners and terms of use. */
  static final int POLICY = 1 << 23;

  /** Facts about runs. */
  static final int OF_RUNS =
      LONG_RUN | JAVASCRIPT | CURLY_BRACKET | SQUARE_BRACKET | MARKS | LOREM_IPSUM | POLICY;

  /** One blank stands before the word. */
  static final int SPACED = 1 << 20;

  /** Other blanks stand before the word, or it is the first: spaCy has a token there. */
  static final int APART = 1 << 21;

  private static final int LONG = 1000;
  private static final WordSet STOP_BYTES = new WordSet(STOP_WORDS);

  private Facts() {}

  static int ofWord(byte[] bytes, int from, int to) {
    int any = 0;
    int all = -1;
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      byte octet = bytes[at];
      int classes = octet >= 0 ? Characters.ofAscii(octet) : Characters.of(Utf8.at(bytes, at, to));
      any |= classes;
      all &= classes;
    }
    boolean alone = from + Utf8.width(bytes[from]) >= to;
    int stop = to - from <= 4 && to - from >= 2 ? STOP_BYTES.index(bytes, from, to) : -1;
    return (stop < 0 ? 0 : 1 << stop)
        | ((any & Characters.ALPHABETIC) != 0 ? ALPHABETIC : 0)
        | ((all & Characters.SYMBOL) != 0 ? SYMBOLS : 0)
        | ((all & Characters.PUNCTUATION) != 0 ? PUNCTUATION : 0)
        | (alone && (all & Characters.SENTENCE_END) != 0 ? SENTENCE_END : 0);
  }

  static int ofRun(byte[] bytes, int from, int to, int characters) {
    return C4Text.runFacts(bytes, from, to) | (characters > LONG ? LONG_RUN : 0);
  }
}
