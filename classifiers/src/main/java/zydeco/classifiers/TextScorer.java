package zydeco.classifiers;

/** Scores one text after another, for one thread; the same text always gets the same score. */
public interface TextScorer {

  /** The score of a text in UTF-8. Throws UnscorableException where it has none. */
  Score score(byte[] text);
}
