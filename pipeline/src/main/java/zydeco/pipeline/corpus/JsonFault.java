package zydeco.pipeline.corpus;

/** Why a line of JSON gives no document, and at which byte of its buffer. */
final class JsonFault extends Exception {
  private final int at;

  JsonFault(String message, int at) {
    super(message, null, false, false);
    this.at = at;
  }

  int at() {
    return at;
  }
}
