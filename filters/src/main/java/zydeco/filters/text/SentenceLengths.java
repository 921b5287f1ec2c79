package zydeco.filters.text;

import zydeco.filters.bytes.Blanks;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.LineSentences;

/** Lengths of the sentences of one text, as datatrove's SentenceStats counts them. */
public final class SentenceLengths extends Reading {
  private static final int SHORT = 20;
  private static final int LONG = 75;

  private Segments segments;
  private int at;
  private int count;
  private int characters;
  private int shortSentences;
  private int longSentences;

  /** The reading of a text. */
  public static SentenceLengths of(Segments segments) {
    return segments.reading(SentenceLengths.class, SentenceLengths::new);
  }

  @Override
  protected void read(Segments text) {
    segments = text;
    at = 0;
    count = 0;
    characters = 0;
    shortSentences = 0;
    longSentences = 0;
    LineSentences own = text.words().rules().sentences();
    if (own == null || !own.each(text.bytes(), 0, text.length(), this::sentence)) {
      Sentences.each(text.words(), this::sentence);
    }
  }

  private void sentence(int from, int to) {
    int[] before = segments.words().bytesBefore();
    sentence(walk(before[to] - before[from]));
  }

  private void sentence(int length) {
    count++;
    characters += length;
    shortSentences += length <= SHORT ? 1 : 0;
    longSentences += length >= LONG ? 1 : 0;
  }

  /** Goes over so many bytes of words; gives the code points from the first to the last. */
  private int walk(int bytesOfWords) {
    byte[] bytes = segments.bytes();
    int end = segments.length();
    int left = bytesOfWords;
    int walked = 0;
    at = Blanks.stripStart(bytes, at, end);
    while (left > 0 && at < end) {
      int blank = Blanks.width(bytes, at, end);
      int width = blank > 0 ? blank : Utf8.width(bytes[at]);
      left -= blank > 0 ? 0 : width;
      at += width;
      walked++;
    }
    return walked;
  }

  /** Sentences that have more than blanks. */
  public int count() {
    return count;
  }

  /** Code points of all sentences, blanks at their ends aside. */
  public int characters() {
    return characters;
  }

  /** Sentences of at most 20 code points. */
  public int shortSentences() {
    return shortSentences;
  }

  /** Sentences of 75 code points or more. */
  public int longSentences() {
    return longSentences;
  }
}
