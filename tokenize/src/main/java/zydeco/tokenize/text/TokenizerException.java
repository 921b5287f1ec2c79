package zydeco.tokenize.text;

/** A tokenizer file that cannot be used: why, and how to mend it. */
public final class TokenizerException extends RuntimeException {
  private final String why;
  private final String mend;

  public TokenizerException(String why, String mend) {
    super(why + ". " + mend);
    this.why = why;
    this.mend = mend;
  }

  /** A clause without a full stop. */
  public String why() {
    return why;
  }

  /** A sentence. */
  public String mend() {
    return mend;
  }
}
