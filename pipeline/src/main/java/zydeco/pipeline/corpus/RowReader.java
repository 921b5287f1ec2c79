package zydeco.pipeline.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Reads the rows of a slice in order. A row's number counts from 0 within its file: of JSON lines
 * the physical line (blank lines are no rows but keep their number) or the element of an array, of
 * Parquet the row, of WARC the record among the response and conversion records, of a text file 0.
 * Not for more than one thread.
 */
public interface RowReader extends Closeable {

  /**
   * The next wanted row, or null at the end. Throws CorruptFileException where the file cannot be
   * trusted, another IOException where it cannot be reached.
   */
  Intake next() throws IOException;

  /** How many wanted rows a documented rule left out, by reason; they are neither good nor bad. */
  Map<String, Long> skipped();

  /**
   * Opens a slice. An empty file is one bad row whatever its format.
   *
   * @param wanted tells of a row's number whether to decode it; other rows are passed over
   */
  static RowReader open(Storage storage, Source source, Slice slice, LongPredicate wanted)
      throws IOException {
    boolean empty = slice.file().length() == 0;
    return switch (empty ? Format.TEXT : slice.format()) {
      case PARQUET -> new ParquetReader(storage, source, slice, wanted);
      case JSONL -> new JsonlReader(storage, source, slice, wanted);
      case TEXT -> new TextReader(storage, source, slice.file(), wanted);
      case WARC -> new WarcReader(storage, source, slice.file(), wanted);
    };
  }
}
