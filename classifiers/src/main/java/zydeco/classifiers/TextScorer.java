package zydeco.classifiers;

/** Scores one text after another, for one thread; the same text always gets the same score. */
public interface TextScorer {

  /** The score of a text in UTF-8. Throws UnscorableException where it has none. */
  Score score(byte[] text);

  /** The number of a text's score, or NaN where it has none. */
  default double valueOrNaN(byte[] text) {
    try {
      return score(text).value();
    } catch (UnscorableException e) {
      return Double.NaN;
    }
  }
}
