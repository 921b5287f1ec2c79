package zydeco.pipeline.run;

/** The build failed: says what and where, in one paragraph for its user. */
public final class BuildException extends RuntimeException {

  public BuildException(String message) {
    super(message);
  }

  public BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
