package zydeco.filters.text;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Interner;
import zydeco.filters.bytes.Utf8;

/** Shapes of the words of one text as datatrove's WordStats counts them. */
public final class WordShapes extends Reading {
  private static final int SHORT = 3;
  private static final int LONG = 7;

  private final Interner interner = new Interner();
  private int shortWords;
  private int longWords;
  private int upperWords;
  private int titleWords;
  private double stopWords;
  private int characters;

  /** The reading of a text. */
  public static WordShapes of(Segments segments) {
    return segments.reading(WordShapes.class, WordShapes::new);
  }

  @Override
  protected void read(Segments segments) {
    Words words = segments.words();
    byte[] joined = words.joined();
    int[] before = words.bytesBefore();
    int[] charactersBefore = words.charactersBefore();
    interner.restart(joined);
    shortWords = 0;
    longWords = 0;
    upperWords = 0;
    titleWords = 0;
    stopWords = words.rules().hasStopWords() ? 0 : Double.NaN;
    characters = charactersBefore[words.count()];
    for (int word = 0; word < words.count(); word++) {
      int length = charactersBefore[word + 1] - charactersBefore[word];
      shortWords += length <= SHORT ? 1 : 0;
      longWords += length >= LONG ? 1 : 0;
      stopWords += (words.facts()[word] & Facts.STOPS) != 0 ? 1 : 0;
      interner.number(before[word], before[word + 1]);
      shape(joined, before[word], before[word + 1]);
    }
  }

  /** {@code str.isupper} and {@code str.istitle}. */
  private void shape(byte[] bytes, int from, int to) {
    boolean upper = false;
    boolean lower = false;
    boolean title = true;
    boolean afterCased = false;
    for (int at = from; at < to; at += Utf8.width(bytes[at])) {
      int classes = Characters.of(Utf8.at(bytes, at, to));
      boolean capital = (classes & (Characters.UPPERCASE | Characters.TITLECASE)) != 0;
      boolean small = (classes & Characters.LOWERCASE) != 0;
      title &= capital ? !afterCased : !small || afterCased;
      upper |= (classes & Characters.UPPERCASE) != 0;
      lower |= small || (classes & Characters.TITLECASE) != 0;
      afterCased = capital || small;
    }
    upperWords += upper && !lower ? 1 : 0;
    titleWords += title && (upper || lower) ? 1 : 0;
  }

  /** Words of at most 3 code points. */
  public int shortWords() {
    return shortWords;
  }

  /** Words of at least 7 code points. */
  public int longWords() {
    return longWords;
  }

  /** Words whose letters are capitals. */
  public int upperWords() {
    return upperWords;
  }

  /** Words in which capitals stand at the beginnings of runs of letters, and only there. */
  public int titleWords() {
    return titleWords;
  }

  /** Gopher's stop words, repeats counted. */
  public double stopWords() {
    return stopWords;
  }

  /** Different words. */
  public int distinct() {
    return interner.size();
  }

  /** Code points of all words. */
  public int characters() {
    return characters;
  }
}
