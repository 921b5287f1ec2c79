package zydeco.classifiers;

/** A model cannot be used: says which file, why, and how to mend it. */
public final class ModelException extends RuntimeException {

  /**
   * @param file the file at fault, as the user named it
   * @param why what is wrong with it, without a full stop
   * @param mend what to do about it, a whole sentence
   */
  public ModelException(String file, String why, String mend) {
    super("Cannot use " + file + ": " + why + ". " + mend);
  }

  /** The same, with the exception that showed the fault. */
  public ModelException(String file, String why, String mend, Throwable cause) {
    super("Cannot use " + file + ": " + why + ". " + mend, cause);
  }
}
