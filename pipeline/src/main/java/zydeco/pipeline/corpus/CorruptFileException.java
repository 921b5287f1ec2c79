package zydeco.pipeline.corpus;

import java.io.IOException;

/**
 * A file, or the slice of it that was being read, cannot be trusted. What the slice gave before is
 * void.
 */
public final class CorruptFileException extends IOException {
  private final String file;
  private final long offset;
  private final String why;

  /**
   * @param file the file's name, as {@link InputFile#name}
   * @param offset the byte of the stored file near which the fault was seen
   * @param why what is wrong
   */
  public CorruptFileException(String file, long offset, String why) {
    super(file + ": byte " + offset + ": " + why);
    this.file = file;
    this.offset = offset;
    this.why = why;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  /** What is wrong, without file and offset. */
  public String why() {
    return why;
  }
}
