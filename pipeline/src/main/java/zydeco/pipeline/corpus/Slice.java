package zydeco.pipeline.corpus;

import java.io.Serializable;

/**
 * A file, or a range of a Parquet file's row groups.
 *
 * @param file the file
 * @param format how its bytes are laid out
 * @param firstGroup the first row group, counted from 0
 * @param groups how many row groups; {@link #WHOLE} for the whole file
 * @param bytes of it, as they are stored
 */
public record Slice(InputFile file, Format format, int firstGroup, int groups, long bytes)
    implements Serializable {
  public static final int WHOLE = -1;

  public static Slice whole(InputFile file, Format format) {
    return new Slice(file, format, 0, WHOLE, file.length());
  }

  public boolean isWhole() {
    return groups == WHOLE;
  }

  /** Which part of the file it is, in front of what is said of it; nothing for the whole file. */
  public String part() {
    return isWhole() ? "" : "row groups " + firstGroup + " to " + (firstGroup + groups - 1) + ": ";
  }
}
