package zydeco.pipeline.corpus;

import java.io.Serializable;

/**
 * A file, or a part of one: row groups of Parquet, or the JSON lines that begin in a range of
 * bytes.
 *
 * @param file the file
 * @param format how its bytes are laid out
 * @param from the first row group, or byte, counted from 0
 * @param to the row group or byte behind the last; {@link #WHOLE} for the whole file
 * @param firstRow of JSON lines, how many begin before; of Parquet the footer says it
 * @param bytes of it, as they are stored
 */
public record Slice(InputFile file, Format format, long from, long to, long firstRow, long bytes)
    implements Serializable {
  public static final long WHOLE = -1;

  public static Slice whole(InputFile file, Format format) {
    return new Slice(file, format, 0, WHOLE, 0, file.length());
  }

  public boolean isWhole() {
    return to == WHOLE;
  }

  /** Whether it is a range of bytes, whose first row is told by counting lines. */
  public boolean isLines() {
    return format == Format.JSONL && !isWhole();
  }

  /** Which part of the file it is, in front of what is said of it; nothing for the whole file. */
  public String part() {
    if (isWhole()) {
      return "";
    }
    return (isLines() ? "bytes " : "row groups ") + from + " to " + (to - 1) + ": ";
  }
}
