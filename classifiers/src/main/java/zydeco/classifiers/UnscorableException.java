package zydeco.classifiers;

/** A text has no score: its tokenizer or the model fails on it. Says how. */
public final class UnscorableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnscorableException(String how, Throwable cause) {
    super(how, cause);
  }
}
