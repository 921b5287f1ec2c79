package zydeco.tokenize.mixture;

/** A mixture that the corpus cannot give; the message shows the arithmetic and how to mend it. */
public final class MixtureException extends RuntimeException {
  public MixtureException(String message) {
    super(message);
  }
}
